// Finds validation rows whose text also occurs in training: eight bytes a row.

import { textKey } from './duplicates.js';
import { growingNumbers } from './targets.js';

/**
 * The texts of rows by their hashes, in row order. The chance that two of a million different texts are confused is 1
 * in 18 000.
 */
export class TextHashes {
  private readonly keys = growingNumbers();

  get count(): number {
    return this.keys.length;
  }

  add(text: string, pair: string | undefined): void {
    this.keys.push(textKey(text, pair));
  }

  /** The validation rows, in their order, whose text is that of a training row. */
  leaks(training: Int32Array, validation: Int32Array): Int32Array {
    const keys = this.keys.toArray();
    const learned = this.sorted(training);
    return validation.filter((row) => contains(learned, keys[row]!));
  }

  /** Returns a function that tells whether a text or a pair occurs in these rows. */
  finder(rows: Int32Array): TextFinder {
    const learned = this.sorted(rows);
    return (text, pair) => contains(learned, textKey(text, pair));
  }

  private sorted(rows: Int32Array): Float64Array {
    const keys = this.keys.toArray();
    return Float64Array.from(rows, (row) => keys[row]!).sort();
  }
}

export type TextFinder = (text: string, pair: string | undefined) => boolean;

/** @param sorted ascending */
function contains(sorted: Float64Array, key: number): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < key) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === key;
}
