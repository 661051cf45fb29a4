// Adds up the rows of an embedding's gradient that belong to the same id, on one thread and so in one order. ONNX
// Runtime has nothing for it that is right and fast: ScatterND loses sums, ScatterElements takes ten times as long.

import type { RowGradient } from './rowGradient.js';

/** Rows [n, width] by the ids [n] that they belong to, of which some may be equal. */
export interface TokenRows {
  readonly ids: Int32Array;
  readonly values: Float32Array;
}

export class RowSum {
  private readonly width: number;
  /** Position of a row among those met, or -1. */
  private readonly positions: Int32Array;
  private rows: number[] = [];
  private values = new Float32Array(0);

  /** @param shape of the embedding: [rows, width] */
  constructor(shape: readonly number[]) {
    const [height = 0, width = 0] = shape;
    this.width = width;
    this.positions = new Int32Array(height).fill(-1);
  }

  /**
   * Adds one row after another.
   * @param ignored an id whose rows are left out
   */
  add({ ids, values }: TokenRows, ignored?: number): void {
    const { width } = this;
    this.makeRoom(this.rows.length + ids.length);
    ids.forEach((row, source) => {
      if (row === ignored) return;
      const known = this.positions[row];
      if (known === undefined) throw new Error(`row ${row} is not one of ${this.positions.length}`);
      const from = source * width;
      if (known < 0) {
        this.positions[row] = this.rows.length;
        this.values.set(values.subarray(from, from + width), this.rows.push(row) * width - width);
      } else {
        for (let to = known * width, at = from; at < from + width; to++, at++) this.values[to]! += values[at]!;
      }
    });
  }

  /** The rows of all that was added, each once, in the order of their first appearance: views, valid until `add`. */
  total(): RowGradient {
    return { rows: Int32Array.from(this.rows), values: this.values.subarray(0, this.rows.length * this.width) };
  }

  clear(): void {
    for (const row of this.rows) this.positions[row] = -1;
    this.rows = [];
  }

  private makeRoom(rows: number): void {
    const needed = rows * this.width;
    if (needed <= this.values.length) return;
    const larger = new Float32Array(Math.max(needed, 2 * this.values.length));
    larger.set(this.values);
    this.values = larger;
  }
}
