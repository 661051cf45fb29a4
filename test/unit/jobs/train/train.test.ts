// A whole run, from the CSV to the model folder: its events, its files and its end.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { journalPath, readJournal } from '../../../../src/runs/journal.js';
import { readRunFile } from '../../../../src/runs/runFile.js';
import { codeOf, createKit, eventsOf, modelBytes, resumeKit, trainKit } from './runKit.js';

describe('a run', () => {
  test('learns, reports every step, and writes a model', async () => {
    const kit = createKit(200);
    const { events, outcome } = await trainKit(kit, { epochs: 3 });
    expect(outcome).toMatchObject({ event: 'done', step: 120, model: join(kit.out, 'model') });
    const steps = eventsOf(events, 'step');
    expect(steps.map(({ step }) => step)).toEqual(Array.from({ length: 120 }, (_, index) => index + 1));
    expect(steps.at(-1)).toMatchObject({ epoch: 3 });
    const evaluations = eventsOf(events, 'evaluation');
    expect(evaluations.map(({ step }) => step)).toEqual([40, 60, 80, 100, 120]);
    const first = evaluations[0]!.scores;
    const last = evaluations.at(-1)!.scores;
    expect(last.loss).toBeLessThan(first.loss);
    expect(last).toMatchObject({
      kind: 'classes',
      accuracy: expect.toSatisfy((value: number) => value > 0.8) as number,
    });
    expect(readdirSync(join(kit.out, 'model')).sort()).toEqual([
      'README.md',
      'config.json',
      'finetune_bert.json',
      'model.onnx',
      'model.safetensors',
      'tokenizer.json',
      'tokenizer_config.json',
      'vocab.txt',
    ]);
    expect(readdirSync(kit.out).sort()).toEqual([
      'checkpoints',
      'evaluation.json',
      'journal.jsonl',
      'model',
      'run.json',
    ]);
  });

  test('begins with its plan and ends with its scores', async () => {
    const kit = createKit();
    const { events, outcome } = await trainKit(kit);
    expect(eventsOf(events, 'started')).toEqual([
      expect.objectContaining({
        rows: { training: 32, validation: 8, skipped: 0 },
        labels: ['bad', 'good'],
        labelRows: [16, 16],
        stepsPerEpoch: 8,
        steps: 16,
        device: 'softmax',
        threads: 1,
      }),
    ]);
    expect(events.at(-1)).toEqual(outcome);
    expect(eventsOf(events, 'done')[0]!.scores).toEqual(eventsOf(events, 'evaluation').at(-1)!.scores);
    const config = JSON.parse(readFileSync(join(kit.out, 'model', 'config.json'), 'utf8')) as { id2label: unknown };
    expect(config.id2label).toEqual({ 0: 'bad', 1: 'good' });
  });

  test('has the same events in its journal', async () => {
    const kit = createKit();
    const { events } = await trainKit(kit);
    expect(readJournal(journalPath(kit.out))).toEqual(JSON.parse(JSON.stringify(events)));
  });

  test('records its decisions', async () => {
    const kit = createKit();
    await trainKit(kit, { learningRate: null, threads: null });
    const { settings, decisions } = readRunFile(kit.out);
    expect(settings).toMatchObject({
      text: 'text',
      label: 'label',
      pair: null,
      encoding: 'utf-8',
      delimiter: 'comma',
      header: 'yes',
      device: 'onnx-cpu',
      learningRate: 5e-4,
    });
    expect(settings.threads).toBeGreaterThan(0);
    expect(decisions).toMatchObject({
      labels: ['bad', 'good'],
      data: { path: '../reviews.csv' },
      baseModel: { path: '../vocab.txt' },
      rows: { training: 32 },
    });
  });

  test('gives the same bytes for the same run.json', async () => {
    const first = createKit();
    const second = createKit();
    await trainKit(first);
    await trainKit(second);
    expect(modelBytes(first).equals(modelBytes(second))).toBe(true);
    await trainKit({ ...first, out: `${first.out}-2` }, { seed: 43 });
    expect(modelBytes({ ...first, out: `${first.out}-2` }).equals(modelBytes(first))).toBe(false);
  });

  test('warms up to its learning rate and decays to zero', async () => {
    const kit = createKit();
    const { events } = await trainKit(kit, { warmup: 0.25 });
    const rates = eventsOf(events, 'step').map(({ learningRate }) => learningRate);
    expect(rates.slice(0, 5)).toEqual([0, 0.005, 0.01, 0.015, 0.02]);
    expect(rates.at(-1)).toBeCloseTo(0.02 / 12, 12);
  });

  test('accumulates gradients over batches, and over the remaining ones at the end of an epoch', async () => {
    const kit = createKit();
    const { events } = await trainKit(kit, { accumulate: 3 });
    expect(eventsOf(events, 'started')[0]).toMatchObject({ stepsPerEpoch: 3, steps: 6 });
    expect(eventsOf(events, 'step')).toHaveLength(6);
  });

  test('trains on all rows without an evaluation when there are no validation rows', async () => {
    const kit = createKit();
    const { events, outcome } = await trainKit(kit, { validation: '0' });
    expect(outcome).toMatchObject({ event: 'done', scores: null });
    expect(eventsOf(events, 'evaluation')).toEqual([]);
    expect(existsSync(join(kit.out, 'checkpoints', 'best.safetensors'))).toBe(false);
  });

  test('validates on a second file, and skips its unknown labels', async () => {
    const kit = createKit();
    const second = join(kit.folder, 'held.csv');
    writeFileSync(second, 'text,label\nthe meal was tasty,good\ncold soup,bad\nso so,middling\n');
    const { events } = await trainKit(kit, { validation: second });
    expect(eventsOf(events, 'started')[0]!.rows).toEqual({ training: 40, validation: 2, skipped: 1 });
    expect(eventsOf(events, 'notice').map(({ code }) => code)).toContain('data.unknownLabel');
    expect(eventsOf(events, 'evaluation')[0]!.scores).toMatchObject({
      confusion: [
        [expect.any(Number), expect.any(Number)],
        [expect.any(Number), expect.any(Number)],
      ],
    });
  });
});

describe('early stopping', () => {
  test('ends the run after a number of evaluations without a better one', async () => {
    const kit = createKit();
    const { events, outcome } = await trainKit(kit, {
      validation: kit.contrary,
      epochs: 20,
      earlyStopping: true,
      patience: 3,
      evaluations: 40,
    });
    const evaluations = eventsOf(events, 'evaluation');
    expect(outcome).toMatchObject({ event: 'done' });
    expect(eventsOf(events, 'stoppedEarly')).toEqual([
      { event: 'stoppedEarly', step: evaluations.at(-1)!.step, sinceBest: 3 },
    ]);
    expect(evaluations.slice(-3).map(({ sinceBest }) => sinceBest)).toEqual([1, 2, 3]);
    expect(evaluations.at(-4)!.best).toBe(true);
    expect(evaluations.length).toBeLessThan(40);
  });

  test('keeps the best weights on request', async () => {
    const kit = createKit();
    const settings = { validation: kit.contrary, epochs: 6 };
    const { events, outcome } = await trainKit(kit, { ...settings, keep: 'best' });
    const best = eventsOf(events, 'evaluation').findLast((event) => event.best)!;
    expect(best.step).toBeLessThan(60);
    expect(outcome).toMatchObject({ scores: best.scores });
    const last = { ...kit, out: `${kit.out}-last` };
    await trainKit(last, settings);
    expect(modelBytes(last).equals(modelBytes(kit))).toBe(false);
    const best_ = readFileSync(join(kit.out, 'checkpoints', 'best.safetensors'));
    const weight = modelBytes(kit).subarray(-24 * 2 * 4);
    expect(best_.includes(weight)).toBe(true);
  });
});

describe('a run that fails', () => {
  test('stops when the loss is not a number, with a learning rate to try and the last checkpoint intact', async () => {
    const kit = createKit();
    const call = await trainKit(kit, {}, { nanAt: 9 });
    expect(codeOf(call)).toBe('run.diverged');
    expect(call.events.at(-1)).toEqual({
      event: 'failed',
      code: 'run.diverged',
      values: { step: 10, learningRate: 0.02, suggestion: 0.002 },
    });
    expect(eventsOf(call.events, 'step').at(-1)!.step).toBe(9);
    expect(existsSync(join(kit.out, 'checkpoints', 'last.safetensors'))).toBe(true);
    expect((await resumeKit(kit)).outcome).toMatchObject({ event: 'done' });
  });

  test('before its start leaves no folder and reports the reason', async () => {
    const kit = createKit();
    for (const [settings, code] of [
      [{ label: 'rating' }, 'data.columnNotFound'],
      [{ freeze: 'encoder.7' }, 'setting.freezePart'],
      [{ epochs: 0 }, 'setting.number'],
      [{ maxLength: 600 }, 'setting.maxLengthModel'],
      [{ vocabulary: join(kit.folder, 'none.txt') }, 'model.fileMissing'],
    ] as const) {
      const call = await trainKit(kit, settings);
      expect(codeOf(call)).toBe(code);
      expect(call.events).toEqual([expect.objectContaining({ event: 'failed', code })]);
      expect(existsSync(kit.out)).toBe(false);
    }
    expect(codeOf(await trainKit({ ...kit, csv: join(kit.folder, 'none.csv') }))).toBe('data.notFound');
  });

  test('is refused in a folder that holds a run', async () => {
    const kit = createKit();
    await trainKit(kit);
    expect(codeOf(await trainKit(kit))).toBe('run.exists');
    expect(existsSync(join(kit.out, 'model', 'config.json'))).toBe(true);
  });

  test('is refused while another process works on it, which is not disturbed', async () => {
    const kit = createKit();
    let second: Promise<unknown> = Promise.resolve();
    const first = await trainKit(
      kit,
      {},
      {
        beforeStep: (step) => {
          if (step === 5) second = resumeKit(kit).then((call) => expect(codeOf(call)).toBe('run.locked'));
        },
      },
    );
    await second;
    expect(first.outcome).toMatchObject({ event: 'done' });
    const alone = { ...createKit() };
    await trainKit(alone);
    expect(modelBytes(alone).equals(modelBytes(kit))).toBe(true);
  });
});
