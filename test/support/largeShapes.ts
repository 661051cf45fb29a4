// Cases at the sizes of real work for operators that move, add up, look up or normalise rows.

import * as b from '../../src/engine/graph/build.js';
import type { Node } from '../../src/engine/graph/node.js';
import { approximated, at, exact, type LargeCase, summed, sumOver } from './largeCase.js';
import { idsOfTokens, long, ofHeads, ofModel, ofTokens, rows, short, tokens } from './largeTensors.js';

export const widths = [128, 384, 768] as const;
export const inner = (index: number, width: number) => index % width;
export const outer = (index: number, width: number) => Math.floor(index / width);

export function rangeCase(): LargeCase {
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
export function moved(name: string, make: (x: Node) => Node, source: (index: number) => number | null): LargeCase {
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

export function transposes(): LargeCase[] {
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
        const text = outer(index, length * heads * 64);
        const token = outer(index, heads * 64) % length;
        const head = outer(index, 64) % heads;
        const element = inner(index, 64);
        return at(x.values, ((text * heads + head) * length + token) * 64 + element);
      },
      tolerance: exact,
    };
  });
}

/** Over the batch (the gradient of positions), over each row, and over all. */
export function sums(): LargeCase[] {
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

export function largestOf(): LargeCase[] {
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

export function softmaxes(): LargeCase[] {
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
export function norms(
  pick: (norm: Node) => Node,
  expected: (of: { mean: number; inverse: number }, x: number, weight: number, bias: number) => number,
  byRow: boolean,
): LargeCase[] {
  const epsilon = 1e-5;
  return widths.map((width) => {
    const x = ofTokens(width, 1);
    const weight = ofModel([width], 2);
    const bias = ofModel([width], 3);
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

export const vocabularies = [
  { vocabulary: 400, width: 128, texts: short },
  { vocabulary: 400, width: 384, texts: long },
  { vocabulary: 21_128, width: 128, texts: short },
  { vocabulary: 2, width: 768, texts: short },
] as const;

export function gathers(): LargeCase[] {
  return vocabularies.map(({ vocabulary, width, texts }) => {
    const ids = idsOfTokens(vocabulary, 1, texts);
    const table = ofModel([vocabulary, width], 2);
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
export function scatters(): LargeCase[] {
  return vocabularies.map(({ vocabulary, width, texts }) => {
    const ids = idsOfTokens(vocabulary, 1, texts);
    const values = ofTokens(width, 2, texts);
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

export function globalNorms(): LargeCase[] {
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

export const same = (index: number) => index;
export const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
