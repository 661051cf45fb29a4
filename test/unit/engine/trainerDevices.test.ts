// A trainer and its devices: moved from one to another, in bfloat16, without leaks, and on a GPU that is too small.

import { expect, test } from 'vitest';

import { createPredictor } from '../../../src/engine/predictor.js';
import { randomModel } from '../../../src/formats/initialWeights.js';
import { openTensorflow } from '../../../src/tensorflow/graphRuntime.js';
import { describeOn, type TestedDevice, trainerOn } from '../../support/devices.js';
import { batchOf, copyOf, defaults, expectClose, made, train, withoutDropout } from './trainerKit.js';

/** The masks of dropout are the same bits everywhere: the losses tell. */
const moving = (from: TestedDevice, to: TestedDevice) =>
  test(`continues from ${from} on ${to} with the same losses`, async () => {
    const first = await trainerOn(from, defaults);
    const second = await trainerOn(to, defaults);
    await train(first, 0, 3);
    await second.restore(copyOf(await first.state()));
    const stayed = await train(first, 3, 8);
    const moved = await train(second, 3, 8);
    moved.forEach((loss, step) => expect(Math.abs(loss / (stayed[step] ?? NaN) - 1)).toBeLessThan(1e-5));
    expectClose(await first.weights(), await second.weights());
    await first.dispose();
    await second.dispose();
  });

for (const other of ['tensorflow', 'onnx-webgpu'] as const) {
  describeOn(other, `a run that moves from one device to another (${other})`, () => {
    moving('onnx-cpu', other);
    moving(other, 'onnx-cpu');
  });
}

describeOn('tensorflow', 'matmuls in bfloat16', () => {
  test('train as float32 does, within the eight bits of bfloat16', async () => {
    const options = { ...defaults, config: withoutDropout };
    const full = await trainerOn('tensorflow', options);
    const half = await trainerOn('tensorflow', { ...options, precision: 'bfloat16' });
    const exact = await full.gradients(batchOf(0));
    const rounded = await half.gradients(batchOf(0));
    for (const [name, { data }] of exact) {
      // Of numbers with a relative error of 2⁻⁹ each; the key's bias has no gradient but rounding.
      if (name.endsWith('attention.self.key.bias')) continue;
      const other = rounded.get(name)?.data ?? new Float32Array();
      const norm = Math.hypot(...data);
      const error = Math.hypot(...data.map((value, index) => value - (other[index] ?? NaN)));
      expect(error / norm, name).toBeLessThan(0.05);
    }
    const losses = await train(full, 0, 8);
    const others = await train(half, 0, 8);
    expect(others).not.toEqual(losses);
    others.forEach((loss, step) => expect(Math.abs(loss - (losses[step] ?? NaN))).toBeLessThan(0.05));
    expect([...(await half.state()).values()].every(({ data }) => data instanceof Float32Array)).toBe(true);
    await full.dispose();
    await half.dispose();
  });
});

for (const device of ['tensorflow', 'onnx-webgpu'] as const) {
  describeOn(device, `a predictor (${device})`, () => {
    test('gives the logits of a trainer with the same weights', async () => {
      const trainer = await trainerOn(device, defaults);
      const predictor = await createPredictor(
        { config: made.config, weights: made.weights, device },
        { tensorflow: openTensorflow },
      );
      expect(await predictor.predict(batchOf(3))).toEqual(await trainer.predict(batchOf(3)));
      await predictor.dispose();
      await trainer.dispose();
    });
  });
}

/**
 * A GPU in software has its memory in the process: what is left on it is seen. Its compiler's and Dawn's pools are full
 * after 400 steps.
 */
const small = randomModel({
  layers: 1,
  hidden: 16,
  heads: 2,
  vocabularySize: 60,
  labels: 3,
  task: 'single-label',
  seed: 5,
});
for (const [device, options, from, to] of [
  ['tensorflow', defaults, 20, 500],
  ['onnx-webgpu', { ...defaults, ...small }, 400, 600],
] as const) {
  describeOn(device, `memory (${device})`, () => {
    test(`grows by less than 1 % from step ${from} to step ${to}`, async () => {
      const trainer = await trainerOn(device, options);
      await train(trainer, 0, from);
      // A leak shows in each stretch of so many steps; JavaScript's own heap grows in one and not in the next.
      const growth: number[] = [];
      for (let start = from; growth.length < 3 && !growth.some((times) => times < 1.01); start += to - from) {
        const before = process.memoryUsage().rss;
        await train(trainer, start, start + to - from);
        growth.push(process.memoryUsage().rss / before);
      }
      expect(Math.min(...growth), growth.join(', ')).toBeLessThan(1.01);
      await trainer.dispose();
    }, 240_000);
  });
}

describeOn('onnx-webgpu', 'a batch that is too large for the GPU', () => {
  test('is reported, and the next batch works', async () => {
    const trainer = await trainerOn('onnx-webgpu', defaults);
    const before = await trainer.predict(batchOf(0));
    // Scores of 300 × 4 × 512 × 512 numbers: a GPU in software holds a quarter of that in one piece.
    await expect(trainer.predict(batchOf(0, 300, 512))).rejects.toMatchObject({
      code: 'machine.deviceMemory',
      values: { batch: 300 },
    });
    expect(await trainer.predict(batchOf(0))).toEqual(before);
    await trainer.dispose();
  });
});

describeOn('onnx-webgpu', 'float16 on a GPU without it', () => {
  test('is refused in one sentence', async () => {
    await expect(trainerOn('onnx-webgpu', { ...defaults, precision: 'float16' })).rejects.toMatchObject({
      code: 'machine.noHalf',
    });
  });
});
