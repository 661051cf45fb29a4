// Packs rows of a token store into one rectangle, padded to the longest of them.

import type { TokenBatch } from '../base/training.js';
import type { TokenStore } from './tokenStore.js';

/** The setting `padding`: to the longest row of the batch, or every batch to the maximum length. */
export type Padding = 'longest' | 'maximum';

/** Lengths are rounded up to a multiple of this: few different shapes, and whole vectors in the matmuls. */
const lengthMultiple = 8;

/** The length of a batch whose longest row has this many tokens: rounded up to 8, never above `maxLength`. */
export function paddedLength(longest: number, padding: Padding, maxLength: number): number {
  if (longest > maxLength)
    throw new RangeError(`a row of ${longest} tokens is longer than the maximum length ${maxLength}`);
  if (padding === 'maximum') return maxLength;
  return Math.min(maxLength, Math.ceil(longest / lengthMultiple) * lengthMultiple);
}

/**
 * The rows, in the given order, as a batch [rows.length, paddedLength]. The arrays are fresh: the caller may keep them.
 * @param maxLength the maximum length that the rows were cut to; at most the model's positions
 * @param windowOf the window of a row; the first when absent
 */
export function collate(
  store: TokenStore,
  rows: Int32Array,
  padding: Padding,
  maxLength: number,
  windowOf: (row: number) => number = () => 0,
): TokenBatch {
  let longest = 1;
  for (const row of rows) longest = Math.max(longest, store.length(row));
  const length = paddedLength(longest, padding, maxLength);
  const tokens = rows.length * length;
  const batch = {
    size: rows.length,
    length,
    ids: new Int32Array(tokens),
    types: new Int32Array(tokens),
    mask: new Int32Array(tokens),
  };
  rows.forEach((row, i) => store.copyTo(row, batch, i * length, length, windowOf(row)));
  return batch;
}
