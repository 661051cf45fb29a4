// A run exported as Python: train.py repeats the losses of the run on one process and on two, and its model opens here.

import { execFile, spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

import { describeWithShared, sharedPath } from '../support/shared.js';
import { eventsOf, runCli, sample, temporaryFolder } from './cliKit.js';

const { folder, remove } = temporaryFolder();
afterAll(remove);

const line = z.union([
  z.object({
    event: z.literal('step'),
    step: z.number(),
    loss: z.number(),
    gradientNorm: z.number(),
    learningRate: z.number(),
  }),
  z.object({ event: z.literal('evaluation'), step: z.number(), loss: z.number() }),
  z
    .object({ event: z.literal('evaluation'), step: z.number(), scores: z.object({ loss: z.number() }) })
    .transform(({ scores, ...rest }) => ({ ...rest, loss: scores.loss })),
]);

/** Steps and evaluations of a journal, or of train.py's log. */
function eventsIn(file: string): z.infer<typeof line>[] {
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .flatMap((text) => line.safeParse(JSON.parse(text)).data ?? []);
}

async function exportOf(name: string, data: string, flags: readonly string[]): Promise<string> {
  const trained = await runCli(['train', data, '--out', name, '--dropout', '0', ...flags], { folder });
  expect(trained.status, trained.stderr).toBe(0);
  const exported = await runCli(['export', name, '--format', 'python', '--out', `${name}-python`], { folder });
  expect(exported.status, exported.stderr).toBe(0);
  return join(folder, `${name}-python`);
}

async function runPython(exported: string, processes: number): Promise<void> {
  const launch = [
    '-m',
    'accelerate.commands.launch',
    '--cpu',
    '--num_machines',
    '1',
    '--mixed_precision',
    'no',
    '--dynamo_backend',
    'no',
    '--num_processes',
    String(processes),
  ];
  await promisify(execFile)(sharedPath('reference/python'), [...(processes > 1 ? launch : []), 'train.py', '--cpu'], {
    cwd: exported,
    env: { ...process.env, OMP_NUM_THREADS: '1' },
    maxBuffer: 1 << 26,
  });
}

/** Starts train.py, and kills it as soon as the condition holds. */
async function killAfter(exported: string, isSo: () => boolean): Promise<void> {
  const child = spawn(sharedPath('reference/python'), ['train.py', '--cpu'], {
    cwd: exported,
    detached: true,
    stdio: 'ignore',
    env: { ...process.env, OMP_NUM_THREADS: '1' },
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  while (!isSo()) {
    if (child.exitCode !== null) throw new Error(`train.py ended with ${child.exitCode} before it was killed`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  process.kill(-child.pid!, 'SIGKILL');
  await ended;
}

function expectSame(name: string, exported: string): void {
  const [ours, theirs] = [
    eventsIn(join(folder, name, 'journal.jsonl')),
    eventsIn(join(exported, 'output', 'log.jsonl')),
  ];
  expect(theirs.map(({ event, step }) => `${event} ${step}`)).toEqual(
    ours.map(({ event, step }) => `${event} ${step}`),
  );
  ours.forEach((event, at) => {
    const other = theirs[at]!;
    expect(Math.abs(event.loss - other.loss), `loss, ${event.event} ${event.step}`).toBeLessThan(1e-4);
    if (event.event !== 'step' || other.event !== 'step') return;
    expect(
      Math.abs(event.gradientNorm - other.gradientNorm) / other.gradientNorm,
      `norm, step ${event.step}`,
    ).toBeLessThan(1e-3);
    expect(event.learningRate).toBeCloseTo(other.learningRate, 12);
  });
}

const columns = 'first,second,what\n';
const words = ['好吃', '难吃', '送餐很快', '太咸了', '包装破了', '味道一般', '"下次, 再来"', '不会再买'];
const rowsOf = (what: (row: number) => string) =>
  columns +
  Array.from({ length: 40 }, (_, row) => `${words[row % 8]},${words[(row * 3 + 1) % 8]},${what(row)}\n`).join('');

describeWithShared('a run exported as Python', ['reference/python'], () => {
  test('repeats the losses of 20 steps, and its model predicts the same', async () => {
    const exported = await exportOf('plain', sample, ['--rows', '200', '--epochs', '1', '--batch', '8']);
    await runPython(exported, 1);
    expectSame('plain', exported);
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
    const exported = await exportOf('ends', sample, [
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
    expectSame('ends', exported);
  }, 300_000);

  test('repeats the losses of a run that oversamples rare labels', async () => {
    const data = join(folder, 'uneven.csv');
    const labels = ['rare', 'few', 'many', 'many', 'many', 'many'];
    const rows = Array.from({ length: 48 }, (_, row) => `${words[row % 8]}${row},${labels[row % 6]}\n`);
    writeFileSync(data, `text,label\n${rows.join('')}`);
    const exported = await exportOf('uneven', data, [
      '--epochs',
      '2',
      '--batch',
      '8',
      '--resample',
      'oversample',
      '--max-length',
      '16',
    ]);
    await runPython(exported, 1);
    expectSame('uneven', exported);
  }, 300_000);

  test('repeats the losses of a run with activation checkpointing, and uses it too', async () => {
    const exported = await exportOf('again', sample, [
      '--rows',
      '120',
      '--epochs',
      '1',
      '--batch',
      '8',
      '--max-length',
      '16',
      '--checkpoint-activations',
    ]);
    await runPython(exported, 1);
    expectSame('again', exported);
    const program = [
      'import json',
      'from pathlib import Path',
      'from accelerate import Accelerator',
      'from train import Run',
      "settings = json.loads(Path('settings.json').read_text())",
      "print(Run(settings, Accelerator(cpu=True), Path('none')).model.is_gradient_checkpointing)",
    ].join('\n');
    const { stdout } = await promisify(execFile)(sharedPath('reference/python'), ['-c', program], { cwd: exported });
    expect(stdout.trim().split('\n').at(-1)).toBe('True');
  }, 300_000);

  test('resumes after a kill with the same losses, and keeps the best model', async () => {
    const exported = await exportOf('killed', sample, [
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
    const log = join(exported, 'output', 'log.jsonl');
    await killAfter(exported, () => existsSync(log) && readFileSync(log, 'utf8').includes('"step": 13'));
    expect(existsSync(join(exported, 'output', 'model'))).toBe(false);
    await runPython(exported, 1);
    expectSame('killed', exported);
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
    const exported = await exportOf('settings', sample, flags);
    expect(JSON.parse(readFileSync(join(exported, 'settings.json'), 'utf8'))).toMatchObject({
      withoutDropout: ['bert.embeddings', 'bert.encoder.layer.0'],
    });
    await runPython(exported, 2);
    expectSame('settings', exported);
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
    const exported = await exportOf('several', 'several.csv', flags);
    await runPython(exported, 1);
    expectSame('several', exported);
  });

  test('repeats the losses of a regression that validates on a second file', async () => {
    writeFileSync(
      join(folder, 'numbers.csv'),
      rowsOf((row) => String((row % 7) / 3)),
    );
    writeFileSync(
      join(folder, 'held.csv'),
      rowsOf((row) => String((row % 5) / 2)),
    );
    const exported = await exportOf('numbers', 'numbers.csv', [
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
    expectSame('numbers', exported);
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
    const { status, stderr } = await runCli(['train', 'changing.csv', '--epochs', '1', '--out', 'changing'], {
      folder,
    });
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
