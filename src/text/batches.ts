// Which rows go together in a batch, and in what order: similar lengths, shuffled by seed and epoch, or sorted for
// prediction.

import { createRandom } from '../base/random.js';
import { paddedLength, type Padding } from './collate.js';

/** Tells this use of the run's seed from others. */
const shuffleStream = 0x6f726465;

/**
 * Batches sorted together. Measured on waimai_10k (11 987 rows, 26.8 tokens on average, at most 128), batch 16, mean
 * padded length of a
 * batch: unsorted 83.7; windows of 5 batches 43.7, 10 37.1, 20 33.3, 50 31.4, 100 30.8, all rows 30.2. What it costs in
 * randomness, as
 * the variance of a batch's share of positive rows (1 is that of random batches; length tells something of the label):
 * 2.0 to 2.1 from 5
 * batches to all. So 50: longer windows gain under 4 %, and a row's companions still come from 800 others, drawn anew
 * every epoch.
 */
export const defaultWindow = 50;

export interface EpochOptions {
  /** Rows in a batch; the last batch cut may have fewer, and stands anywhere. */
  readonly batch: number;
  readonly seed: number;
  /** From 0. */
  readonly epoch: number;
  /**
   * Batches whose rows are sorted together by length. Ignored when padding is to the maximum length: nothing is sorted
   * then.
   */
  readonly window?: number;
  readonly padding?: Padding;
  /** Row numbers to take, each as often as it stands there; all of `lengths` when not given. */
  readonly rows?: Int32Array;
}

/**
 * One epoch's batches of row numbers: shuffled, sorted by length within windows, cut, and the batches shuffled. Depends
 * on its arguments
 * alone, so that a resumed run finds the same order.
 * @param lengths tokens of each row
 */
export function epochOrder(lengths: ArrayLike<number>, options: EpochOptions): Int32Array[] {
  const { batch, seed, epoch, window = defaultWindow, padding = 'longest' } = options;
  const random = createRandom(seed, shuffleStream, epoch);
  const order = random.shuffle(rowsOf(lengths, options.rows));
  if (padding === 'maximum') return cut(order, batch);
  const windowRows = window * batch;
  for (let start = 0; start < order.length; start += windowRows)
    sortByLength(order.subarray(start, start + windowRows), lengths);
  const batches = cut(order, batch);
  const places = random.shuffle(Int32Array.from(batches.keys()));
  return Array.from(places, (place) => batches[place] as Int32Array);
}

export interface SortedOptions {
  /** Rows in a batch. */
  readonly batch: number;
  /**
   * Where short texts leave room: a batch may have more rows while rows × padded length stays within so many tokens.
   */
  readonly tokens?: number;
  readonly rows?: Int32Array;
}

/**
 * Batches for evaluation and prediction: the longest rows first (what will not fit in memory shows at once), nothing
 * shuffled.
 * Results are put back by row number.
 */
export function sortedBatches(lengths: ArrayLike<number>, { batch, tokens = 0, rows }: SortedOptions): Int32Array[] {
  const order = sortByLength(rowsOf(lengths, rows), lengths).reverse();
  const batches: Int32Array[] = [];
  for (let start = 0; start < order.length;) {
    const longest = lengths[order[start] as number] as number;
    const size = Math.max(batch, Math.floor(tokens / paddedLength(Math.max(1, longest), 'longest', Infinity)));
    batches.push(order.subarray(start, start + size));
    start += size;
  }
  return batches;
}

function rowsOf(lengths: ArrayLike<number>, rows: Int32Array | undefined): Int32Array {
  return rows ? rows.slice() : Int32Array.from({ length: lengths.length }, (_, row) => row);
}

/**
 * In place; rows of equal length keep their order. One number a row, so that the engine's own numeric sort does the
 * work.
 */
function sortByLength(rows: Int32Array, lengths: ArrayLike<number>): Int32Array {
  const keys = Float64Array.from(rows, (row, i) => (lengths[row] as number) * rows.length + i).sort();
  const before = rows.slice();
  keys.forEach((key, i) => (rows[i] = before[key % rows.length] as number));
  return rows;
}

function cut(order: Int32Array, batch: number): Int32Array[] {
  const batches: Int32Array[] = [];
  for (let start = 0; start < order.length; start += batch) batches.push(order.subarray(start, start + batch));
  return batches;
}
