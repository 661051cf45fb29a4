// A batch too large for the device's memory: reported with the command that continues, and continued with the same
// numbers.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import type { TensorflowBinding } from '../../../src/base/tensorflow.js';
import { createTrainer } from '../../../src/engine/trainer.js';
import type { JobContext } from '../../../src/jobs/jobs.js';
import type { Rows } from '../../../src/jobs/rows/batchRows.js';
import { partsOf } from '../../../src/jobs/train/batchParts.js';
import { readRunFile } from '../../../src/runs/runFile.js';
import { describeError, UserError } from '../../../src/shared/errors.js';
import type { GivenSettings } from '../../../src/shared/settings.js';
import { openTensorflow } from '../../../src/tensorflow/graphRuntime.js';
import { describe as describeInPanel } from '../../../webview/texts/messages.js';
import { describeOn } from '../../support/devices.js';
import { type Call, codeOf, createKit, eventsOf, resumeKit, trainKit } from '../jobs/train/runKit.js';

const lossesOf = ({ events }: Call) => eventsOf(events, 'step').map(({ step, loss }) => [step, loss] as const);
const scoreOf = ({ events }: Call) => eventsOf(events, 'evaluation').at(-1)!.scores.loss;

/** Twice the same run, on the engine: as a whole, and after three steps in parts. */
async function inParts(
  given: GivenSettings,
  other: { readonly batch: number; readonly accumulate?: number },
): Promise<readonly [Call, Call]> {
  const settings = { dropout: 0, checkpointMinutes: 0, ...given };
  const more = { createTrainer };
  const whole = await trainKit(createKit(39), settings, more);
  const kit = createKit(39);
  const controller = new AbortController();
  const first = await trainKit(kit, settings, {
    ...more,
    signal: controller.signal,
    onEvent: (event) => event.event === 'step' && event.step === 3 && controller.abort(),
  });
  expect(first.outcome).toMatchObject({ event: 'interrupted' });
  return [whole, await resumeKit(kit, more, other)];
}

function expectSame(whole: Call, resumed: Call): void {
  expect(resumed.outcome).toMatchObject({ event: 'done' });
  const expected = new Map(lossesOf(whole));
  const found = lossesOf(resumed);
  expect(found.length).toBe(expected.size - 3);
  for (const [step, loss] of found) expect(Math.abs(loss - expected.get(step)!)).toBeLessThan(1e-5);
  expect(Math.abs(scoreOf(resumed) - scoreOf(whole))).toBeLessThan(1e-5);
}

describe('a run that continues with fewer rows at a time', () => {
  test.each([
    ['half', {}, { batch: 2, accumulate: 2 }],
    ['one', {}, { batch: 1 }],
    ['half, with class weights', { classWeights: 'balanced', rows: 37 }, { batch: 2 }],
    ['half, with gradient accumulation', { accumulate: 3, epochs: 3 }, { batch: 2, accumulate: 6 }],
  ])('has the losses of an undisturbed run (%s)', async (_, given, other) => {
    const [whole, resumed] = await inParts(given, other);
    expectSame(whole, resumed);
  });

  test('keeps them on the next resume, and returns to whole batches on request', async () => {
    const kit = createKit(24);
    const stop = (step: number) => {
      const controller = new AbortController();
      return {
        signal: controller.signal,
        onEvent: (event: { readonly event: string; readonly step?: number }) =>
          event.event === 'step' && event.step === step && controller.abort(),
      };
    };
    await trainKit(kit, {}, stop(1));
    expect(readFileSync(join(kit.out, 'run.json'), 'utf8')).not.toContain('rowsAtOnce');
    await resumeKit(kit, stop(2), { batch: 2 });
    await resumeKit(kit, stop(3));
    expect(readRunFile(kit.out)).toMatchObject({ rowsAtOnce: 2, settings: { batch: 4, accumulate: 1 } });
    await resumeKit(kit, stop(4), { batch: 4, accumulate: 1 });
    expect(readRunFile(kit.out).rowsAtOnce).toBeNull();
  });

  test.each([{ batch: 3 }, { batch: 8 }, { batch: 2, accumulate: 3 }, { accumulate: 3 }])(
    'is refused with %j, which would change its updates',
    async (other) => {
      const kit = createKit(24);
      await trainKit(
        kit,
        {},
        {
          beforeStep: () => {
            throw new UserError('machine.deviceMemory', { batch: 4 });
          },
        },
      );
      const refused = await resumeKit(kit, {}, other);
      expect(codeOf(refused)).toBe('run.otherUpdates');
      expect((refused.outcome as Error).message).toContain('--batch 2 --accumulate 2');
    },
  );
});

test('the parts of a batch count by the weights of their rows', () => {
  const rows = { targets: { task: 'single-label', ids: Int32Array.of(0, 1, 1, 1, 0) }, labels: 2 } as unknown as Rows;
  const shares = (weights?: Float32Array) =>
    partsOf(Int32Array.of(0, 1, 2, 3, 4), 2, rows, weights).map(({ share }) => share);
  expect(shares()).toEqual([0.4, 0.4, 0.2]);
  expect(shares(Float32Array.of(4, 1))).toEqual([5 / 11, 2 / 11, 4 / 11]);
});

/** TensorFlow on a device that holds the tensors of so many rows of tokens. */
function withMemoryFor(most: number, words: string): JobContext['createTrainer'] {
  return (options) =>
    createTrainer(
      { ...options, device: 'tensorflow' },
      {
        tensorflow: async () => {
          const runtime = await openTensorflow();
          const large = new Set<number>();
          let calls = 0;
          const { binding } = runtime;
          const createTensor: TensorflowBinding['createTensor'] = (shape, dtype, values) => {
            const id = binding.createTensor(shape, dtype, values);
            if (dtype === binding.TF_INT32 && shape.length === 2 && shape[0]! > most) large.add(id);
            return id;
          };
          const runSavedModel: TensorflowBinding['runSavedModel'] = (session, ids, inputs, outputs) => {
            // The second update onwards: a first one has been saved.
            if (ids.some((id) => large.has(id)) && ++calls > 1)
              throw new Error(`${words} tensor with shape[16,128,768] and type float`);
            return binding.runSavedModel(session, ids, inputs, outputs);
          };
          const { TF_FLOAT, TF_INT32 } = binding;
          const others: Pick<TensorflowBinding, 'deleteTensor' | 'tensorDataSync' | 'deleteSavedModel'> = {
            deleteTensor: (id) => binding.deleteTensor(id),
            tensorDataSync: (id) => binding.tensorDataSync(id),
            deleteSavedModel: (session) => binding.deleteSavedModel(session),
          };
          return { ...runtime, binding: { TF_FLOAT, TF_INT32, ...others, createTensor, runSavedModel } };
        },
      },
    );
}

describeOn('tensorflow', 'a batch that the device’s memory does not hold', () => {
  test.each(['OOM when allocating', 'ResourceExhaustedError: out of memory allocating'])(
    'is reported with the command that continues (%s)',
    async (words) => {
      const settings = { shape: '1-24-1', batch: 16, dropout: 0, validation: '0', epochs: 2, checkpointMinutes: 0 };
      const onTensorflow: JobContext['createTrainer'] = (options) =>
        createTrainer({ ...options, device: 'tensorflow' }, { tensorflow: openTensorflow });
      const whole = await trainKit(createKit(40), settings, { createTrainer: onTensorflow });
      const kit = createKit(40);
      const failed = await trainKit(kit, settings, { createTrainer: withMemoryFor(8, words) });
      expect(codeOf(failed)).toBe('machine.stepMemory');
      const command = `finetune-bert resume ${kit.out} --batch 8 --accumulate 2`;
      const failure = eventsOf(failed.events, 'failed')[0]!;
      expect(failure.values).toEqual({ batch: 16, smaller: 8, command });
      for (const locale of ['en', 'zh'] as const) expect(describeError(failure, locale)).toContain(command);
      expect(describeInPanel({ code: failure.code, values: { ...failure.values } })).toContain(command);
      expect(existsSync(join(kit.out, 'checkpoints', 'last.safetensors'))).toBe(true);

      const resumed = await resumeKit(kit, { createTrainer: withMemoryFor(8, words) }, { batch: 8, accumulate: 2 });
      expect(resumed.outcome).toMatchObject({ event: 'done' });
      const expected = new Map(lossesOf(whole));
      expect([...lossesOf(failed), ...lossesOf(resumed)].map(([step]) => step)).toEqual([...expected.keys()]);
      for (const [step, loss] of lossesOf(resumed)) expect(Math.abs(loss - expected.get(step)!)).toBeLessThan(1e-5);
    },
  );
});
