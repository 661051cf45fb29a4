// The rows of a run: their tokens and targets, put together as batches.

import { collate, type Padding } from '../text/collate.js';
import type { TokenStore } from '../text/tokenStore.js';
import type { LabelledBatch, Targets } from '../shared/training.js';

/** Texts and targets under the same row numbers, training and validation together. */
export interface Rows {
  readonly store: TokenStore;
  /** Class ids [rows], or numbers [rows, width]. */
  readonly targets: Targets;
  /** Targets of one row: 1, or as many as there are labels. */
  readonly width: number;
  readonly padding: Padding;
  readonly maxLength: number;
}

/** The rows of these numbers, in this order. */
export function batchOf({ store, targets, width, padding, maxLength }: Rows, rows: Int32Array): LabelledBatch {
  return { ...collate(store, rows, padding, maxLength), targets: targetsOf(targets, width, rows) };
}

export function targetsOf(targets: Targets, width: number, rows: Int32Array): Targets {
  const picked = targets instanceof Int32Array ? new Int32Array(rows.length * width) : new Float32Array(rows.length * width);
  for (let index = 0; index < rows.length; index++) {
    const start = rows[index]! * width;
    for (let column = 0; column < width; column++) picked[index * width + column] = targets[start + column]!;
  }
  return picked;
}

/**
 * torch's usual weights of classes: rows / (labels × rows of the class), 0 for a class without rows.
 * (scikit-learn, `compute_class_weight('balanced')`.)
 */
export function balancedWeights(labelRows: readonly number[]): Float32Array {
  const total = labelRows.reduce((sum, count) => sum + count, 0);
  return Float32Array.from(labelRows, (count) => (count === 0 ? 0 : total / (labelRows.length * count)));
}
