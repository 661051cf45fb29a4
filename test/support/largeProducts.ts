// Large cases of the products of matrices in all the forms that a step has, and of gelu behind them.

import * as b from '../../src/engine/graph/build.js';
import { approximated, at, type LargeCase, rounded, summed, sumOver } from './largeCase.js';
import { elementwise } from './largeElementwise.js';
import { type LargeTensor, long, ofHeads, ofModel, ofTokens, short, type Texts, tokens } from './largeTensors.js';

/** Elements of a product that are compared: each is a sum of hundreds of terms. */
const compared = 2000;

/** Series of Abramowitz and Stegun 7.1.5, enough terms for |value| < 3. */
function erf(value: number): number {
  let term = value;
  let sum = value;
  for (let n = 1; n < 60; n++) {
    term *= -(value * value) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}
const inside = (x: number) => Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3);
const geluOf = {
  none: (x: number) => 0.5 * x * (1 + erf(x / Math.SQRT2)),
  tanh: (x: number) => 0.5 * x * (1 + Math.tanh(inside(x))),
};
const slopeOf = {
  none: (x: number) => 0.5 * (1 + erf(x / Math.SQRT2)) + (x * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI),
  tanh: (x: number) => {
    const t = Math.tanh(inside(x));
    return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * x * x);
  },
};
const forms = ['none', 'tanh'] as const;

/** x·Wᵀ and what the backward pass makes of it: g·W and gᵀ·x. */
function plain(inputs: number, outputs: number): LargeCase[] {
  const x = ofTokens(inputs, 1);
  const g = ofTokens(outputs, 2);
  const w = ofModel([outputs, inputs], 3);
  return [
    {
      name: `${tokens} × ${inputs} by its transposed weight of ${outputs}`,
      node: b.matmul(x.node, w.node, { transposeB: true, alpha: 0.5 }),
      inputs: [x, w],
      expected: (index) => {
        const row = Math.floor(index / outputs);
        const column = index % outputs;
        return 0.5 * sumOver(inputs, (k) => at(x.values, row * inputs + k) * at(w.values, column * inputs + k));
      },
      tolerance: summed(inputs),
      compared,
    },
    {
      name: `the gradient of ${tokens} × ${inputs}`,
      node: b.matmul(g.node, w.node),
      inputs: [g, w],
      expected: (index) => {
        const row = Math.floor(index / inputs);
        const column = index % inputs;
        return sumOver(outputs, (k) => at(g.values, row * outputs + k) * at(w.values, k * inputs + column));
      },
      tolerance: summed(outputs),
      compared,
    },
    {
      name: `the gradient of a weight ${outputs} × ${inputs}`,
      node: b.matmul(g.node, x.node, { transposeA: true, alpha: 2 }),
      inputs: [g, x],
      expected: (index) => {
        const row = Math.floor(index / inputs);
        const column = index % inputs;
        return 2 * sumOver(tokens, (k) => at(g.values, k * outputs + row) * at(x.values, k * inputs + column));
      },
      tolerance: 2 * summed(tokens),
      compared,
    },
  ];
}

/** What a product of heads is made of: [first, second, transposes]. */
interface HeadProduct {
  readonly name: string;
  readonly first: LargeTensor;
  readonly second: LargeTensor;
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/** Q·Kᵀ, the weights by V, and both kinds in reverse. */
function ofAttention(heads: number, texts: Texts): LargeCase[] {
  const { batch, length } = texts;
  const [query, key, scores] = [1, 2, 3].map((seed) => ofHeads(heads, seed === 3 ? 'length' : 64, seed, texts)) as [
    LargeTensor,
    LargeTensor,
    LargeTensor,
  ];
  const products: HeadProduct[] = [
    { name: 'queries by keys', first: query, second: key, transposeB: true },
    { name: 'weights by values', first: scores, second: key },
    { name: 'transposed scores by queries', first: scores, second: query, transposeA: true },
  ];
  return products.map(({ name, first, second, transposeA = false, transposeB = false }) => {
    const [firstWidth, secondWidth] = [first, second].map(({ feed }) => feed.shape[3] ?? 0) as [number, number];
    const terms = transposeA ? length : firstWidth;
    const columns = transposeB ? length : secondWidth;
    const alpha = transposeB ? 1 / 8 : 1.25;
    const element = (from: LargeTensor, head: number, row: number, column: number) =>
      at(from.values, (head * length + row) * (from.feed.shape[3] ?? 0) + column);
    return {
      name: `${name}, ${heads} heads of ${batch} × ${length} tokens`,
      node: b.matmul(first.node, second.node, { transposeA, transposeB, alpha }),
      inputs: [first, second],
      expected: (index) => {
        const head = Math.floor(index / (length * columns));
        const row = Math.floor(index / columns) % length;
        const column = index % columns;
        return (
          alpha *
          sumOver(
            terms,
            (k) =>
              (transposeA ? element(first, head, k, row) : element(first, head, row, k)) *
              (transposeB ? element(second, head, column, k) : element(second, head, k, column)),
          )
        );
      },
      tolerance: 2 * summed(terms),
      compared,
    };
  });
}

function linears(): LargeCase[] {
  return [
    [128, 512],
    [384, 384],
    [768, 768],
  ].map(([inputs = 0, outputs = 0]) => {
    const x = ofTokens(inputs, 1);
    const w = ofModel([outputs, inputs], 2);
    const bias = ofModel([outputs], 3);
    return {
      name: `${tokens} × ${inputs} to ${outputs}`,
      node: b.linear(x.node, w.node, bias.node, 1.25),
      inputs: [x, w, bias],
      expected: (index) => {
        const row = Math.floor(index / outputs);
        const column = index % outputs;
        const product = sumOver(inputs, (k) => at(x.values, row * inputs + k) * at(w.values, column * inputs + k));
        return 1.25 * (product + at(bias.values, column));
      },
      tolerance: 2 * summed(inputs),
      compared,
    };
  });
}

export const productCases = {
  matmul: () => [...plain(384, 128), ...plain(768, 768), ...ofAttention(4, short), ...ofAttention(2, long)],
  linear: linears,
  gelu: () => forms.map((form) => elementwise((x) => b.gelu(x, form), geluOf[form], approximated)),
  geluDerivative: () =>
    forms.map((form) => elementwise((x) => b.geluDerivative(x, form), slopeOf[form], approximated + rounded)),
};
