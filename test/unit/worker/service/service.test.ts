// The parts of a worker that need no process: lines, requests, the status of a run, requests to pause or stop,
// histograms and costs.

import { describe, expect, test } from 'vitest';
import { z } from 'zod';

import { PlannedGraphs } from '../../../../src/engine/footprint.js';
import { randomConfig } from '../../../../src/formats/initialWeights.js';
import { judgeRows } from '../../../../src/jobs/answers/judgedRows.js';
import { choiceOf, operations } from '../../../../src/jobs/estimate/cost.js';
import { deviceFor, memoryOf } from '../../../../src/jobs/estimate/memoryEstimate.js';
import { RunSwitch } from '../../../../src/jobs/runControl.js';
import { UserError } from '../../../../src/shared/errors.js';
import { LineSplitter, LineTooLong } from '../../../../src/shared/messages/lines.js';
import type { MethodTable } from '../../../../src/shared/messages/worker.js';
import { defaultSettings } from '../../../../src/shared/settings.js';
import { StatusKeeper } from '../../../../src/worker/server/statusKeeper.js';
import { histogramOf } from '../../../../src/worker/service/tokenLengths.js';
import { type Answer, Dispatcher } from '../../../../src/worker/socket/dispatcher.js';
import { tutorialSettings } from '../../../support/settings.js';

describe('lines', () => {
  test('are read whole, however the bytes are cut', () => {
    const bytes = Buffer.from('{"a":"字"}\n\nzwei\nrest');
    for (let size = 1; size < bytes.length; size++) {
      const splitter = new LineSplitter(100);
      const lines: string[] = [];
      for (let at = 0; at < bytes.length; at += size) lines.push(...splitter.take(bytes.subarray(at, at + size)));
      expect(lines).toEqual(['{"a":"字"}', '', 'zwei']);
    }
  });

  test('are refused when they are too long', () => {
    const splitter = new LineSplitter(4);
    expect(splitter.take(Buffer.from('1234\n12'))).toEqual(['1234']);
    expect(() => splitter.take(Buffer.from('345'))).toThrow(LineTooLong);
  });
});

const methods = {
  double: { params: z.object({ value: z.number() }), result: z.number(), progress: z.string() },
} as const satisfies MethodTable;

function converse(handler: (value: number, signal: AbortSignal) => Promise<number>) {
  const answers: Answer[] = [];
  const handlers = {
    double: ({ value }: { value: number }, { signal }: { signal: AbortSignal }) => handler(value, signal),
  };
  const dispatcher = new Dispatcher({ methods, handlers, log: () => undefined }, (answer) => answers.push(answer));
  return { dispatcher, answers };
}

describe('requests', () => {
  test('are answered, refused, or answered with a failure', async () => {
    const { dispatcher, answers } = converse(async (value) => {
      if (value < 0) throw new UserError('worker.noData');
      if (value > 99) throw new Error('too much');
      return 2 * value;
    });
    [{ value: 4 }, { value: -1 }, { value: 100 }, { value: 'x' }].forEach((params, at) =>
      dispatcher.request(at + 1, 'double', params),
    );
    dispatcher.request(5, 'toString', {});
    await new Promise(setImmediate);
    expect(answers.find(({ id }) => id === 1)).toEqual({ type: 'reply', id: 1, result: 8 });
    expect(answers.find(({ id }) => id === 2)).toMatchObject({ failure: { kind: 'user', code: 'worker.noData' } });
    for (const wrong of [3, 4, 5])
      expect(answers.find(({ id }) => id === wrong)).toMatchObject({ failure: { kind: 'defect' } });
    expect(dispatcher.busy).toBe(false);
  });

  test('are cancelled by their id or by a closed connection', async () => {
    const { dispatcher, answers } = converse(
      (_, signal) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')))),
    );
    for (const id of [1, 2, 2]) dispatcher.request(id, 'double', { value: 1 });
    dispatcher.cancel(1);
    dispatcher.cancel(77);
    dispatcher.close();
    await new Promise(setImmediate);
    expect(answers).toHaveLength(3);
    expect(
      answers.filter((answer) => answer.type === 'failed' && answer.failure.kind === 'cancelled').map(({ id }) => id),
    ).toEqual([1, 2]);
  });
});

test('a status follows the events, and a requested phase takes precedence', () => {
  const keeper = new StatusKeeper();
  expect(keeper.take({ event: 'caching', rows: 1, total: 2 })).toBe(true);
  keeper.asked = 'pausing';
  const step = {
    event: 'step',
    step: 3,
    epoch: 0.5,
    loss: 0.25,
    learningRate: 1,
    gradientNorm: 1,
    accuracy: null,
    rowsPerSecond: 9,
    tokensPerSecond: 90,
    secondsLeft: 4,
    seconds: 2,
  } as const;
  expect(keeper.take(step)).toBe(false);
  expect(keeper.status).toMatchObject({ phase: 'pausing', step: 3, loss: 0.25, rowsPerSecond: 9 });
  keeper.asked = null;
  expect(keeper.status.phase).toBe('training');
  keeper.take({ event: 'interrupted', folder: '/run', step: 3, steps: 9, seconds: 3 });
  keeper.asked = 'paused';
  expect([keeper.status.phase, keeper.isOver]).toEqual(['interrupted', true]);
});

test('a pause lasts until a resume or an abort', async () => {
  const told: boolean[] = [];
  const control = new RunSwitch((paused) => told.push(paused));
  const { signal } = new AbortController();
  await control.pause(signal);
  expect(told).toEqual([]);
  control.ask('pause');
  const waiting = control.pause(signal);
  control.ask(null);
  await waiting;
  const stop = new AbortController();
  control.ask('pause');
  const stopped = control.pause(stop.signal);
  stop.abort();
  await stopped;
  expect(told).toEqual([true, false, true, false]);
});

test('token lengths are counted in bins with an open last one', () => {
  const few = histogramOf([3, 3, 5, 12], 4, false);
  expect(few).toMatchObject({ width: 1, texts: 4, of: 4, median: 3, percentile95: 12, longest: 12 });
  expect(few.bins[2]).toBe(2);
  const many = histogramOf(
    [...Array.from({ length: 995 }, (_, at) => (at % 94) + 1), 60_000, 60_000, 60_000, 60_000, 60_000],
    5000,
    true,
  );
  expect(many).toMatchObject({ width: 2, sampled: true, of: 5000, longest: 60_000 });
  expect(many.bins.reduce((sum, count) => sum + count, 0)).toBe(1000);
  expect(many.bins.at(-1)).toBe(5);
  expect(histogramOf([], 0, false)).toMatchObject({ texts: 0, median: 0, longest: 0, bins: [0] });
});

test('rows are evaluated by the model’s predictions', () => {
  const [right, wrong] = judgeRows('single-label', Float32Array.of(3, 0, 3, 0), [0, 1], 2);
  expect(right).toMatchObject({ expected: [0], predicted: [0], isWrong: false });
  expect(wrong).toMatchObject({ index: 1, expected: [1], predicted: [0], isWrong: true, severity: 0.9526 });
  const [several] = judgeRows('multi-label', Float32Array.of(2, -2, 0.1), Float32Array.of(1, 1, 0), 3);
  expect(several).toMatchObject({ expected: [0, 1], predicted: [0, 2], isWrong: true });
  expect(judgeRows('regression', Float32Array.of(2), Float32Array.of(5), 1)[0]).toMatchObject({
    target: 5,
    value: 2,
    severity: 3,
  });
});

test('frozen layers cost less memory, and their kept outputs are counted', () => {
  const config = randomConfig({
    layers: 2,
    hidden: 64,
    heads: 2,
    vocabularySize: 1000,
    labels: 3,
    task: 'single-label',
  });
  const settings = tutorialSettings();
  const graphs = new PlannedGraphs();
  const load = {
    settings,
    batch: 16,
    accumulate: 1,
    length: 64,
    meanTokens: 32,
    rows: { training: 800, validation: 200 },
    device: deviceFor('onnx-cpu', []),
  };
  const [all, top, head] = ['', 'embeddings,encoder.0', 'bert'].map((freeze) => ({
    choice: choiceOf(config, freeze, settings),
    memory: memoryOf(config, { ...load, freeze }, graphs),
  }));
  expect([all!.memory.cache, top!.choice.cached, head!.choice.cached]).toEqual([0, true, true]);
  expect(all!.memory.activations).toBeGreaterThan(top!.memory.activations);
  expect(all!.memory.gradients).toBeGreaterThan(top!.memory.gradients);
  expect(head!.memory.cache).toBeLessThan(top!.memory.cache);
  expect(head!.choice.trainable).toBe(3 * 65);
  expect(() => memoryOf(config, { ...load, freeze: 'bert,classifier' }, graphs)).toThrow(UserError);
});

test('activation checkpointing takes more time, but less than a second forward pass', () => {
  const config = randomConfig({
    layers: 12,
    hidden: 768,
    heads: 12,
    vocabularySize: 1000,
    labels: 3,
    task: 'single-label',
  });
  const cost = choiceOf(config, '', defaultSettings());
  const [kept, again] = [false, true].map((checkpointActivations) =>
    operations(config, cost, 128, { checkpointActivations }),
  );
  const share = (again!.training - kept!.training) / kept!.forward;
  expect(share).toBeGreaterThan(0.5);
  expect(share).toBeLessThan(0.7);
});
