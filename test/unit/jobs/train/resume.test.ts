// Resume: wherever a run was cut off, it ends with the bytes of an undisturbed run.

import { appendFileSync, existsSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { journalPath, readJournal } from '../../../../src/runs/journal.js';
import { UserError } from '../../../../src/shared/errors.js';
import type { RunEvent } from '../../../../src/shared/events.js';
import type { GivenSettings } from '../../../../src/shared/settings.js';
import { type CallOptions, codeOf, createKit, eventsOf, type Kit, modelBytes, resumeKit, trainKit } from './runKit.js';

class Crash extends Error {}

const variants: [string, GivenSettings & { contrary?: true }][] = [
  ['with checkpoints at evaluations only', {}],
  ['with a checkpoint after every step', { checkpointMinutes: 0 }],
  ['with frozen outputs in memory', { freeze: 'bert', checkpointMinutes: 0 }],
  ['with frozen outputs in a file', { freeze: 'bert', cacheMegabytes: 0 }],
  ['with frozen outputs and one epoch', { freeze: 'bert', epochs: 1 }],
  ['with accumulated gradients', { accumulate: 2, epochs: 3 }],
  [
    'that keeps the best and may stop early',
    { contrary: true, keep: 'best', earlyStopping: true, patience: 2, evaluations: 12, epochs: 3 },
  ],
  ['without validation rows', { validation: '0', schedule: 'cosine' }],
];

function crashAt(cut: number | undefined): CallOptions {
  return {
    beforeStep: (step) => {
      if (step === cut) throw new Crash();
    },
  };
}

function abortAt(cut: number): CallOptions {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    beforeStep: (step) => {
      if (step === cut) controller.abort();
    },
  };
}

/** The same run, cut off before the given steps one after the other, and resumed each time. */
async function cutOff(kit: Kit, settings: GivenSettings, cuts: readonly number[]): Promise<void> {
  const first = await trainKit(kit, settings, crashAt(cuts[0]));
  expect(first.outcome).toBeInstanceOf(Crash);
  for (const cut of cuts.slice(1)) await resumeKit(kit, crashAt(cut));
  const last = await resumeKit(kit);
  expect(last.outcome).toMatchObject({ event: 'done' });
}

describe('a resumed run', () => {
  test.each(variants)('%s at any step ends with the same bytes', async (_, { contrary, ...given }) => {
    const whole = createKit(24);
    const settingsOf = (kit: Kit) => (contrary ? { ...given, validation: kit.contrary } : given);
    const { events } = await trainKit(whole, settingsOf(whole));
    expect(eventsOf(events, 'stoppedEarly')).toHaveLength(contrary ? 1 : 0);
    const expected = modelBytes(whole);
    const steps = eventsOf(events, 'step').map(({ step }) => step - 1);
    for (const step of steps) {
      const kit = createKit(24);
      await cutOff(kit, settingsOf(kit), [step]);
      expect(modelBytes(kit).equals(expected), `cut off before step ${step}`).toBe(true);
    }
    const kit = createKit(24);
    await cutOff(kit, settingsOf(kit), steps);
    expect(modelBytes(kit).equals(expected), 'cut off before every step').toBe(true);
  });

  test('has every step once in its journal', async () => {
    const whole = createKit();
    const kit = createKit();
    await trainKit(whole);
    await cutOff(kit, {}, [3, 7, 11]);
    const steps = (one: Kit) =>
      eventsOf(readJournal(journalPath(one.out)), 'step').map(({ step, loss, gradientNorm, learningRate }) => ({
        step,
        loss,
        gradientNorm,
        learningRate,
      }));
    expect(steps(kit)).toEqual(steps(whole));
    const evaluations = (one: Kit) =>
      eventsOf(readJournal(journalPath(one.out)), 'evaluation').map(({ step, scores, best, sinceBest }) => ({
        step,
        scores,
        best,
        sinceBest,
      }));
    expect(evaluations(kit)).toEqual(evaluations(whole));
  });

  test('reports the step at which it continues', async () => {
    const kit = createKit();
    await trainKit(kit, { checkpointMinutes: 0 }, crashAt(9));
    const { events } = await resumeKit(kit);
    expect(events.map(({ event }) => event).slice(0, 4)).toEqual(['estimate', 'started', 'resumed', 'step']);
    expect(events[2]).toMatchObject({ step: 9, steps: 16 });
    expect(events[3]).toMatchObject({ step: 10 });
  });

  test('starts from the beginning without a checkpoint', async () => {
    const whole = createKit();
    const kit = createKit();
    await trainKit(whole);
    await trainKit(kit, {}, crashAt(0));
    expect(existsSync(join(kit.out, 'checkpoints'))).toBe(false);
    expect((await resumeKit(kit)).events[2]).toMatchObject({ event: 'resumed', step: 0 });
    expect(modelBytes(kit).equals(modelBytes(whole))).toBe(true);
  });

  test('starts from the beginning after a kill during the reading of the data', async () => {
    const whole = createKit();
    const kit = createKit();
    await trainKit(whole);
    await trainKit(kit, {}, crashAt(0));
    // What run.json holds until the data is read.
    const run = JSON.parse(readFileSync(join(kit.out, 'run.json'), 'utf8')) as Record<string, unknown>;
    writeFileSync(join(kit.out, 'run.json'), JSON.stringify({ ...run, decisions: null }));
    rmSync(journalPath(kit.out));
    expect((await resumeKit(kit)).outcome).toMatchObject({ event: 'done' });
    expect(modelBytes(kit).equals(modelBytes(whole))).toBe(true);
  });

  test('ends with the same bytes with a torn or missing journal', async () => {
    const whole = createKit();
    const kit = createKit();
    await trainKit(whole);
    await trainKit(kit, {}, crashAt(9));
    const journal = journalPath(kit.out);
    truncateSync(journal, statSync(journal).size - 10);
    await resumeKit(kit, crashAt(12));
    rmSync(journal);
    await resumeKit(kit);
    expect(modelBytes(kit).equals(modelBytes(whole))).toBe(true);
  });

  test('is done again when it was done, and writes a missing model again', async () => {
    const kit = createKit();
    const { outcome } = await trainKit(kit);
    const bytes = modelBytes(kit);
    expect(await resumeKit(kit)).toEqual({ events: [outcome], outcome });
    rmSync(join(kit.out, 'model'), { recursive: true });
    expect((await resumeKit(kit)).outcome).toMatchObject({ event: 'done' });
    expect(modelBytes(kit).equals(bytes)).toBe(true);
  });

  test('is refused after run.json was edited, with what differs, and goes on with what may differ', async () => {
    const whole = createKit();
    const kit = createKit();
    await trainKit(whole, { checkpointMinutes: 0 });
    await trainKit(kit, { checkpointMinutes: 0 }, crashAt(9));
    const file = join(kit.out, 'run.json');
    const text = readFileSync(file, 'utf8');
    const edit = (from: RegExp, to: string) => writeFileSync(file, text.replace(from, to));
    const edits: [RegExp, string, string][] = [
      [/"seed": \d+/, '"seed": 77', 'seed 77'],
      [/"batch": 4/, '"batch": 8', 'batch 8 (4)'],
      [/"learningRate": 0.02/, '"learningRate": 0.03', 'learningRate 0.03 (0.02)'],
      [/"epochs": 2/, '"epochs": 3', 'epochs 3 (2)'],
      [/"earlyStopping": false/, '"earlyStopping": true', 'earlyStopping true (false)'],
    ];
    for (const [from, to, said] of edits) {
      edit(from, to);
      const { outcome } = await resumeKit(kit);
      expect(outcome, to).toMatchObject({ code: 'run.settingsChanged' });
      expect(outcome instanceof UserError ? outcome.values['differences'] : '').toContain(said);
    }
    edit(/"checkpointMinutes": 0/, '"checkpointMinutes": 1440');
    expect((await resumeKit(kit)).outcome).toMatchObject({ event: 'done' });
    expect(modelBytes(kit).equals(modelBytes(whole))).toBe(true);
  });

  test('is refused when its data or vocabulary changed', async () => {
    for (const name of ['reviews.csv', 'vocab.txt']) {
      const kit = createKit();
      await trainKit(kit, {}, crashAt(9));
      appendFileSync(join(kit.folder, name), name === 'reviews.csv' ? '\nsoup was late,bad' : '\nmore');
      expect(codeOf(await resumeKit(kit))).toBe('run.fileChanged');
    }
  });

  test('is refused when there is no run', async () => {
    expect(codeOf(await resumeKit(createKit()))).toBe('run.notFound');
  });
});

describe('an interrupted run', () => {
  test('finishes its step, saves, and resumes to the same bytes', async () => {
    const whole = createKit();
    await trainKit(whole);
    for (let stop = 0; stop < 16; stop++) {
      const kit = createKit();
      const call = await trainKit(kit, {}, abortAt(stop));
      expect(call.outcome).toMatchObject({ event: 'interrupted', step: stop + 1, steps: 16 });
      expect(call.events.at(-1)).toEqual(call.outcome);
      const { events } = await resumeKit(kit);
      expect(eventsOf(events, 'resumed')[0]).toMatchObject({ step: stop + 1 });
      expect(modelBytes(kit).equals(modelBytes(whole)), `interrupted in step ${stop}`).toBe(true);
    }
  });

  test('resumes to the same bytes after repeated interruptions', async () => {
    const whole = createKit();
    const kit = createKit();
    await trainKit(whole);
    let call = await trainKit(kit, {}, { signal: AbortSignal.abort() });
    expect(call.outcome).toMatchObject({ event: 'interrupted', step: 0 });
    for (let times = 0; call.outcome instanceof Error || call.outcome.event === 'interrupted'; times++) {
      expect(times).toBeLessThan(20);
      const controller = new AbortController();
      call = await resumeKit(kit, { signal: controller.signal, beforeStep: () => controller.abort() });
    }
    expect(modelBytes(kit).equals(modelBytes(whole))).toBe(true);
  });

  test('resumes to the same bytes when frozen outputs were being computed', async () => {
    const whole = createKit();
    const kit = createKit();
    await trainKit(whole, { freeze: 'bert' });
    const controller = new AbortController();
    const onEvent = (event: RunEvent) => {
      if (event.event === 'started') controller.abort();
    };
    const call = await trainKit(kit, { freeze: 'bert' }, { signal: controller.signal, onEvent });
    expect(call.outcome).toMatchObject({ event: 'interrupted', step: 0 });
    await resumeKit(kit);
    expect(modelBytes(kit).equals(modelBytes(whole))).toBe(true);
  });
});
