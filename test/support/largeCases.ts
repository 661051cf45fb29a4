// Every operator at the sizes of real work, with the number that each element of its result has in float64. A runtime
// computes an operator on several threads above some size only: what is wrong there is wrong nowhere else.

import * as b from '../../src/engine/graph/build.js';
import type { OperatorName } from '../../src/engine/graph/operators.js';
import { approximated, at, exact, type LargeCase, rounded, summed, sumOver } from './largeCase.js';
import { elementwise, pairs } from './largeElementwise.js';
import { productCases } from './largeProducts.js';
import {
  gathers,
  globalNorms,
  inner,
  largestOf,
  moved,
  norms,
  outer,
  rangeCase,
  same,
  scatters,
  sigmoid,
  softmaxes,
  sums,
  transposes,
  widths,
} from './largeShapes.js';
import { integersOfTokens, ofModel, ofTokens, rows, tokens } from './largeTensors.js';

/** The compiler asks for an operator's line here when it is new. */
export const largeCases: { readonly [K in OperatorName]: () => readonly LargeCase[] } = {
  input: () => [moved('tokens', (x) => x, same)],
  parameter: () => {
    const x = ofModel([2048, 768], 1);
    return [
      {
        name: '2048 × 768',
        node: b.parameter(x.name, [2048, 768]),
        inputs: [x],
        expected: (index) => at(x.values, index),
        tolerance: exact,
      },
    ];
  },
  constant: () => [
    elementwise(
      (x) => b.multiply(x, b.constant(2.5)),
      (x) => 2.5 * x,
      rounded,
    ),
  ],
  range: () => [rangeCase()],
  add: () => pairs(b.add, (x, y) => x + y),
  subtract: () => pairs(b.subtract, (x, y) => x - y),
  multiply: () => pairs(b.multiply, (x, y) => x * y),
  divide: () => pairs(b.divide, (x, y) => x / y),
  minimum: () => pairs(b.minimum, Math.min),
  greater: () =>
    pairs(
      (x, y) => b.cast(b.greater(x, y), 'float32'),
      (x, y) => Number(x > y),
    ),
  equal: () => {
    const x = integersOfTokens(128, 1);
    return [
      {
        name: `${tokens} × 128`,
        node: b.cast(b.equal(b.divide(x.node, b.constant(2 ** 29, 'int32')), b.constant(1, 'int32')), 'float32'),
        inputs: [x],
        expected: (index) => Number(Math.trunc(at(x.values, index) / 2 ** 29) === 1),
        tolerance: exact,
      },
    ];
  },
  detach: () => [
    elementwise(
      (x) => b.multiply(x, b.detach(x)),
      (x) => x * x,
      rounded,
    ),
  ],
  after: () => [elementwise((x) => b.exp(b.after(x, b.exp(x))), Math.exp, approximated)],
  negate: () => [elementwise(b.negate, (x) => -x, exact)],
  exp: () => [elementwise(b.exp, Math.exp, approximated)],
  log: () => [
    elementwise(
      (x) => b.log(b.exp(x)),
      (x) => x,
      approximated,
    ),
  ],
  sqrt: () => [elementwise((x) => b.sqrt(b.multiply(x, x)), Math.abs, rounded)],
  tanh: () => [elementwise(b.tanh, Math.tanh, approximated)],
  relu: () => [elementwise(b.relu, (x) => Math.max(x, 0), exact)],
  sigmoid: () => [elementwise(b.sigmoid, sigmoid, approximated)],
  gelu: () => productCases.gelu(),
  geluDerivative: () => productCases.geluDerivative(),
  cast: () => {
    const x = integersOfTokens(128, 1);
    return [
      {
        name: `${tokens} × 128`,
        node: b.cast(x.node, 'float32'),
        inputs: [x],
        expected: (index) => Math.fround(at(x.values, index)),
        tolerance: exact,
      },
    ];
  },
  keepWhere: () =>
    pairs(
      (x, y) => b.keepWhere(x, b.greater(y, x)),
      (x, y) => (y > x ? x : 0),
    ).slice(0, 1),
  matmul: () => productCases.matmul(),
  linear: () => productCases.linear(),
  sumRows: () =>
    widths.map((width) => {
      const x = ofTokens(width, 1);
      return {
        name: `${tokens} rows of ${width}`,
        node: b.sumRows(x.node, 0.5),
        inputs: [x],
        expected: (column) => 0.5 * sumOver(tokens, (row) => at(x.values, row * width + column)),
        tolerance: summed(tokens),
      };
    }),
  reshape: () => [moved('into heads', (x) => b.reshape(x, ['batch', 'length', 12, 64]), same)],
  transpose: transposes,
  slice: () => [
    moved(
      'of each row',
      (x) => b.slice(x, 1, 64, 128),
      (index) => outer(index, 64) * 768 + 64 + inner(index, 64),
    ),
    moved(
      'the first token of each text',
      (x) => b.slice(b.reshape(x, ['batch', 'length', 768]), 1, 0, 1),
      (index) => outer(index, 768) * 128 * 768 + inner(index, 768),
    ),
  ],
  padAxis: () => [
    moved(
      'after one row, as the position table has it',
      (x) => b.padAxis(x, 0, 1, 2050),
      (index) => (outer(index, 768) < 1 || outer(index, 768) > 2048 ? null : index - 768),
    ),
  ],
  expand: () => [
    moved(
      'a column',
      (x) => b.expand(b.slice(x, 1, 0, 1), [rows, 768]),
      (index) => outer(index, 768) * 768,
    ),
  ],
  reduceSum: sums,
  reduceMax: largestOf,
  softmax: softmaxes,
  layerNorm: () =>
    norms(
      (norm) => norm,
      ({ mean, inverse }, x, weight, bias) => (x - mean) * inverse * weight + bias,
      false,
    ),
  layerNormMean: () => norms(b.layerNormMean, ({ mean }) => mean, true),
  layerNormInverse: () => norms(b.layerNormInverse, ({ inverse }) => inverse, true),
  gather: gathers,
  scatterAdd: scatters,
  globalNorm: globalNorms,
};
