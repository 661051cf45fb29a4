// A whole step of training, and prediction, with the tokens of real batches: the same bits from the same trainer again,
// and from another with as many threads.

import { describe, expect, test } from 'vitest';

import { type FloatTensor } from '../../../src/base/model.js';
import { createRandom } from '../../../src/base/random.js';
import type { InspectableTrainer, LabelledBatch, TrainerOptions } from '../../../src/base/training.js';
import { randomModel } from '../../../src/formats/initialWeights.js';
import { describeOnDevices, trainerOn } from '../../support/devices.js';

const made = randomModel({
  layers: 2,
  hidden: 128,
  heads: 2,
  vocabularySize: 400,
  labels: 2,
  task: 'single-label',
  seed: 5,
});
const options: TrainerOptions = {
  config: made.config,
  weights: made.weights,
  frozen: new Set(),
  optimizer: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01, decayAll: false, clip: 1, layerDecay: 1 },
  labelSmoothing: 0,
  seed: 7,
  threads: 2,
  splitFrozen: false,
};

function batchOf(size: number, length: number): LabelledBatch {
  const random = createRandom(size, length);
  const lengths = Array.from({ length: size }, (_, row) => (row === 0 ? length : 4 + random.integer(length - 4)));
  const fill = (value: (column: number) => number) =>
    Int32Array.from({ length: size * length }, (_, index) =>
      index % length < (lengths[Math.floor(index / length)] ?? 0) ? value(index % length) : 0,
    );
  return {
    size,
    length,
    ids: fill(() => 1 + Math.floor(399 * random.next() ** 2)),
    types: fill((column) => Number(column > 9)),
    mask: fill(() => 1),
    targets: Int32Array.from({ length: size }, (_, row) => row % 2),
  };
}

const copyOf = (tensors: ReadonlyMap<string, FloatTensor>) =>
  new Map([...tensors].map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]));
const bytesOf = (tensors: Iterable<Float32Array>) =>
  Buffer.concat([...tensors].map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)));

/** Gradients, predictions, and weights after a step, with dropout. */
async function everything(trainer: InspectableTrainer, batch: LabelledBatch, start: ReadonlyMap<string, FloatTensor>) {
  await trainer.restore(start);
  const gradients = copyOf(await trainer.gradients(batch));
  const logits = await trainer.predict(batch);
  const { loss, gradientNorm } = await trainer.step([batch], 1e-3, 0);
  const weights = copyOf(await trainer.weights());
  return { gradients, logits, loss, gradientNorm, weights };
}

const repeats = 20;

describeOnDevices('a step with the tokens of a real batch', (device) => {
  const counts = device === 'onnx-cpu' ? [1, 2, 4, 8] : [2];
  describe.each([
    [16, 128],
    [4, 512],
  ])('%i texts of %i', { timeout: 300_000 }, (size, length) => {
    const batch = batchOf(size, length);
    test.each(counts)('repeats itself, and its norm is that of its gradients (%i threads)', async (threads) => {
      const trainer = await trainerOn(device, { ...options, threads });
      const start = copyOf(await trainer.state());
      const first = await everything(trainer, batch, start);
      const squares = [...first.gradients.values()].map(({ data }) => data.reduce((sum, x) => sum + x * x, 0));
      const norm = Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
      expect(Math.abs(first.gradientNorm / norm - 1)).toBeLessThan(1e-5);
      // On WebGPU sums have no fixed order.
      for (let repeat = 1; repeat < repeats && device !== 'onnx-webgpu'; repeat++) {
        const again = await everything(trainer, batch, start);
        expect([again.loss, again.gradientNorm]).toEqual([first.loss, first.gradientNorm]);
        expect(bytesOf([again.logits]).equals(bytesOf([first.logits]))).toBe(true);
        for (const part of ['gradients', 'weights'] as const)
          expect(again[part], part).toSatisfy((found: typeof first.weights) =>
            bytesOf([...found.values()].map(({ data }) => data)).equals(
              bytesOf([...first[part].values()].map(({ data }) => data)),
            ),
          );
      }
      await trainer.dispose();
    });
  });

  test('has the gradients of one thread on any number of them', { timeout: 300_000 }, async () => {
    const batch = batchOf(16, 128);
    const gradientsOn = async (threads: number) => {
      const trainer = await trainerOn(device, { ...options, threads });
      const gradients = copyOf(await trainer.gradients(batch));
      await trainer.dispose();
      return gradients;
    };
    const one = await gradientsOn(1);
    const eight = await gradientsOn(8);
    const peakOf = (data: Float32Array) => data.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
    const overall = Math.max(...[...one.values()].map(({ data }) => peakOf(data)));
    for (const [name, { data }] of one) {
      const other = eight.get(name)?.data ?? new Float32Array();
      const worst = data.reduce((most, x, index) => Math.max(most, Math.abs(x - (other[index] ?? NaN))), 0);
      // Measured as the goldens' gradients are.
      expect(worst / Math.max(peakOf(data), overall / 1000), name).toBeLessThan(1e-4);
    }
  });
});
