// Runs on uneven and repeated data: resampling, resumed to the same bytes, and leaks, reported and removed.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { computing } from '../../../../src/jobs/devices/computing.js';
import { rebuildEvaluation } from '../../../../src/jobs/evaluate/rebuildEvaluation.js';
import { codeOf, createKit, eventsOf, type Kit, modelBytes, resumeKit, trainKit } from '../train/runKit.js';

/** A kit with every fourth row of one class left, so that the other has four times as many. */
function unevenKit(): Kit {
  const kit = createKit(80);
  const [header, ...rows] = readFileSync(kit.csv, 'utf8').split('\n');
  writeFileSync(kit.csv, [header, ...rows.filter((row, place) => row.endsWith('good') || place % 8 === 1)].join('\n'));
  return kit;
}

const oversampled = { resample: 'oversample' } as const;

test('a resampled run resumes to the same bytes', async () => {
  const whole = unevenKit();
  const stopped = unevenKit();
  const { events } = await trainKit(whole, oversampled);
  expect(eventsOf(events, 'started')[0]).toMatchObject({
    rows: { training: 40, validation: 10 },
    labelRows: [8, 32],
    stepsPerEpoch: 16,
    steps: 32,
  });
  const controller = new AbortController();
  const stop = await trainKit(stopped, oversampled, {
    signal: controller.signal,
    onEvent: (event) => (event.event === 'step' && event.step === 19 ? controller.abort() : undefined),
  });
  expect(stop.outcome).toMatchObject({ event: 'interrupted', step: 19 });
  expect((await resumeKit(stopped)).outcome).toMatchObject({ event: 'done' });
  expect(modelBytes(stopped).equals(modelBytes(whole))).toBe(true);
});

test('a resampled run keeps the outputs of frozen layers', async () => {
  expect((await trainKit(unevenKit(), { ...oversampled, freeze: 'bert' })).outcome).toMatchObject({ event: 'done' });
});

test('resampling is refused together with class weights, and for tasks without classes', async () => {
  expect(codeOf(await trainKit(unevenKit(), { ...oversampled, classWeights: 'balanced' }))).toBe('setting.conflict');
  expect(codeOf(await trainKit(unevenKit(), { ...oversampled, task: 'multi-label' }))).toBe('setting.notForMultiLabel');
});

test('leaks are reported, and removed on request, also from a repeated evaluation', async () => {
  const kit = createKit();
  const held = join(kit.folder, 'held.csv');
  const rows = readFileSync(kit.csv, 'utf8').split('\n');
  writeFileSync(
    held,
    `${rows.slice(0, 6).join('\n')}\nthe soup was rude late wrong,bad\nkind warm quick tasty rice,good\n`,
  );
  const notices = async (one: Kit, leaks: 'keep' | 'remove') =>
    eventsOf((await trainKit(one, { validation: held, leaks })).events, 'notice');
  expect((await notices(kit, 'keep')).find(({ code }) => code === 'data.leaks')).toMatchObject({
    values: { count: 5, of: 7 },
  });
  const clean = { ...kit, out: `${kit.out}-clean` };
  expect((await notices(clean, 'remove')).find(({ code }) => code === 'data.removedLeaks')).toMatchObject({
    values: { count: 5, of: 7 },
  });
  const evaluation = () =>
    JSON.parse(readFileSync(join(clean.out, 'evaluation.json'), 'utf8')) as { rows: number; file: string };
  expect(evaluation()).toMatchObject({ rows: 2, file: held });
  await rebuildEvaluation(clean.out, {
    ...computing,
    emit: () => undefined,
    signal: new AbortController().signal,
    log: () => undefined,
    bundledModels: '/nowhere',
    version: '0',
  });
  expect(evaluation()).toMatchObject({ rows: 2 });
  writeFileSync(held, rows.slice(0, 6).join('\n'));
  expect(codeOf(await trainKit({ ...kit, out: `${kit.out}-none` }, { validation: held, leaks: 'remove' }))).toBe(
    'data.onlyLeaks',
  );
});
