// Splits a batch into parts that go through the device one after the other, and weights each part's mean loss.

import { denseTargets, type Rows } from '../rows/batchRows.js';

export interface BatchPart {
  readonly numbers: Int32Array;
  readonly share: number;
}

/**
 * Parts of at most `atOnce` rows, whose shares make their mean loss the batch's: by rows, or by the rows' weights where
 * classes have weights, as the loss itself is divided.
 */
export function partsOf(
  numbers: Int32Array,
  atOnce: number,
  rows: Rows,
  classWeights: Float32Array | undefined,
): readonly BatchPart[] {
  if (numbers.length <= atOnce) return [{ numbers, share: 1 }];
  const weigh = (some: Int32Array) =>
    classWeights === undefined || rows.targets.task !== 'single-label'
      ? some.length
      : sum([...denseTargets(rows.targets, some, rows.labels)].map((id) => classWeights[id]!));
  const whole = weigh(numbers);
  const parts: BatchPart[] = [];
  for (let start = 0; start < numbers.length; start += atOnce) {
    const part = numbers.subarray(start, start + atOnce);
    parts.push({ numbers: part, share: weigh(part) / whole });
  }
  return parts;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
