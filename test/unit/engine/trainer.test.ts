// A trainer on every device: repeats itself to the bit, resumes to the bit, and keeps frozen outputs without a change.

import { describe, expect, it } from 'vitest';

import { type FloatTensor, parameterShapes, type Weights } from '../../../src/base/model.js';
import type { InspectableTrainer, LabelledBatch, TrainerOptions } from '../../../src/base/training.js';
import { createPredictor } from '../../../src/engine/predictor.js';
import { randomModel } from '../../../src/formats/initialWeights.js';
import { openTensorflow } from '../../../src/tensorflow/graphRuntime.js';
import { describeOn, describeOnDevices, type TestedDevice, trainerOn } from '../../support/devices.js';

const made = randomModel({
  layers: 2,
  hidden: 32,
  heads: 4,
  vocabularySize: 60,
  labels: 3,
  task: 'single-label',
  seed: 5,
});
const names = [...parameterShapes(made.config).keys()];
const optimizer = {
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0.01,
  decayAll: false,
  clip: 1,
  layerDecay: 1,
};
const defaults: TrainerOptions = {
  config: made.config,
  weights: made.weights,
  frozen: new Set(),
  optimizer,
  labelSmoothing: 0,
  seed: 7,
  threads: 2,
  splitFrozen: true,
};
const withoutDropout = { ...made.config, hiddenDropout: 0, attentionDropout: 0, classifierDropout: 0 };

function batchOf(number: number, size = 4, length = 8): LabelledBatch {
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

async function train(trainer: InspectableTrainer, from: number, to: number, frozen = false): Promise<number[]> {
  const losses: number[] = [];
  for (let step = from; step < to; step++) {
    const batch = batchOf(step);
    const cached = frozen ? { ...batch, frozen: await trainer.frozenOutputs(batch) } : batch;
    losses.push((await trainer.step([cached], 1e-3, step)).loss);
  }
  return losses;
}

const copyOf = (tensors: ReadonlyMap<string, FloatTensor>) =>
  new Map([...tensors].map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]));
const bytesOf = (weights: Weights) =>
  Buffer.concat([...weights.values()].map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength)));
const starting = (prefix: string) => new Set(names.filter((name) => name.startsWith(prefix)));

/** To the bit; on WebGPU, whose sums have no fixed order, to rounding. */
function expectSame(device: TestedDevice, weights: Weights, others: Weights): void {
  if (device === 'onnx-webgpu') expectClose(weights, others);
  else expect(bytesOf(weights).equals(bytesOf(others))).toBe(true);
}

function expectClose(weights: Weights, others: Weights): void {
  for (const [name, { data }] of weights) {
    const other = others.get(name)?.data ?? new Float32Array();
    const peak = data.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
    // The key's bias has no gradient but rounding, which AdamW makes as large as any.
    if (!name.endsWith('attention.self.key.bias'))
      data.forEach((value, index) => expect(Math.abs(value - (other[index] ?? NaN))).toBeLessThan(1e-4 * peak));
  }
}

describeOnDevices('a trainer', (device) => {
  const createTrainer = (options: TrainerOptions) => trainerOn(device, options);

  it('gives the same numbers twice, dropout and all', async () => {
    const results: Weights[] = [];
    for (let round = 0; round < 2; round++) {
      const trainer = await createTrainer(defaults);
      await train(trainer, 0, 5);
      results.push(copyOf(await trainer.weights()));
      await trainer.dispose();
    }
    expectSame(device, results[0]!, results[1]!);
  });

  it('has weights of its own, wherever in memory those that it was given lie', async () => {
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

  it('resumes from a state to the same numbers', async () => {
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

  it('drops other elements when the seed differs, and none at prediction', async () => {
    const [a, b] = [await createTrainer(defaults), await createTrainer({ ...defaults, seed: 8 })];
    const first = await a.step([batchOf(0)], 0, 0);
    const second = await b.step([batchOf(0)], 0, 0);
    expect(first.loss).not.toBe(second.loss);
    expect(await a.predict(batchOf(0))).toEqual(await b.predict(batchOf(0)));
    await a.dispose();
    await b.dispose();
  });

  it('averages the gradients of micro-batches: two halves are one whole', async () => {
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
    const [whole, halves] = [await createTrainer(options), await createTrainer(options)];
    const one = await whole.step([batch], 1e-3, 0);
    const two = await halves.step([half(0), half(2)], 1e-3, 0);
    expect(two.loss).toBeCloseTo(one.loss, 5);
    expect(two.gradientNorm).toBeCloseTo(one.gradientNorm, 4);
    expect([...(two.logits[0] ?? []), ...(two.logits[1] ?? [])].length).toBe(12);
    await whole.dispose();
    await halves.dispose();
  });

  it('leaves the weights alone when the loss is not finite', async () => {
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

  it('refuses a state that lacks a weight', async () => {
    const trainer = await createTrainer(defaults);
    const state = copyOf(await trainer.state());
    state.delete('moment2.classifier.bias');
    await expect(trainer.restore(state)).rejects.toThrow('moment2.classifier.bias');
    await trainer.dispose();
  });
});

describeOnDevices('frozen layers', (device) => {
  const createTrainer = (options: TrainerOptions) => trainerOn(device, options);

  it.each([
    ['the embeddings', 'hidden', starting('bert.embeddings.')],
    [
      'the bottom layer too',
      'hidden',
      new Set([...starting('bert.embeddings.'), ...starting('bert.encoder.layer.0.')]),
    ],
    ['the whole encoder', 'first', new Set([...starting('bert.embeddings.'), ...starting('bert.encoder.')])],
    ['all of BERT', 'pooled', starting('bert.')],
  ] as const)('give the same losses when their outputs are kept (%s)', async (_what, kind, frozen) => {
    const options = { ...defaults, config: withoutDropout, frozen };
    const [kept, whole] = [await createTrainer(options), await createTrainer({ ...options, splitFrozen: false })];
    expect(kept.frozenStage.kind).toBe(kind);
    expect(whole.frozenStage.kind).toBe('none');
    const [ours, theirs] = [await train(kept, 0, 4, true), await train(whole, 0, 4)];
    ours.forEach((loss, step) => expect(loss).toBeCloseTo(theirs[step] ?? NaN, 5));
    const batch = batchOf(9);
    const cached = await kept.predict({ ...batch, frozen: await kept.frozenOutputs(batch) });
    (await kept.predict(batch)).forEach((logit, index) => expect(cached[index]).toBeCloseTo(logit, 5));
    await kept.dispose();
    await whole.dispose();
  });

  it.each([
    ['the embeddings', starting('bert.embeddings.')],
    ['the whole encoder', new Set([...starting('bert.embeddings.'), ...starting('bert.encoder.')])],
    ['all of BERT', starting('bert.')],
  ] as const)('leave what learns its dropout (%s)', async (_what, frozen) => {
    const lossOf = async (seed: number) => {
      const trainer = await createTrainer({ ...defaults, frozen, seed });
      const losses = await train(trainer, 0, 2, true);
      await trainer.dispose();
      return losses;
    };
    const [first, again, other] = [await lossOf(7), await lossOf(7), await lossOf(8)];
    if (device === 'onnx-webgpu')
      again.forEach((loss, step) => expect(Math.abs(loss / (first[step] ?? NaN) - 1)).toBeLessThan(1e-5));
    else expect(again).toEqual(first);
    expect(Math.abs((other[0] ?? NaN) / (first[0] ?? NaN) - 1)).toBeGreaterThan(1e-4);
  });

  it('do not change, the others do', async () => {
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

  it('moves the embeddings least and the classifier most', async () => {
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

/** The masks of dropout are the same bits everywhere: the losses tell. */
const moving = (from: TestedDevice, to: TestedDevice) =>
  it(`goes on from ${from} on ${to} as if it had stayed`, async () => {
    const [first, second] = [await trainerOn(from, defaults), await trainerOn(to, defaults)];
    await train(first, 0, 3);
    await second.restore(copyOf(await first.state()));
    const [stayed, moved] = [await train(first, 3, 8), await train(second, 3, 8)];
    moved.forEach((loss, step) => expect(Math.abs(loss / (stayed[step] ?? NaN) - 1)).toBeLessThan(1e-5));
    expectClose(await first.weights(), await second.weights());
    await first.dispose();
    await second.dispose();
  });

describe.each(['tensorflow', 'onnx-webgpu'] as const)('a run that moves from one device to another', (other) => {
  describeOn(other, other, () => {
    moving('onnx-cpu', other);
    moving(other, 'onnx-cpu');
  });
});

describeOn('tensorflow', 'matrix products in bfloat16', () => {
  it('train as float32 does, to the eight bits that bfloat16 has', async () => {
    const options = { ...defaults, config: withoutDropout };
    const [full, half] = [
      await trainerOn('tensorflow', options),
      await trainerOn('tensorflow', { ...options, precision: 'bfloat16' }),
    ];
    const [exact, rounded] = [await full.gradients(batchOf(0)), await half.gradients(batchOf(0))];
    for (const [name, { data }] of exact) {
      // Of numbers with a relative error of 2⁻⁹ each; the key's bias has no gradient but rounding.
      if (name.endsWith('attention.self.key.bias')) continue;
      const other = rounded.get(name)?.data ?? new Float32Array();
      const [norm, error] = [
        Math.hypot(...data),
        Math.hypot(...data.map((value, index) => value - (other[index] ?? NaN))),
      ];
      expect(error / norm, name).toBeLessThan(0.05);
    }
    const [losses, others] = [await train(full, 0, 8), await train(half, 0, 8)];
    expect(others).not.toEqual(losses);
    others.forEach((loss, step) => expect(Math.abs(loss - (losses[step] ?? NaN))).toBeLessThan(0.05));
    expect([...(await half.state()).values()].every(({ data }) => data instanceof Float32Array)).toBe(true);
    await full.dispose();
    await half.dispose();
  });
});

describe.each(['tensorflow', 'onnx-webgpu'] as const)('a predictor', (device) => {
  describeOn(device, device, () => {
    it('gives the logits of a trainer with the same weights', async () => {
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
});

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
describe.each([
  ['tensorflow', defaults, 20, 500],
  ['onnx-webgpu', { ...defaults, ...small }, 400, 600],
] as const)('memory', (device, options, from, to) => {
  describeOn(device, device, () => {
    it(`grows by less than 1 % from step ${from} to step ${to}`, async () => {
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
});

describeOn('onnx-webgpu', 'a batch that is too large for the GPU', () => {
  it('is said to be, and the next one goes', async () => {
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
  it('is refused with a sentence', async () => {
    await expect(trainerOn('onnx-webgpu', { ...defaults, precision: 'float16' })).rejects.toMatchObject({
      code: 'machine.noHalf',
    });
  });
});
