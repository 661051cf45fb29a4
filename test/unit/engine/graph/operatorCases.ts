// Small cases of every operator with the numbers that plain arithmetic gives.

import * as b from '../../../../src/engine/graph/build.js';
import type { Node } from '../../../../src/engine/graph/node.js';
import type { OperatorName } from '../../../../src/engine/graph/operators.js';
import type { Feed } from '../../../support/runGraph.js';

const wave = (count: number, phase = 0): number[] =>
  Array.from({ length: count }, (_, index) => Math.sin(1.7 * index + phase) + 0.1);
const positive = (count: number): number[] => wave(count).map((value) => Math.abs(value) + 0.5);

const X: Feed = { shape: [2, 3], values: wave(6) };
export const x = b.input('x', 'float32', ['batch', 3]);
const Z: Feed = { shape: [2, 3], values: positive(6) };
const z = b.input('z', 'float32', ['batch', 3]);
const I: Feed = { shape: [2, 3], values: [5, -7, 2 ** 30, 3, 0, -9], integer: true };
const i = b.input('i', 'int32', ['batch', 3]);
const W: Feed = { shape: [4, 3], values: wave(12, 2) };
const w = b.parameter('w', [4, 3]);
export const feeds = { x: X, z: Z, i: I, w: W };
const numbers = { x: X.values, z: Z.values, i: I.values, w: W.values };

const erf = (value: number): number => {
  // Series of Abramowitz and Stegun 7.1.5, enough terms for |value| < 3.
  let term = value;
  let sum = value;
  for (let n = 1; n < 60; n++) {
    term *= -(value * value) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
};
const gelu = (value: number) => 0.5 * value * (1 + erf(value / Math.SQRT2));
const geluTanh = (value: number) =>
  0.5 * value * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (value + 0.044715 * value ** 3)));
const slope = (f: (value: number) => number) => (value: number) => (f(value + 1e-5) - f(value - 1e-5)) / 2e-5;
const rowsOf = (values: readonly number[], width: number): number[][] =>
  Array.from({ length: values.length / width }, (_, row) => values.slice(row * width, (row + 1) * width));
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const dot = (a: readonly number[], c: readonly number[]) => sum(a.map((value, index) => value * (c[index] ?? NaN)));
const each = (f: (value: number) => number) => numbers.x.map(f);
const both = (f: (a: number, c: number) => number) =>
  numbers.x.map((value, index) => f(value, numbers.z[index] ?? NaN));
const columns = (values: readonly number[], width: number) =>
  Array.from({ length: width }, (_, column) => values.filter((_v, index) => index % width === column));

export interface Case {
  readonly node: Node;
  readonly expected: readonly number[];
  /** Inputs whose gradients are checked. */
  readonly gradients?: readonly Node[];
}

const normalise = (row: readonly number[]) => {
  const mean = sum(row) / row.length;
  const inverse = 1 / Math.sqrt(sum(row.map((value) => (value - mean) ** 2)) / row.length + 1e-5);
  return { mean, inverse, values: row.map((value) => (value - mean) * inverse) };
};
const X3 = rowsOf(numbers.x, 3);
const W3 = rowsOf(numbers.w, 3);
const scale3 = b.reshape(b.slice(w, 0, 0, 1), [3]);
const shift3 = b.reshape(b.slice(w, 0, 1, 2), [3]);
const norm = b.layerNorm(x, scale3, shift3, 1e-5);
const bias4 = b.reshape(b.slice(b.reshape(w, [12]), 0, 0, 4), [4]);
const batched = b.reshape(b.slice(w, 0, 0, 4), [2, 2, 3]);
const indices = b.input('indices', 'int32', [3]);
export const pick: Feed = { shape: [3], values: [2, 0, 2], integer: true };
export const at = (values: readonly number[], index: number): number => values[index] ?? NaN;
const rowAt = (values: readonly (readonly number[])[], index: number): readonly number[] => values[index] ?? [];

export const cases: { readonly [K in OperatorName]: readonly Case[] } = {
  input: [{ node: x, expected: numbers.x }],
  parameter: [{ node: w, expected: numbers.w }],
  constant: [{ node: b.constant(2.5), expected: [2.5] }],
  range: [{ node: b.add(b.range('batch'), b.reshape(b.slice(i, 1, 0, 1), ['batch'])), expected: [5, 4] }],
  add: [
    { node: b.add(x, z), expected: both((a, c) => a + c), gradients: [x, z] },
    {
      node: b.add(x, shift3),
      expected: numbers.x.map((value, index) => value + at(rowAt(W3, 1), index % 3)),
      gradients: [x, w],
    },
    { node: b.add(i, i), expected: numbers.i.map((value) => (value + value) | 0) },
  ],
  subtract: [
    {
      node: b.subtract(x, b.slice(z, 1, 0, 1)),
      expected: numbers.x.map((value, index) => value - at(numbers.z, index < 3 ? 0 : 3)),
      gradients: [x, z],
    },
  ],
  multiply: [
    { node: b.multiply(x, z), expected: both((a, c) => a * c), gradients: [x, z] },
    { node: b.multiply(i, b.constant(7, 'int32')), expected: numbers.i.map((value) => Math.imul(value, 7)) },
  ],
  divide: [
    { node: b.divide(x, z), expected: both((a, c) => a / c), gradients: [x, z] },
    { node: b.divide(i, b.constant(2, 'int32')), expected: numbers.i.map((value) => Math.trunc(value / 2)) },
  ],
  minimum: [{ node: b.minimum(x, b.constant(0.5)), expected: each((value) => Math.min(value, 0.5)) }],
  greater: [
    { node: b.cast(b.greater(x, b.constant(0)), 'float32'), expected: each((value) => Number(value > 0)) },
    {
      node: b.cast(b.greater(i, b.constant(0, 'int32')), 'float32'),
      expected: numbers.i.map((value) => Number(value > 0)),
    },
  ],
  equal: [
    {
      node: b.cast(b.equal(i, b.constant(3, 'int32')), 'float32'),
      expected: numbers.i.map((value) => Number(value === 3)),
    },
  ],
  detach: [{ node: b.multiply(x, b.detach(x)), expected: each((value) => value * value) }],
  after: [
    { node: b.exp(b.after(x, b.exp(x))), expected: each(Math.exp), gradients: [x] },
    { node: b.after(b.reshape(w, [12]), x), expected: numbers.w },
    { node: b.after(b.slice(indices, 0, 0, 1), x), expected: [2] },
  ],
  negate: [{ node: b.negate(x), expected: each((value) => -value), gradients: [x] }],
  exp: [{ node: b.exp(x), expected: each(Math.exp), gradients: [x] }],
  log: [{ node: b.log(z), expected: numbers.z.map(Math.log), gradients: [z] }],
  sqrt: [{ node: b.sqrt(z), expected: numbers.z.map(Math.sqrt), gradients: [z] }],
  tanh: [{ node: b.tanh(x), expected: each(Math.tanh), gradients: [x] }],
  relu: [{ node: b.relu(x), expected: each((value) => Math.max(value, 0)), gradients: [x] }],
  sigmoid: [{ node: b.sigmoid(x), expected: each((value) => 1 / (1 + Math.exp(-value))), gradients: [x] }],
  gelu: [
    { node: b.gelu(x, 'none'), expected: each(gelu), gradients: [x] },
    { node: b.gelu(x, 'tanh'), expected: each(geluTanh), gradients: [x] },
  ],
  geluDerivative: [
    { node: b.geluDerivative(x, 'none'), expected: each(slope(gelu)) },
    { node: b.geluDerivative(x, 'tanh'), expected: each(slope(geluTanh)) },
  ],
  cast: [{ node: b.cast(i, 'float32'), expected: numbers.i }],
  keepWhere: [
    { node: b.keepWhere(x, b.greater(z, b.constant(1))), expected: both((a, c) => (c > 1 ? a : 0)), gradients: [x] },
  ],
  matmul: [
    {
      node: b.matmul(x, w, { transposeB: true, alpha: 0.5 }),
      expected: X3.flatMap((row) => W3.map((other) => 0.5 * dot(row, other))),
      gradients: [x, w],
    },
    {
      node: b.matmul(x, z, { transposeA: true }),
      expected: columns(numbers.x, 3).flatMap((left) => columns(numbers.z, 3).map((right) => dot(left, right))),
      gradients: [x, z],
    },
    {
      node: b.matmul(w, x, { transposeA: false, transposeB: true }),
      expected: W3.flatMap((row) => X3.map((other) => dot(row, other))),
      gradients: [x, w],
    },
    {
      node: b.matmul(batched, batched, { transposeB: true, alpha: 2 }),
      expected: [0, 2].flatMap((start) =>
        [0, 1].flatMap((p) => [0, 1].map((q) => 2 * dot(rowAt(W3, start + p), rowAt(W3, start + q)))),
      ),
      gradients: [w],
    },
    {
      node: b.matmul(batched, batched, { transposeA: true }),
      expected: [0, 2].flatMap((start) =>
        [0, 1, 2].flatMap((p) =>
          [0, 1, 2].map((q) => sum([0, 1].map((k) => at(rowAt(W3, start + k), p) * at(rowAt(W3, start + k), q)))),
        ),
      ),
      gradients: [w],
    },
  ],
  linear: [
    {
      node: b.linear(x, w, bias4, 0.5),
      expected: X3.flatMap((row) => W3.map((other, index) => 0.5 * (dot(row, other) + at(numbers.w, index)))),
      gradients: [x, w],
    },
  ],
  sumRows: [
    { node: b.sumRows(x, 3), expected: columns(numbers.x, 3).map((column) => 3 * sum(column)), gradients: [x] },
  ],
  reshape: [{ node: b.exp(b.reshape(x, ['3*batch'])), expected: each(Math.exp), gradients: [x] }],
  transpose: [
    { node: b.exp(b.transpose(x, [1, 0])), expected: columns(numbers.x, 3).flat().map(Math.exp), gradients: [x] },
  ],
  slice: [
    { node: b.exp(b.slice(x, 1, 1, 3)), expected: X3.flatMap((row) => row.slice(1).map(Math.exp)), gradients: [x] },
    { node: b.exp(b.slice(w, 0, 0, 'batch')), expected: [...numbers.w.slice(0, 6).map(Math.exp), 0].slice(0, 6) },
  ],
  padAxis: [
    {
      node: b.add(b.padAxis(x, 1, 1, 5), b.scale(b.constant(1), 1)),
      expected: X3.flatMap((row) => [1, ...row.map((value) => value + 1), 1]),
    },
  ],
  expand: [
    {
      node: b.expand(b.slice(x, 1, 0, 1), ['batch', 2]),
      expected: X3.flatMap((row) => [at(row, 0), at(row, 0)]),
      gradients: [x],
    },
  ],
  reduceSum: [
    { node: b.reduceSum(x, [0]), expected: columns(numbers.x, 3).map(sum), gradients: [x] },
    { node: b.reduceSum(x, [1]), expected: X3.map(sum), gradients: [x] },
    { node: b.reduceSum(x, [0, 1]), expected: [sum(numbers.x)], gradients: [x] },
  ],
  reduceMax: [{ node: b.reduceMax(x, [1]), expected: X3.map((row) => Math.max(...row)) }],
  softmax: [
    {
      node: b.softmax(x),
      expected: X3.flatMap((row) => row.map((value) => Math.exp(value) / sum(row.map(Math.exp)))),
      gradients: [x],
    },
  ],
  layerNorm: [
    {
      node: norm,
      expected: X3.flatMap((row) =>
        normalise(row).values.map((value, index) => value * at(rowAt(W3, 0), index) + at(rowAt(W3, 1), index)),
      ),
      gradients: [x, w],
    },
  ],
  layerNormMean: [{ node: b.layerNormMean(norm), expected: X3.map((row) => normalise(row).mean) }],
  layerNormInverse: [{ node: b.layerNormInverse(norm), expected: X3.map((row) => normalise(row).inverse) }],
  gather: [{ node: b.gather(w, indices), expected: [2, 0, 2].flatMap((row) => rowAt(W3, row)), gradients: [w] }],
  scatterAdd: [
    {
      node: b.scatterAdd(indices, b.slice(w, 0, 0, 3), 4),
      expected: [0, 1, 2, 3].flatMap((row) =>
        [0, 1, 2].map((column) => sum([2, 0, 2].map((to, from) => (to === row ? at(rowAt(W3, from), column) : 0)))),
      ),
      gradients: [w],
    },
  ],
  globalNorm: [
    {
      node: b.globalNorm([x, w]),
      expected: [Math.sqrt(sum([...numbers.x, ...numbers.w].map((value) => value * value)))],
    },
  ],
};
