// A run exported as Python: train.py repeats the losses of the run on one process and on two, and its model opens here.

import { execFile } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

import { describeWithPython, python, pythonEnvironment } from '../support/python.js';
import { eventsOf, runCli, sample, temporaryFolder } from './cliKit.js';
import { eventsIn, expectRecorded, expectSame, exportOf, killAfter, rowsOf, runPython, words } from './exportKit.js';

const { folder, remove } = temporaryFolder();
afterAll(remove);

describeWithPython('a run exported as Python', () => {
  test('repeats the losses of 20 steps, and its model predicts the same', async () => {
    const exported = await exportOf(folder, 'plain', sample, ['--rows', '200', '--epochs', '1', '--batch', '8']);
    await runPython(exported, 1);
    expectSame(join(folder, 'plain'), exported);
    const probabilities = await Promise.all(
      [join('plain', 'model'), join(exported, 'output', 'model')].map(async (model) => {
        const { stdout } = await runCli(['predict', model, '--text', '味道很好', '--json'], { folder });
        return z
          .looseObject({ probabilities: z.array(z.object({ label: z.string(), probability: z.number() })) })
          .parse(eventsOf(stdout)[0]).probabilities;
      }),
    );
    probabilities[0]!.forEach(({ label, probability }, at) => {
      expect(probabilities[1]![at]!.label).toBe(label);
      expect(probabilities[1]![at]!.probability).toBeCloseTo(probability, 3);
    });
  });

  test('repeats the losses of a run that keeps the end of long texts', async () => {
    const exported = await exportOf(folder, 'ends', sample, [
      '--rows',
      '120',
      '--epochs',
      '1',
      '--batch',
      '8',
      '--max-length',
      '10',
      '--long-texts',
      'tail',
    ]);
    await runPython(exported, 1);
    expectSame(join(folder, 'ends'), exported);
  }, 300_000);

  test('repeats the losses of a run that oversamples rare labels', async () => {
    const data = join(folder, 'uneven.csv');
    // A label with a separator of lines that ends no line of a file.
    const labels = ['ra\u2028re', 'few', 'many', 'many', 'many', 'many'];
    const rows = Array.from({ length: 48 }, (_, row) => `${words[row % 8]}${row},${labels[row % 6]}\n`);
    writeFileSync(data, `text,label\n${rows.join('')}`);
    const exported = await exportOf(
      folder,
      'uneven',
      data,
      '--epochs 2 --batch 8 --resample oversample --max-length 16'.split(' '),
    );
    await runPython(exported, 1);
    expectSame(join(folder, 'uneven'), exported);
    await expectRecorded(folder, exported);
  }, 300_000);

  test('repeats the losses of a run with activation checkpointing, and uses it too', async () => {
    const exported = await exportOf(
      folder,
      'again',
      sample,
      '--rows 120 --epochs 1 --batch 8 --max-length 16 --checkpoint-activations'.split(' '),
    );
    await runPython(exported, 1);
    expectSame(join(folder, 'again'), exported);
    const program = [
      'import json',
      'from pathlib import Path',
      'from accelerate import Accelerator',
      'from train import Run',
      "settings = json.loads(Path('settings.json').read_text())",
      "print(Run(settings, Accelerator(cpu=True), Path('none')).model.is_gradient_checkpointing)",
    ].join('\n');
    const { stdout } = await promisify(execFile)(python, ['-c', program], {
      cwd: exported,
      env: pythonEnvironment,
    });
    expect(stdout.trim().split('\n').at(-1)).toBe('True');
  }, 300_000);

  test('resumes after a kill with the same losses, and keeps the best model', async () => {
    const exported = await exportOf(folder, 'killed', sample, [
      '--rows',
      '200',
      '--epochs',
      '1',
      '--batch',
      '8',
      '--keep',
      'best',
      '--evaluations',
      '4',
    ]);
    const log = join(exported, 'output', 'journal.jsonl');
    await killAfter(exported, () => existsSync(log) && readFileSync(log, 'utf8').includes('"step":13,'));
    expect(existsSync(join(exported, 'output', 'model'))).toBe(false);
    const ours = await runCli(['resume', join(exported, 'output')], { folder });
    expect(ours.stderr).toContain('is trained by the train.py of its export');
    await runPython(exported, 1);
    expectSame(join(folder, 'killed'), exported);
    const best = eventsIn(log)
      .filter(({ event }) => event === 'evaluation')
      .sort((a, b) => a.loss - b.loss)[0];
    const { stdout, status, stderr } = await runCli(
      [
        'evaluate',
        join(exported, 'output', 'model'),
        join(exported, 'validation.csv'),
        '--text',
        'text',
        '--label',
        'label',
        '--json',
      ],
      { folder },
    );
    expect(status, stderr).toBe(0);
    expect(
      z.looseObject({ scores: z.object({ loss: z.number() }) }).parse(eventsOf(stdout).at(-1)).scores.loss,
    ).toBeCloseTo(best!.loss, 4);
  });

  test('repeats the losses on two processes, with settings of loss, learning rate and frozen layers', async () => {
    const flags = [
      '--rows',
      '120',
      '--epochs',
      '2',
      '--batch',
      '5',
      '--accumulate',
      '3',
      '--label-smoothing',
      '0.1',
      '--class-weights',
      'balanced',
      '--schedule',
      'cosine',
      '--layer-decay',
      '0.8',
      '--freeze',
      'embeddings,encoder.0',
      '--decay-all',
      '--clip',
      '0.5',
      '--padding',
      'maximum',
      '--max-length',
      '32',
    ];
    const exported = await exportOf(folder, 'settings', sample, flags);
    expect(JSON.parse(readFileSync(join(exported, 'settings.json'), 'utf8'))).toMatchObject({
      withoutDropout: ['bert.embeddings', 'bert.encoder.layer.0'],
    });
    await runPython(exported, 2);
    expectSame(join(folder, 'settings'), exported);
  });

  test('repeats the losses of text pairs with several labels a row', async () => {
    writeFileSync(
      join(folder, 'several.csv'),
      rowsOf((row) => ['辣', '辣;快', '快;新鲜', ''][row % 4]!),
    );
    const flags = [
      '--text',
      'first',
      '--pair',
      'second',
      '--label',
      'what',
      '--task',
      'multi-label',
      '--label-separator',
      ';',
      '--epochs',
      '2',
      '--batch',
      '8',
    ];
    const exported = await exportOf(folder, 'several', 'several.csv', flags);
    await runPython(exported, 1);
    expectSame(join(folder, 'several'), exported);
    await expectRecorded(folder, exported);
  });

  test('repeats the losses of weighted labels, half an epoch more and a number of warm-up steps', async () => {
    const labels = ['辣', '辣;快', '快;新鲜', ''];
    const text = rowsOf((row) => labels[row % 4]!);
    writeFileSync(join(folder, 'weighed.csv'), text);
    const flags = '--text first --label what --task multi-label --label-separator ; --batch 8';
    const settings = '--class-weights balanced --threshold 0.3 --epochs 1.5 --warmup-steps 2';
    const exported = await exportOf(folder, 'weighed', 'weighed.csv', `${flags} ${settings}`.split(' '));
    await runPython(exported, 1);
    expectSame(join(folder, 'weighed'), exported);
  }, 300_000);

  test('repeats the losses of rows with weights and labels with probabilities', async () => {
    const [, ...lines] = rowsOf((row) => `${['0.9,0.1', '0.2,0.8', '0.5,0.5'][row % 3]},${1 + (row % 4)}`).split('\n');
    writeFileSync(join(folder, 'shares.csv'), ['first,second,yes,no,weight', ...lines].join('\n'));
    const flags = '--text first --label yes,no --weights weight --label-smoothing 0.1 --epochs 1 --batch 8';
    const exported = await exportOf(folder, 'shares', 'shares.csv', flags.split(' '));
    await runPython(exported, 1);
    expectSame(join(folder, 'shares'), exported);
    await expectRecorded(folder, exported);
  }, 300_000);

  test('repeats the losses of a regression on its scale, and its model answers in the numbers’ unit', async () => {
    writeFileSync(
      join(folder, 'scaled.csv'),
      rowsOf((row) => String(40 + (row % 7) / 3)),
    );
    const flags = '--text first --label what --task regression --scale-targets --batch 8 --epochs 2';
    const exported = await exportOf(folder, 'scaled', 'scaled.csv', flags.split(' '));
    await runPython(exported, 1);
    expectSame(join(folder, 'scaled'), exported);
    await expectRecorded(folder, exported);
    const values = await Promise.all(
      [join('scaled', 'model'), join(exported, 'output', 'model')].map(async (model) => {
        const { stdout } = await runCli(['predict', model, '--text', '味道很好', '--json'], { folder });
        return z.looseObject({ value: z.number() }).parse(eventsOf(stdout)[0]).value;
      }),
    );
    expect(values[0]).toBeGreaterThan(38);
    expect(values[1]).toBeCloseTo(values[0]!, 3);
  }, 300_000);

  test('repeats the losses of a regression that validates on a second file', async () => {
    writeFileSync(
      join(folder, 'numbers.csv'),
      rowsOf((row) => String((row % 7) / 3)),
    );
    writeFileSync(
      join(folder, 'held.csv'),
      rowsOf((row) => String((row % 5) / 2)),
    );
    const exported = await exportOf(folder, 'numbers', 'numbers.csv', [
      '--text',
      'first',
      '--label',
      'what',
      '--task',
      'regression',
      '--validation',
      'held.csv',
      '--epochs',
      '2',
      '--batch',
      '8',
    ]);
    await runPython(exported, 1);
    expectSame(join(folder, 'numbers'), exported);
  });
});

describe('the export as Python', () => {
  const refused = async (run: string, out: string, sentence: string) => {
    const { stderr, status } = await runCli(['export', run, '--format', 'python', '--out', out], { folder });
    expect(status).toBe(1);
    expect(stderr).toContain(sentence);
  };

  test('refuses a model without a run, a folder that is not empty, and a run whose data changed', async () => {
    writeFileSync(
      join(folder, 'changing.csv'),
      rowsOf((row) => String(row % 2)),
    );
    const { status, stderr } = await runCli(
      ['train', 'changing.csv', '--recipe', 'tutorial', '--epochs', '1', '--out', 'changing'],
      {
        folder,
      },
    );
    expect(status, stderr).toBe(0);
    await refused(join('changing', 'model'), 'none', 'There is no run in');
    mkdirSync(join(folder, 'used'));
    writeFileSync(join(folder, 'used', 'letter.txt'), 'mine');
    await refused('changing', 'used', 'is not empty');
    appendFileSync(join(folder, 'changing.csv'), '好,好,1\n');
    await refused('changing', 'none', 'changing.csv');
    expect(existsSync(join(folder, 'none'))).toBe(false);
    expect(readdirSync(folder).filter((name) => name.includes('.tmp'))).toEqual([]);
    expect(readdirSync(join(folder, 'used'))).toEqual(['letter.txt']);
  });
});
