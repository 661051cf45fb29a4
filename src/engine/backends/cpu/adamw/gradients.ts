// Gradients as the graph gives them, and their sum over the batches of one update.

import { ParameterMemory, TILE, type Workspace } from './parameterMemory.js';
import type { RowGradient } from './rowGradient.js';
import { RowSum } from './rowSum.js';

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
  private readonly memory: ParameterMemory;
  private readonly rows: ReadonlyMap<string, RowSum>;
  /** Whether the next gradients begin a new sum. */
  private fresh = true;

  /** Throws machine.outOfMemory. */
  constructor(
    private readonly parameters: readonly HostParameter[],
    memoryLimit?: number,
  ) {
    const dense = parameters.filter(({ sparseRows }) => !sparseRows);
    this.memory = new ParameterMemory(new Map(dense.map(({ name, shape }) => [name, lengthOf(shape)])), memoryLimit);
    this.rows = new Map(
      parameters.filter(({ sparseRows }) => sparseRows).map(({ name, shape }) => [name, new RowSum(shape)]),
    );
  }

  add(gradients: Gradients): void {
    for (const parameter of this.parameters) {
      const rowSum = this.rows.get(parameter.name);
      if (rowSum === undefined) this.addDense(parameter.name, denseGradient(gradients, parameter));
      else {
        if (this.fresh) rowSum.clear();
        const { rows, values } = rowGradient(gradients, parameter);
        rowSum.add({ ids: rows, values });
      }
    }
    this.fresh = false;
  }

  /** Ends the sum: views, valid until the next `add`, which begins another. */
  total(): Gradients {
    this.fresh = true;
    return new Map(this.parameters.map(({ name }) => [name, this.rows.get(name)?.total() ?? this.memory.view(name)]));
  }

  private addDense(name: string, gradient: Float32Array): void {
    const target = this.memory.view(name);
    if (this.fresh) {
      target.set(gradient);
      return;
    }
    const workspace = this.memory.workspace(name);
    forEachTile(target.length, (start, count) => {
      workspace.kernels.add(
        workspace.pointer(target, start, count, 'moment1'),
        workspace.pointer(gradient, start, count, 'gradient'),
        count,
      );
    });
  }
}
