// Repeats rows of rare classes within an epoch, so that every class occurs equally often.

import { createRandom } from '../../base/random.js';

/** Separates this use of the run's seed from others. */
const resampleStream = 0x72736d70;

/** The number of rows of an epoch in which every class has as many as the largest. */
export function resampledCount(sizes: readonly number[]): number {
  const present = sizes.filter((size) => size > 0);
  return present.length * present.reduce((most, each) => Math.max(most, each), 0);
}

/**
 * All training rows, then the repeated ones: each class as a whole as often as it fits, and the missing number of its
 * rows drawn by seed, epoch and class alone.
 * @param labels class id of each row
 */
export function resampledRows(
  labels: Int32Array,
  training: Int32Array,
  { seed, epoch }: { readonly seed: number; readonly epoch: number },
): Int32Array {
  const indices: number[][] = [];
  training.forEach((row, index) => (indices[labels[row]!] ??= []).push(index));
  const largest = indices.reduce((most, some) => Math.max(most, some.length), 0);
  const again: number[] = [];
  indices.forEach((some, label) => {
    let missing = largest - some.length;
    for (; missing >= some.length; missing -= some.length) for (const row of some) again.push(row);
    const drawn = createRandom(seed, resampleStream, epoch, label).shuffle(Int32Array.from(some));
    for (const row of drawn.subarray(0, missing)) again.push(row);
  });
  return Int32Array.from([...training.keys(), ...again], (index) => training[index]!);
}
