// Dropout masks from a counter-based hash of (seed, step, site, row, column), in wrapping int32 arithmetic: the same
// bits on every backend, and after a resume. The part that varies with the step is one small input.
//
// A grid of well mixed 32-bit numbers is made once a step for each size of tensor; each site where dropout is applied
// multiplies it by an odd number of its own and compares it with a threshold. Multiplying by an odd number permutes the
// 32-bit integers, so every site drops exactly the share that the grid's uniform numbers give.

import * as b from '../graph/build.js';
import { type Dimension, product } from '../graph/dimension.js';
import type { Node } from '../graph/node.js';

/** Odd constants with well spread bits (the fractional parts of square roots of primes, made odd). */
const rowFactor = 0x6a09e667 | 0;
const columnFactor = 0xbb67ae85 | 0;
const mixFactors = [0x3c6ef373 | 0, 0xa54ff53b | 0] as const;

export interface DropoutPlan {
  /** x with each element dropped at the given rate; the rest must still be multiplied by keepScale(rate). */
  apply(x: Node, rate: number): Node;
  readonly active: boolean;
}

/** No dropout: for evaluation, and where no rate is above zero. */
export const withoutDropout: DropoutPlan = { apply: (x) => x, active: false };

export const keepScale = (rate: number): number => 1 / (1 - rate);

const integer = (value: number) => b.constant(value | 0, 'int32');

/** A permutation of the 32-bit integers whose high bits depend on all: h ← h·(2h + 1), then high bits onto low ones. */
function mix(h: Node, factor: number): Node {
  const squared = b.multiply(h, b.add(b.add(h, h), integer(1)));
  return b.multiply(b.add(squared, b.divide(squared, integer(1 << 16))), integer(factor));
}

/** [rows, columns] of mixed numbers from the step's two seeds. */
function grid(rows: Dimension, columns: Dimension, seeds: Node): Node {
  const seed = (index: number) => b.slice(seeds, 0, index, index + 1);
  const line = (size: Dimension, factor: number, index: number) =>
    mix(mix(b.add(b.multiply(b.range(size), integer(factor)), seed(index)), mixFactors[0]), mixFactors[1]);
  const row = b.reshape(line(rows, rowFactor, 0), [rows, 1]);
  const column = b.reshape(line(columns, columnFactor, 1), [1, columns]);
  return mix(mix(b.add(row, column), mixFactors[1]), mixFactors[0]);
}

/**
 * @param seeds int32 input of `dropoutSeeds`' length: two for the grids, then one odd factor for each site
 * @param keep receives each factor: a mask can be drawn again from it and the grid
 */
export function hashedDropout(seeds: Node, keep = (factor: Node): Node => factor): DropoutPlan {
  let sites = 0;
  const apply = (x: Node, rate: number): Node => {
    if (rate === 0) return x;
    const index = 2 + sites++;
    const columns = x.shape.at(-1) ?? 1;
    const mixed = grid(product(x.shape.slice(0, -1)), columns, seeds);
    const own = b.multiply(mixed, keep(b.slice(seeds, 0, index, index + 1)));
    const kept = b.greater(own, integer(Math.round((rate - 0.5) * 2 ** 32)));
    return b.keepWhere(x, b.reshape(kept, x.shape));
  };
  return { apply, active: true };
}

/** A 32-bit finaliser (Steele, Lea, Flood 2014, the style of SplitMix). */
function finalise(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return h ^ (h >>> 16);
}

/**
 * The input of hashedDropout for one micro-batch.
 * @param step number of the update, from 0
 * @param part number of the micro-batch within it
 */
export function dropoutSeeds(sites: number, seed: number, step: number, part: number): Int32Array {
  const base = finalise(finalise(finalise(seed) + step) + part);
  return Int32Array.from({ length: 2 + sites }, (_, index) => {
    const value = finalise(base + Math.imul(index + 1, 0x9e3779b1));
    return index < 2 ? value : value | 1;
  });
}
