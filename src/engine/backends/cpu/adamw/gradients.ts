// Gradients as the graph gives them, and their sum over the batches of one update.

import { ParameterArena, TILE, type Workspace } from './arena.js';

/** The gradient of an embedding [V, H]: `values` [U, H] for the distinct `rows` [U]; zero elsewhere. */
export interface RowGradient {
  readonly rows: Int32Array;
  readonly values: Float32Array;
}
/** A plain array for an ordinary parameter, rows for one that is declared `sparseRows`. May lie in any memory. */
export type Gradient = Float32Array | RowGradient;
export type Gradients = ReadonlyMap<string, Gradient>;

/** A parameter that learns, and how. */
export interface HostParameter {
  readonly name: string;
  readonly shape: readonly number[];
  /** Whether the weight decay applies to it. */
  readonly decayed: boolean;
  /** Factor on the learning rate. */
  readonly rateFactor: number;
  /** Whether its gradient comes as rows. The shape is then [rows, width]. */
  readonly sparseRows: boolean;
}

export function lengthOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** The gradient of an ordinary parameter. A missing one or one of another size is a defect of the graph. */
export function denseGradient(gradients: Gradients, { name, shape }: HostParameter): Float32Array {
  const gradient = gradients.get(name);
  if (!(gradient instanceof Float32Array) || gradient.length !== lengthOf(shape))
    throw new Error(`no gradient of shape [${shape.join(', ')}] for ${name}`);
  return gradient;
}

export function rowGradient(gradients: Gradients, { name, shape }: HostParameter): RowGradient {
  const gradient = gradients.get(name);
  const complete =
    gradient !== undefined && 'rows' in gradient && gradient.values.length === gradient.rows.length * (shape[1] ?? 0);
  if (!complete) throw new Error(`no gradient by rows of shape [${shape.join(', ')}] for ${name}`);
  return gradient;
}

/** Calls `visit(start, count)` for pieces of at most TILE entries. */
export function forEachTile(length: number, visit: (start: number, count: number) => void): void {
  for (let start = 0; start < length; start += TILE) visit(start, Math.min(TILE, length - start));
}

/** Sum of squares in float64, wherever the array lies. */
export function sumOfSquares(array: Float32Array, workspace: Workspace): number {
  let sum = 0;
  forEachTile(array.length, (start, count) => {
    sum += workspace.kernels.sumOfSquares(workspace.pointer(array, start, count, 'gradient'), count);
  });
  return sum;
}

/** The sum of several batches' gradients, in memory of its own, kept for the next update. */
export class GradientSum {
  private readonly arena: ParameterArena;
  private readonly rows: ReadonlyMap<string, RowSum>;
  /** Whether the next gradients begin a new sum. */
  private fresh = true;

  /** Throws machine.outOfMemory. */
  constructor(
    private readonly parameters: readonly HostParameter[],
    memoryLimit?: number,
  ) {
    const dense = parameters.filter(({ sparseRows }) => !sparseRows);
    this.arena = new ParameterArena(new Map(dense.map(({ name, shape }) => [name, lengthOf(shape)])), memoryLimit);
    this.rows = new Map(
      parameters.filter(({ sparseRows }) => sparseRows).map(({ name, shape }) => [name, new RowSum(shape)]),
    );
  }

  add(gradients: Gradients): void {
    for (const parameter of this.parameters) {
      const rowSum = this.rows.get(parameter.name);
      if (rowSum === undefined) this.addDense(parameter.name, denseGradient(gradients, parameter));
      else rowSum.add(rowGradient(gradients, parameter), this.fresh);
    }
    this.fresh = false;
  }

  /** Ends the sum: views, valid until the next `add`, which begins another. */
  total(): Gradients {
    this.fresh = true;
    return new Map(this.parameters.map(({ name }) => [name, this.rows.get(name)?.total() ?? this.arena.view(name)]));
  }

  private addDense(name: string, gradient: Float32Array): void {
    const target = this.arena.view(name);
    if (this.fresh) {
      target.set(gradient);
      return;
    }
    const workspace = this.arena.workspace(name);
    forEachTile(target.length, (start, count) => {
      workspace.kernels.add(
        workspace.pointer(target, start, count, 'moment1'),
        workspace.pointer(gradient, start, count, 'gradient'),
        count,
      );
    });
  }
}

/** The sum of gradients by rows: the rows of all batches, each once, in the order of their first appearance. */
class RowSum {
  private readonly width: number;
  /** Position of a row among those met, or -1. */
  private readonly positions: Int32Array;
  private rows: number[] = [];
  private values = new Float32Array(0);

  constructor(shape: readonly number[]) {
    const [height = 0, width = 0] = shape;
    this.width = width;
    this.positions = new Int32Array(height).fill(-1);
  }

  add({ rows, values }: RowGradient, fresh: boolean): void {
    if (fresh) this.clear();
    this.makeRoom(this.rows.length + rows.length);
    rows.forEach((row, source) => {
      const addend = values.subarray(source * this.width, (source + 1) * this.width);
      const known = this.positions[row] ?? -1;
      if (known < 0) {
        this.positions[row] = this.rows.length;
        this.values.set(addend, this.rows.push(row) * this.width - this.width);
      } else {
        const sum = this.values.subarray(known * this.width, (known + 1) * this.width);
        for (let i = 0; i < this.width; i++) sum[i]! += addend[i]!;
      }
    });
  }

  total(): RowGradient {
    return { rows: Int32Array.from(this.rows), values: this.values.subarray(0, this.rows.length * this.width) };
  }

  private clear(): void {
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
