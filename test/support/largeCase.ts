// One operator at the size of real work, and how far a runtime's result may be from float64.

import type { Node } from '../../src/engine/graph/node.js';
import { type LargeTensor } from './largeTensors.js';

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
