// Parameters, gradients and updates for the tests of the optimiser outside the graph.

import { createHash } from 'node:crypto';

import type { FloatTensor } from '../../../../../../src/base/model.js';
import {
  type Gradient,
  type Gradients,
  HostAdamW,
  type HostParameter,
} from '../../../../../../src/engine/backends/cpu/adamw/hostAdamW.js';

export const options = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.1 };
export const learningRate = 0.01;

/** Numbers of mixed size and sign, the same on every machine. */
export function numbers(length: number, seed: number, size = 1): Float32Array {
  let state = seed * 2654435761 + 1;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 31 - 1) * size;
  });
}

export function parameter(name: string, shape: readonly number[], rest: Partial<HostParameter> = {}): HostParameter {
  return { name, shape, decayed: true, rateFactor: 1, sparseRows: false, ...rest };
}

export function weightsOf(parameters: readonly HostParameter[]): Map<string, FloatTensor> {
  return new Map(
    parameters.map(({ name, shape }, i) => [
      name,
      {
        shape,
        data: numbers(
          shape.reduce((a, b) => a * b),
          i + 1,
        ),
      },
    ]),
  );
}

export function optimizer(parameters: readonly HostParameter[], memoryLimit?: number): HostAdamW {
  return new HostAdamW({
    parameters,
    weights: weightsOf(parameters),
    options,
    ...(memoryLimit === undefined ? {} : { memoryLimit }),
  });
}

export function rowsOf(dense: Float32Array, width: number, rows: readonly number[]): Gradient {
  const values = new Float32Array(rows.length * width);
  rows.forEach((row, i) => values.set(dense.subarray(row * width, (row + 1) * width), i * width));
  return { rows: Int32Array.from(rows), values };
}

/** Zero but for some rows. */
export function denseOf(height: number, width: number, rows: readonly number[], seed: number): Float32Array {
  const dense = new Float32Array(height * width);
  for (const row of rows) dense.set(numbers(width, seed + row), row * width);
  return dense;
}

export function update(adamw: HostAdamW, gradients: Gradients, step: number, scale = 1): void {
  adamw.update({ gradients, scale, learningRate, step });
}

/** A fingerprint of each tensor's bytes. */
export function bytesOf(adamw: HostAdamW): Map<string, string> {
  return new Map([...adamw.state()].map(([name, { data }]) => [name, createHash('sha256').update(data).digest('hex')]));
}

export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return largest;
}
