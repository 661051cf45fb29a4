// A small model, batches for it, and comparisons of weights, for the tests of a trainer.

import { expect } from 'vitest';

import { type FloatTensor, parameterShapes, type Weights } from '../../../src/base/model.js';
import type { InspectableTrainer, LabelledBatch, TrainerOptions } from '../../../src/base/training.js';
import { randomModel } from '../../../src/formats/initialWeights.js';
import { type TestedDevice } from '../../support/devices.js';

export const made = randomModel({
  layers: 2,
  hidden: 32,
  heads: 4,
  vocabularySize: 60,
  labels: 3,
  task: 'single-label',
  seed: 5,
});
const names = [...parameterShapes(made.config).keys()];
export const optimizer = {
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0.01,
  decayAll: false,
  clip: 1,
  layerDecay: 1,
};
export const defaults: TrainerOptions = {
  config: made.config,
  weights: made.weights,
  frozen: new Set(),
  optimizer,
  labelSmoothing: 0,
  seed: 7,
  threads: 2,
  splitFrozen: true,
};
export const withoutDropout = { ...made.config, hiddenDropout: 0, attentionDropout: 0, classifierDropout: 0 };

export function batchOf(number: number, size = 4, length = 8): LabelledBatch {
  const at = (row: number, column: number) => 1 + ((number * 31 + row * 17 + column * 7) % 59);
  const lengthOf = (row: number) => (row === 0 ? length : 3 + ((number + row) % (length - 3)));
  const fill = (value: (row: number, column: number) => number) =>
    Int32Array.from({ length: size * length }, (_, index) => value(Math.floor(index / length), index % length));
  const real = (row: number, column: number) => column < lengthOf(row);
  return {
    size,
    length,
    ids: fill((row, column) => (real(row, column) ? at(row, column) : 0)),
    types: fill((row, column) => Number(real(row, column) && column > 2)),
    mask: fill((row, column) => Number(real(row, column))),
    targets: Int32Array.from({ length: size }, (_, row) => (number + row) % 3),
  };
}

export async function train(trainer: InspectableTrainer, from: number, to: number, frozen = false): Promise<number[]> {
  const losses: number[] = [];
  for (let step = from; step < to; step++) {
    const batch = batchOf(step);
    const cached = frozen ? { ...batch, frozen: await trainer.frozenOutputs(batch) } : batch;
    losses.push((await trainer.step([cached], 1e-3, step)).loss);
  }
  return losses;
}

export const copyOf = (tensors: ReadonlyMap<string, FloatTensor>) =>
  new Map([...tensors].map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]));
export const bytesOf = (weights: Weights) =>
  Buffer.concat([...weights.values()].map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength)));
export const starting = (prefix: string) => new Set(names.filter((name) => name.startsWith(prefix)));

/** To the bit; on WebGPU, whose sums have no fixed order, to rounding. */
export function expectSame(device: TestedDevice, weights: Weights, others: Weights): void {
  if (device === 'onnx-webgpu') expectClose(weights, others);
  else expect(bytesOf(weights).equals(bytesOf(others))).toBe(true);
}

export function expectClose(weights: Weights, others: Weights): void {
  for (const [name, { data }] of weights) {
    const other = others.get(name)?.data ?? new Float32Array();
    const peak = data.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
    // The key's bias has no gradient but rounding, which AdamW makes as large as any.
    if (!name.endsWith('attention.self.key.bias'))
      data.forEach((value, index) => expect(Math.abs(value - (other[index] ?? NaN))).toBeLessThan(1e-4 * peak));
  }
}
