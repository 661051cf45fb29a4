// Matmuls in float16 on a GPU that has it, under loss scaling, on a driver of its own, as SwiftShader has no float16.

import { expect, test } from 'vitest';

import type { InspectableTrainer, LabelledBatch, TrainerOptions } from '../../../../src/base/training.js';
import { DynamicLossScale } from '../../../../src/engine/optim/lossScale.js';
import { randomModel } from '../../../../src/formats/initialWeights.js';
import { describeOn, trainerOn } from '../../../support/devices.js';

const made = randomModel({
  layers: 2,
  hidden: 32,
  heads: 4,
  vocabularySize: 60,
  labels: 3,
  task: 'single-label',
  seed: 5,
});
const optimizer = {
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0.01,
  decayAll: false,
  clip: 1,
  layerDecay: 1,
};
const config = { ...made.config, hiddenDropout: 0, attentionDropout: 0, classifierDropout: 0 };
const options: TrainerOptions = {
  config,
  weights: made.weights,
  frozen: new Set(),
  optimizer,
  labelSmoothing: 0,
  seed: 7,
  threads: 2,
  splitFrozen: true,
};
const size = 4;
const length = 8;
const batchOf = (number: number): LabelledBatch => ({
  size,
  length,
  ids: Int32Array.from({ length: size * length }, (_, index) => 1 + ((number * 31 + index * 17) % 59)),
  types: new Int32Array(size * length),
  mask: new Int32Array(size * length).fill(1),
  targets: Int32Array.from({ length: size }, (_, row) => (number + row) % 3),
});

async function lossesOf(trainer: InspectableTrainer, steps: number): Promise<number[]> {
  const losses: number[] = [];
  for (let step = 0; step < steps; step++) losses.push((await trainer.step([batchOf(step)], 1e-3, step)).loss);
  return losses;
}

describeOn(
  'onnx-webgpu',
  'float16',
  () => {
    test('trains as float32 does, within the eleven bits of float16', async () => {
      const full = await trainerOn('onnx-webgpu', options);
      const half = await trainerOn('onnx-webgpu', { ...options, precision: 'float16' });
      const exact = await full.gradients(batchOf(0));
      const rounded = await half.gradients(batchOf(0));
      for (const [name, { data }] of exact) {
        // The key's bias has no gradient but rounding.
        if (name.endsWith('attention.self.key.bias')) continue;
        const other = rounded.get(name)?.data ?? new Float32Array();
        const error = Math.hypot(...data.map((value, index) => value - (other[index] ?? NaN))) / Math.hypot(...data);
        expect(error, name).toBeLessThan(0.01);
        if (name.endsWith('query.weight')) expect(error, name).toBeGreaterThan(1e-5);
      }
      const losses = await lossesOf(full, 8);
      const others = await lossesOf(half, 8);
      others.forEach((loss, step) => expect(Math.abs(loss - (losses[step] ?? NaN))).toBeLessThan(5e-3));
      await full.dispose();
      await half.dispose();
    });

    test('repeats a step whose gradients overflow with a smaller loss scale', async () => {
      // A loss so steep that 2¹⁵ times its gradients are beyond 65 504.
      const weights = new Map(made.weights);
      const head = made.weights.get('classifier.weight')!;
      weights.set('classifier.weight', { shape: head.shape, data: head.data.map((value) => value * 5000) });
      const full = await trainerOn('onnx-webgpu', { ...options, weights });
      const half = await trainerOn('onnx-webgpu', { ...options, weights, precision: 'float16' });
      const exact = await full.step([batchOf(0)], 1e-3, 0);
      const found = await half.step([batchOf(0)], 1e-3, 0);
      expect(exact.gradientNorm).toBeGreaterThan(2);
      expect(Math.abs(found.gradientNorm / exact.gradientNorm - 1)).toBeLessThan(0.02);
      await full.dispose();
      await half.dispose();
    });
  },
  'lavapipe',
);

test('the loss scale is halved on overflow, down to one, and doubled after a thousand good steps', () => {
  const scale = new DynamicLossScale();
  const begin = scale.factor;
  expect(scale.overflows()).toBe(true);
  expect(scale.factor).toBe(begin / 2);
  for (let step = 0; step < 1000; step++) scale.fits();
  expect(scale.factor).toBe(begin);
  while (scale.overflows());
  expect(scale.factor).toBe(1);
});
