// Splits a batch into parts that go through the device one after the other, and weights each part's mean loss.

import { sharesOf } from '../../data/rows/targets.js';
import type { Rows } from '../rows/batchRows.js';

export interface BatchPart {
  readonly numbers: Int32Array;
  readonly share: number;
}

/**
 * Parts of at most `atOnce` rows, whose shares make their mean loss the batch's: by rows, or by the rows' weights where
 * classes have weights, as the loss itself is divided.
 */
export function partsOf(
  numbers: Int32Array,
  atOnce: number,
  rows: Rows,
  classWeights: Float32Array | undefined,
): readonly BatchPart[] {
  if (numbers.length <= atOnce) return [{ numbers, share: 1 }];
  const { targets, weights } = rows;
  const ofClass = (row: number) => {
    if (classWeights === undefined || targets.task !== 'single-label') return 1;
    const shares = sharesOf(targets, Int32Array.of(row));
    return (
      shares?.reduce((total, share, id) => total + share * classWeights[id]!, 0) ?? classWeights[targets.ids[row]!]!
    );
  };
  const weigh = (some: Int32Array) => sum(Array.from(some, (row) => (weights?.[row] ?? 1) * ofClass(row)));
  const whole = weigh(numbers);
  const parts: BatchPart[] = [];
  for (let start = 0; start < numbers.length; start += atOnce) {
    const part = numbers.subarray(start, start + atOnce);
    parts.push({ numbers: part, share: weigh(part) / whole });
  }
  return parts;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
