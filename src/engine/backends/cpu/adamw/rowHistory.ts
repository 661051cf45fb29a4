// Tracks which rows of an embedding need which part of an update. A batch contains some rows; the others have a
// gradient of zero. Of those, a row that an earlier batch contained still moves by its moments; one that no batch has
// contained has zero moments, and at most decays.

import type { RowGradient } from './rowGradient.js';

/** AdamW on `length` entries from `start`; the gradient is zero where none is given. */
export type Apply = (start: number, length: number, gradient?: Float32Array, gradientStart?: number) => void;
/** Weight decay alone on `length` entries from `start`. */
export type DecayOnly = (start: number, length: number) => void;

/**
 * No batch has contained the row / an earlier batch has / this batch does, and the value is the index in its gradient.
 */
const NEVER = -2;
const BEFORE = -1;

export class RowHistory {
  private readonly width: number;
  /** Per row: NEVER, BEFORE or an index. Between updates only the first two. */
  private readonly states: Int32Array;

  /** @param shape of the embedding: [rows, width] */
  constructor(shape: readonly number[]) {
    const [height = 0, width = 0] = shape;
    this.width = width;
    this.states = new Int32Array(height).fill(NEVER);
  }

  /** Walks the rows upwards, whole runs of equal rows at a time where there is no gradient. */
  update({ rows, values }: RowGradient, apply: Apply, decayOnly: DecayOnly): void {
    this.mark(rows);
    const { states, width } = this;
    for (let row = 0; row < states.length;) {
      const state = states[row]!;
      let end = row + 1;
      if (state >= 0) {
        apply(row * width, width, values, state * width);
        states[row] = BEFORE;
      } else {
        while (states[end] === state) end++;
        if (state === BEFORE) apply(row * width, (end - row) * width);
        else decayOnly(row * width, (end - row) * width);
      }
      row = end;
    }
  }

  /**
   * Restores the state from a checkpoint's moments: a row counts as contained in a batch when it has a moment that is
   * not zero.
   */
  readFrom(moment1: Float32Array, moment2: Float32Array): void {
    const { width } = this;
    this.states.forEach((_, row) => {
      const isZero = (moment: Float32Array) =>
        moment.subarray(row * width, (row + 1) * width).every((entry) => entry === 0);
      this.states[row] = isZero(moment1) && isZero(moment2) ? NEVER : BEFORE;
    });
  }

  private mark(rows: Int32Array): void {
    rows.forEach((row, position) => {
      const state = this.states[row];
      if (state === undefined || state >= 0)
        throw new Error(`row ${row} is met twice or not one of ${this.states.length}`);
      this.states[row] = position;
    });
  }
}
