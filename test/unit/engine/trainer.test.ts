// A trainer on every device: repeatable to the bit, resumed to the bit, and unchanged by kept frozen outputs.

import { expect, test } from 'vitest';

import { type Weights } from '../../../src/base/model.js';
import type { LabelledBatch, TrainerOptions } from '../../../src/base/training.js';
import { describeOnDevices, trainerOn } from '../../support/devices.js';
import {
  batchOf,
  bytesOf,
  copyOf,
  defaults,
  expectSame,
  made,
  optimizer,
  starting,
  train,
  withoutDropout,
} from './trainerKit.js';

describeOnDevices('a trainer', (device) => {
  const createTrainer = (options: TrainerOptions) => trainerOn(device, options);

  test('repeats itself to the same numbers, dropout included', async () => {
    const results: Weights[] = [];
    for (let round = 0; round < 2; round++) {
      const trainer = await createTrainer(defaults);
      await train(trainer, 0, 5);
      results.push(copyOf(await trainer.weights()));
      await trainer.dispose();
    }
    expectSame(device, results[0]!, results[1]!);
  });

  test('copies its weights, wherever in memory they lie', async () => {
    // A runtime may take memory as it is where the address suits it: some of these do.
    const weights = new Map(
      [...made.weights].map(([name, { shape, data }], index) => {
        const memory = new Float32Array(data.length + 16);
        memory.set(data, index % 16);
        return [name, { shape, data: memory.subarray(index % 16, (index % 16) + data.length) }];
      }),
    );
    const trainer = await createTrainer({ ...defaults, weights });
    for (const { data } of weights.values()) data.fill(9);
    expect(bytesOf(await trainer.weights()).equals(bytesOf(made.weights))).toBe(true);
    await trainer.dispose();
  });

  test('resumes from a state to the same numbers', async () => {
    const whole = await createTrainer(defaults);
    await train(whole, 0, 3);
    const state = copyOf(await whole.state());
    await train(whole, 3, 6);
    const resumed = await createTrainer(defaults);
    await resumed.restore(state);
    await train(resumed, 3, 6);
    expectSame(device, await resumed.weights(), await whole.weights());
    await whole.dispose();
    await resumed.dispose();
  });

  test('drops other elements with another seed, and none in predictions', async () => {
    const a = await createTrainer(defaults);
    const b = await createTrainer({ ...defaults, seed: 8 });
    const first = await a.step([batchOf(0)], 0, 0);
    const second = await b.step([batchOf(0)], 0, 0);
    expect(first.loss).not.toBe(second.loss);
    expect(await a.predict(batchOf(0))).toEqual(await b.predict(batchOf(0)));
    await a.dispose();
    await b.dispose();
  });

  test('averages the gradients of micro-batches: two halves equal one whole', async () => {
    const options = { ...defaults, config: withoutDropout };
    const batch = batchOf(1, 4, 8);
    const half = (start: number): LabelledBatch => ({
      size: 2,
      length: 8,
      ids: batch.ids.slice(start * 8, start * 8 + 16),
      types: batch.types.slice(start * 8, start * 8 + 16),
      mask: batch.mask.slice(start * 8, start * 8 + 16),
      targets: batch.targets.slice(start, start + 2),
    });
    const whole = await createTrainer(options);
    const halves = await createTrainer(options);
    const one = await whole.step([batch], 1e-3, 0);
    const two = await halves.step([half(0), half(2)], 1e-3, 0);
    expect(two.loss).toBeCloseTo(one.loss, 5);
    expect(two.gradientNorm).toBeCloseTo(one.gradientNorm, 4);
    expect([...(two.logits[0] ?? []), ...(two.logits[1] ?? [])].length).toBe(12);
    await whole.dispose();
    await halves.dispose();
  });

  test('leaves the weights unchanged when the loss is not finite', async () => {
    const weights = new Map(made.weights);
    const bias = made.weights.get('classifier.bias');
    weights.set('classifier.bias', { shape: bias?.shape ?? [], data: Float32Array.of(3e38, -3e38, 3e38) });
    const trainer = await createTrainer({ ...defaults, weights });
    const before = bytesOf(await trainer.weights());
    const { loss } = await trainer.step([batchOf(0)], 1e-3, 0);
    expect(Number.isFinite(loss)).toBe(false);
    expect(bytesOf(await trainer.weights()).equals(before)).toBe(true);
    await trainer.dispose();
  });

  test('refuses a state that lacks a weight', async () => {
    const trainer = await createTrainer(defaults);
    const state = copyOf(await trainer.state());
    state.delete('moment2.classifier.bias');
    await expect(trainer.restore(state)).rejects.toThrow('moment2.classifier.bias');
    await trainer.dispose();
  });
});

describeOnDevices('frozen layers', (device) => {
  const createTrainer = (options: TrainerOptions) => trainerOn(device, options);

  test.each([
    ['the embeddings', 'hidden', starting('bert.embeddings.')],
    [
      'the embeddings and the bottom layer',
      'hidden',
      new Set([...starting('bert.embeddings.'), ...starting('bert.encoder.layer.0.')]),
    ],
    ['the whole encoder', 'first', new Set([...starting('bert.embeddings.'), ...starting('bert.encoder.')])],
    ['all of BERT', 'pooled', starting('bert.')],
  ] as const)('give the same losses when their outputs are kept (%s)', async (_what, kind, frozen) => {
    const options = { ...defaults, config: withoutDropout, frozen };
    const kept = await createTrainer(options);
    const whole = await createTrainer({ ...options, splitFrozen: false });
    expect(kept.frozenStage.kind).toBe(kind);
    expect(whole.frozenStage.kind).toBe('none');
    const ours = await train(kept, 0, 4, true);
    const theirs = await train(whole, 0, 4);
    ours.forEach((loss, step) => expect(loss).toBeCloseTo(theirs[step] ?? NaN, 5));
    const batch = batchOf(9);
    const cached = await kept.predict({ ...batch, frozen: await kept.frozenOutputs(batch) });
    (await kept.predict(batch)).forEach((logit, index) => expect(cached[index]).toBeCloseTo(logit, 5));
    await kept.dispose();
    await whole.dispose();
  });

  test.each([
    ['the embeddings', starting('bert.embeddings.')],
    ['the whole encoder', new Set([...starting('bert.embeddings.'), ...starting('bert.encoder.')])],
    ['all of BERT', starting('bert.')],
  ] as const)('keep the dropout of the trained layers (%s)', async (_what, frozen) => {
    const lossOf = async (seed: number) => {
      const trainer = await createTrainer({ ...defaults, frozen, seed });
      const losses = await train(trainer, 0, 2, true);
      await trainer.dispose();
      return losses;
    };
    const first = await lossOf(7);
    const again = await lossOf(7);
    const other = await lossOf(8);
    if (device === 'onnx-webgpu')
      again.forEach((loss, step) => expect(Math.abs(loss / (first[step] ?? NaN) - 1)).toBeLessThan(1e-5));
    else expect(again).toEqual(first);
    expect(Math.abs((other[0] ?? NaN) / (first[0] ?? NaN) - 1)).toBeGreaterThan(1e-4);
  });

  test('stay unchanged while the others are trained', async () => {
    const frozen = starting('bert.encoder.layer.1.attention.');
    const trainer = await createTrainer({ ...defaults, frozen });
    await train(trainer, 0, 2);
    for (const [name, { data }] of await trainer.weights()) {
      const same = Buffer.from(data.buffer, data.byteOffset, data.byteLength).equals(
        Buffer.from(made.weights.get(name)?.data.buffer ?? new ArrayBuffer(0)),
      );
      expect(same, name).toBe(frozen.has(name));
    }
    await trainer.dispose();
  });
});

describeOnDevices('layer-wise decay of the learning rate', (device) => {
  const createTrainer = (options: TrainerOptions) => trainerOn(device, options);

  test('trains the embeddings least and the classifier most', async () => {
    const trainer = await createTrainer({ ...defaults, optimizer: { ...optimizer, weightDecay: 0, layerDecay: 0.5 } });
    const before = copyOf(await trainer.weights());
    await trainer.step([batchOf(0)], 1e-3, 0);
    const after = await trainer.weights();
    const moved = (name: string) =>
      Math.max(
        ...(after.get(name)?.data ?? []).map((value, index) =>
          Math.abs(value - (before.get(name)?.data[index] ?? NaN)),
        ),
      );
    // AdamW's first step moves every weight by nearly the learning rate.
    expect(moved('classifier.weight')).toBeCloseTo(1e-3, 5);
    expect(moved('bert.encoder.layer.1.output.dense.weight')).toBeCloseTo(5e-4, 5);
    expect(moved('bert.encoder.layer.0.output.dense.weight')).toBeCloseTo(2.5e-4, 5);
    expect(moved('bert.embeddings.word_embeddings.weight')).toBeCloseTo(1.25e-4, 5);
    await trainer.dispose();
  });
});
