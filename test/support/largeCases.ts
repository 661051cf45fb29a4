// Every operator at the sizes of real work, with the number that each element of its result has in float64. A runtime
// computes an operator on several threads above some size only: what is wrong there is wrong nowhere else.

import * as b from '../../src/engine/graph/build.js';
import type { Node } from '../../src/engine/graph/node.js';
import type { OperatorName } from '../../src/engine/graph/operators.js';
import { elementwise, pairs } from './largeElementwise.js';
import { productCases } from './largeProducts.js';
import {
  idsOfTokens,
  integersOfTokens,
  type LargeTensor,
  long,
  ofHeads,
  ofModel,
  ofTokens,
  rows,
  short,
  tokens,
} from './largeTensors.js';

export interface LargeCase {
  readonly name: string;
  readonly node: Node;
  readonly inputs: readonly LargeTensor[];
  /** The element at an index of the result, in float64. */
  readonly expected: (index: number) => number;
  /** How far an element may be from it, as a share of it and at least of 1. */
  readonly tolerance: number;
  /** Elements that are compared; the first and the last are among them. All when not given. */
  readonly compared?: number;
}

/** The number itself. */
export const exact = 0;
/** A few roundings of float32, 2⁻²⁴ each. */
export const rounded = 4 * 2 ** -24;
/** Exponentials, tanh and erf are polynomials in the runtimes, right to 1e-6. */
export const approximated = 2e-6;
/**
 * Each of n additions of numbers of about 1 rounds a partial sum of about √n by up to half an ulp: as a random walk
 * n·2⁻²⁴, of which this is four times. A number that is left out makes a difference of about 1.
 */
export const summed = (n: number): number => 4 * n * 2 ** -24;

export const at = (values: ArrayLike<number>, index: number): number => values[index] ?? NaN;
export const sumOver = (count: number, term: (index: number) => number): number => {
  let sum = 0;
  for (let index = 0; index < count; index++) sum += term(index);
  return sum;
};

const widths = [128, 384, 768] as const;
const inner = (index: number, width: number) => index % width;
const outer = (index: number, width: number) => Math.floor(index / width);

function rangeCase(): LargeCase {
  const ids = idsOfTokens(400, 1);
  return {
    name: 'a position for each token',
    node: b.add(b.cast(b.range(rows), 'float32'), b.cast(b.reshape(ids.node, [rows]), 'float32')),
    inputs: [ids],
    expected: (index) => index + at(ids.values, index),
    tolerance: exact,
  };
}

/** A shape that changes: the same numbers elsewhere. */
function moved(name: string, make: (x: Node) => Node, source: (index: number) => number | null): LargeCase {
  const x = ofTokens(768, 1);
  return {
    name,
    node: make(x.node),
    inputs: [x],
    expected: (index) => {
      const from = source(index);
      return from === null ? 0 : at(x.values, from);
    },
    tolerance: exact,
  };
}

function transposes(): LargeCase[] {
  return [
    { heads: 4, texts: short },
    { heads: 2, texts: long },
  ].map(({ heads, texts }) => {
    const { batch, length } = texts;
    const x = ofHeads(heads, 64, 1, texts);
    return {
      name: `${heads} heads of ${batch} × ${length} tokens`,
      node: b.transpose(x.node, [0, 2, 1, 3]),
      inputs: [x],
      expected: (index) => {
        const [text, token] = [outer(index, length * heads * 64), outer(index, heads * 64) % length];
        const [head, element] = [outer(index, 64) % heads, inner(index, 64)];
        return at(x.values, ((text * heads + head) * length + token) * 64 + element);
      },
      tolerance: exact,
    };
  });
}

/** Over the batch (the gradient of positions), over each row, and over all. */
function sums(): LargeCase[] {
  const { batch, length } = short;
  return widths.flatMap((width): LargeCase[] => {
    const x = ofTokens(width, 1);
    const inTexts = b.reshape(x.node, ['batch', 'length', width]);
    const common = { inputs: [x] };
    return [
      {
        ...common,
        name: `over ${batch} texts of ${length} × ${width}`,
        node: b.reduceSum(inTexts, [0]),
        expected: (index) => sumOver(batch, (text) => at(x.values, text * length * width + index)),
        tolerance: summed(batch),
      },
      {
        ...common,
        name: `over each of ${tokens} rows of ${width}`,
        node: b.reduceSum(x.node, [1]),
        expected: (row) => sumOver(width, (column) => at(x.values, row * width + column)),
        tolerance: summed(width),
      },
      {
        ...common,
        name: `over ${tokens} × ${width}`,
        node: b.reduceSum(x.node, [0, 1]),
        expected: () => sumOver(tokens * width, (index) => at(x.values, index)),
        tolerance: summed(tokens),
      },
    ];
  });
}

function largestOf(): LargeCase[] {
  return widths.map((width) => {
    const x = ofTokens(width, 1);
    return {
      name: `over each of ${tokens} rows of ${width}`,
      node: b.reduceMax(x.node, [1]),
      inputs: [x],
      expected: (row) => Math.max(...x.values.subarray(row * width, (row + 1) * width)),
      tolerance: exact,
    };
  });
}

function softmaxes(): LargeCase[] {
  return [
    { heads: 4, texts: short },
    { heads: 2, texts: long },
  ].map(({ heads, texts }) => {
    const scores = ofHeads(heads, 'length', 1, texts);
    const { batch, length } = texts;
    const totals = Float64Array.from({ length: batch * heads * length }, (_, row) =>
      sumOver(length, (column) => Math.exp(at(scores.values, row * length + column))),
    );
    return {
      name: `${heads} heads of ${batch} × ${length} tokens`,
      node: b.softmax(scores.node),
      inputs: [scores],
      expected: (index) => Math.exp(at(scores.values, index)) / at(totals, outer(index, length)),
      tolerance: approximated,
      compared: 20_000,
    };
  });
}

/** One of the results of layerNorm, at each width. */
function norms(
  pick: (norm: Node) => Node,
  expected: (of: { mean: number; inverse: number }, x: number, weight: number, bias: number) => number,
  byRow: boolean,
): LargeCase[] {
  const epsilon = 1e-5;
  return widths.map((width) => {
    const [x, weight, bias] = [ofTokens(width, 1), ofModel([width], 2), ofModel([width], 3)];
    const statistics = Array.from({ length: tokens }, (_, row) => {
      const mean = sumOver(width, (column) => at(x.values, row * width + column)) / width;
      const variance = sumOver(width, (column) => (at(x.values, row * width + column) - mean) ** 2) / width;
      return { mean, inverse: 1 / Math.sqrt(variance + epsilon) };
    });
    return {
      name: `${tokens} rows of ${width}`,
      node: pick(b.layerNorm(x.node, weight.node, bias.node, epsilon)),
      inputs: [x, weight, bias],
      expected: (index) => {
        const row = byRow ? index : outer(index, width);
        const column = inner(index, width);
        return expected(statistics[row]!, at(x.values, index), at(weight.values, column), at(bias.values, column));
      },
      // The variance is a sum of `width` squares.
      tolerance: summed(width) / 4,
    };
  });
}

const vocabularies = [
  { vocabulary: 400, width: 128, texts: short },
  { vocabulary: 400, width: 384, texts: long },
  { vocabulary: 21_128, width: 128, texts: short },
  { vocabulary: 2, width: 768, texts: short },
] as const;

function gathers(): LargeCase[] {
  return vocabularies.map(({ vocabulary, width, texts }) => {
    const [ids, table] = [idsOfTokens(vocabulary, 1, texts), ofModel([vocabulary, width], 2)];
    return {
      name: `${texts.batch} × ${texts.length} rows of ${vocabulary} × ${width}`,
      node: b.gather(table.node, ids.node),
      inputs: [ids, table],
      expected: (index) => at(table.values, at(ids.values, outer(index, width)) * width + inner(index, width)),
      tolerance: exact,
    };
  });
}

/** The reverse of a gather, with ids that come again and again. */
function scatters(): LargeCase[] {
  return vocabularies.map(({ vocabulary, width, texts }) => {
    const [ids, values] = [idsOfTokens(vocabulary, 1, texts), ofTokens(width, 2, texts)];
    const sums = new Float64Array(vocabulary * width);
    values.values.forEach((value, index) => {
      sums[at(ids.values, outer(index, width)) * width + inner(index, width)]! += value;
    });
    return {
      name: `${texts.batch} × ${texts.length} rows into ${vocabulary} × ${width}`,
      node: b.scatterAdd(b.reshape(ids.node, [rows]), values.node, vocabulary),
      inputs: [ids, values],
      expected: (index) => at(sums, index),
      tolerance: summed(tokens),
    };
  });
}

function globalNorms(): LargeCase[] {
  const tensors = [ofTokens(768, 1), ofModel([768, 768], 2), ofModel([768], 3)];
  const squares = tensors.map(({ values }) => sumOver(values.length, (index) => at(values, index) ** 2));
  return [1, 3].map((count) => ({
    name: count === 1 ? 'one gradient' : 'several gradients',
    node: b.globalNorm(tensors.slice(0, count).map(({ node }) => node)),
    inputs: tensors.slice(0, count),
    expected: () => Math.sqrt(squares.slice(0, count).reduce((sum, square) => sum + square, 0)),
    // A tenth of what goldens allow: rows are added up apart, so that no sum has more than some thousand terms.
    tolerance: 1e-6,
  }));
}

const same = (index: number) => index;
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

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
