// Runs on texts over the maximum length: resumed to the same bytes, averaged over windows, and remembered by the model.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { logitsOf } from '../../../../src/jobs/answers/logits.js';
import { computing } from '../../../../src/jobs/devices/computing.js';
import { evaluate } from '../../../../src/jobs/evaluate/evaluate.js';
import { exportPython } from '../../../../src/jobs/export/exportPython.js';
import type { JobContext } from '../../../../src/jobs/jobs.js';
import { predict } from '../../../../src/jobs/predict/predict.js';
import type { collate } from '../../../../src/text/collate.js';
import { TokenStore } from '../../../../src/text/tokenStore.js';
import { createKit, eventsOf, modelBytes, resumeKit, trainKit } from './runKit.js';

const context: JobContext = {
  ...computing,
  emit: () => undefined,
  signal: new AbortController().signal,
  log: () => undefined,
  bundledModels: '/nowhere',
  version: '0.0.0',
};
const windows = { longTexts: 'windows', maxLength: 6 } as const;

test('a run in windows resumes to the same bytes', async () => {
  const whole = createKit();
  const stopped = createKit();
  await trainKit(whole, windows);
  const controller = new AbortController();
  const stop = await trainKit(stopped, windows, {
    signal: controller.signal,
    onEvent: (event) => (event.event === 'step' && event.step === 5 ? controller.abort() : undefined),
  });
  expect(stop.outcome).toMatchObject({ event: 'interrupted', step: 5 });
  expect((await resumeKit(stopped)).outcome).toMatchObject({ event: 'done' });
  expect(modelBytes(stopped).equals(modelBytes(whole))).toBe(true);
  const head = { ...whole, out: `${whole.out}-head` };
  await trainKit(head, { maxLength: 6 });
  expect(modelBytes(head).equals(modelBytes(whole))).toBe(false);
});

test('the logits of a row are the mean over its windows', async () => {
  const store = new TokenStore({ vocabularySize: 100, paddingId: 0 });
  const encoded = (first: number) => ({ ids: Int32Array.of(first, 2, 3), secondStart: 3 });
  store.append({ ...encoded(10), cut: false, further: [encoded(20), encoded(60)] });
  store.append({ ids: Int32Array.of(5), secondStart: 1, cut: false });
  const trainer = {
    predict: async (batch: ReturnType<typeof collate>) =>
      Float32Array.from(
        { length: batch.size * 2 },
        (_, at) => batch.ids[Math.floor(at / 2) * batch.length]! * (at % 2 === 0 ? 1 : -1),
      ),
  };
  const logits = await logitsOf({
    trainer,
    store,
    rows: Int32Array.of(1, 0),
    maxLength: 8,
    labels: 2,
    signal: new AbortController().signal,
  });
  expect(logits).toEqual(Float32Array.of(5, -5, 30, -30));
});

test.each(['head', 'tail', 'headAndTail', 'windows'] as const)(
  'a model is used with the long texts of its training: %s',
  async (longTexts) => {
    const kit = createKit();
    const { events } = await trainKit(kit, { longTexts, maxLength: 6 });
    const scores = eventsOf(events, 'done')[0]!.scores;
    const config = JSON.parse(readFileSync(join(kit.out, 'model', 'tokenizer_config.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    expect(config).toMatchObject({ model_max_length: 6, truncation_side: longTexts === 'tail' ? 'left' : 'right' });
    const text = 'the meal was fresh and tasty and the soup was very cold stale wrong';
    const say = async (asked?: 'head' | 'tail' | 'headAndTail' | 'windows') =>
      (await predict({ model: kit.out, inputs: [[text]], longTexts: asked }, context))[0]!.probabilities;
    expect(await say()).toEqual(await say(longTexts));
    expect(await say()).not.toEqual(await say(longTexts === 'tail' ? 'head' : 'tail'));
    const held = JSON.parse(readFileSync(join(kit.out, 'evaluation.json'), 'utf8')) as { scores: unknown };
    expect(held.scores).toEqual(scores);
    await evaluate({ model: kit.out, data: kit.csv, settings: {} }, context);
  },
);

test('frozen outputs are not kept when every epoch uses another window, which is reported', async () => {
  const kit = createKit();
  const { events, outcome } = await trainKit(kit, { ...windows, freeze: 'bert' });
  expect(outcome).toMatchObject({ event: 'done' });
  expect(eventsOf(events, 'notice').map(({ code }) => code)).toContain('run.windowsNotCached');
});

test('an export as Python that cannot repeat the run is refused in one sentence', async () => {
  const kit = createKit();
  await trainKit(kit, windows);
  await expect(exportPython(kit.out, join(kit.folder, 'python'), context)).rejects.toMatchObject({
    code: 'run.pythonLongTexts',
    values: { value: 'windows' },
  });
});
