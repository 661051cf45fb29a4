// What is promised of runs, at the size that runs have: 1 500 texts of real length, whole batches of 16 × 128 tokens.

import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { createRandom } from '../../src/base/random.js';
import { trainingMethods } from '../../src/shared/messages/worker.js';
import { describeOn } from '../support/devices.js';
import { describeWithPython, packagedModel } from '../support/python.js';
import { type CliOptions, type Event, eventsOf, runCli, sample, startCli, temporaryFolder } from './cliKit.js';
import { until, WorkerProcess } from './workerKit.js';

const temporary = temporaryFolder();
const { folder } = temporary;
afterAll(() => temporary.remove());

const data = join(folder, 'reviews.csv');

/** Reviews as long as people write them, put together from those of the sample. */
beforeAll(() => {
  const random = createRandom(1500);
  const [, ...lines] = readFileSync(sample, 'utf8').trim().split('\n');
  const byLabel = ['正面', '负面'].map((label) => lines.filter((line) => line.endsWith(`,${label}`)));
  const texts = Array.from({ length: 1500 }, (_, row) => {
    const label = row % 2;
    const from = byLabel[label]!;
    const parts = Array.from({ length: 3 + random.integer(8) }, () => from[random.integer(from.length)]!);
    const text = parts.map((line) => line.slice(0, line.lastIndexOf(',')).replaceAll('"', '')).join('');
    return `"${text}",${['正面', '负面'][label]}`;
  });
  writeFileSync(data, ['评论内容,情感标签', ...texts].join('\n'));
});

interface Setup {
  readonly device: 'onnx-cpu' | 'tensorflow';
  readonly model?: string;
}

/** TensorFlow is found in the user's own cache. */
const optionsFor = ({ device }: Setup): CliOptions => ({
  folder,
  ...(device === 'tensorflow'
    ? { variables: { XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache') } }
    : {}),
});

const trainWords = ({ device, model }: Setup, run: string, threads: number, more: readonly string[] = []) => [
  'train',
  data,
  '--recipe',
  'tutorial',
  '--out',
  run,
  '--device',
  device,
  '--threads',
  String(threads),
  '--json',
  '--epochs',
  '1',
  '--padding',
  'maximum',
  '--checkpoint-minutes',
  '0.02',
  ...(model === undefined ? [] : ['--model', model]),
  ...more,
];

const modelOf = (run: string) => readFileSync(join(run, 'model', 'model.safetensors'));

async function succeed(words: readonly string[], options: CliOptions): Promise<Event[]> {
  const { status, stdout, stderr } = await runCli(words, options);
  expect(status, stderr).toBe(0);
  return eventsOf(stdout);
}

async function killAfter(words: readonly string[], milliseconds: number, options: CliOptions): Promise<void> {
  const running = startCli(words, options);
  await Promise.race([running.ended, wait(milliseconds)]);
  running.child.kill('SIGKILL');
  const { signal, status, stderr } = await running.ended;
  expect(signal ?? status, stderr).toBeOneOf(['SIGKILL', 0]);
}

const lossesOf = (events: readonly Event[]) =>
  new Map(events.filter(({ event }) => event === 'step').map(({ step, loss }) => [Number(step), Number(loss)]));
const noticesOf = (events: readonly Event[]) =>
  events.filter(({ event }) => event === 'notice').map(({ code }) => code);

/** Minutes for a machine that has other things to do. */
const patience = 1_200_000;

/** Ends with the bytes of `whole` after kills at random moments. */
async function surviveKills(setup: Setup, whole: string, milliseconds: number, kills: number): Promise<void> {
  const random = createRandom(1500, kills);
  const options = optionsFor(setup);
  for (let kill = 0; kill < kills; kill++) {
    const run = `${whole}-${kill}`;
    const moment = Math.round((0.2 + 0.7 * random.next()) * milliseconds);
    await killAfter(trainWords(setup, run, 2), moment, options);
    const again = existsSync(join(run, 'run.json')) ? ['resume', run, '--json'] : trainWords(setup, run, 2);
    await succeed(again, options);
    expect(modelOf(run).equals(modelOf(whole)), `killed after ${moment} ms`).toBe(true);
    rmSync(run, { recursive: true });
  }
}

function promises(setup: Setup, kills: number): void {
  const name = `${setup.device}-${setup.model === undefined ? 'tiny' : 'other'}`;
  const whole = join(folder, name);
  let milliseconds = 0;

  beforeAll(async () => {
    const begun = performance.now();
    await succeed(trainWords(setup, whole, 2), optionsFor(setup));
    milliseconds = performance.now() - begun;
  }, patience);

  test('the same settings give the same bytes again', { timeout: patience }, async () => {
    await succeed(trainWords(setup, `${whole}-again`, 2), optionsFor(setup));
    expect(modelOf(`${whole}-again`).equals(modelOf(whole))).toBe(true);
  });

  test(`killed ${kills} times and resumed it ends with the same bytes`, { timeout: patience }, async () => {
    await surviveKills(setup, whole, milliseconds, kills);
  });
}

describe('a run of bert-tiny-zh on 1 500 reviews', () => {
  const setup: Setup = { device: 'onnx-cpu' };
  const options = optionsFor(setup);
  const whole = join(folder, 'onnx-cpu-tiny');
  promises(setup, 5);

  test('gives the same bytes twice with four threads', { timeout: patience }, async () => {
    const first = join(folder, 'four');
    const second = join(folder, 'four-again');
    await succeed(trainWords(setup, first, 4), options);
    await succeed(trainWords(setup, second, 4), options);
    expect(modelOf(first).equals(modelOf(second))).toBe(true);
  });

  test('stopped and resumed it ends with the same bytes', { timeout: patience }, async () => {
    const run = join(folder, 'stopped');
    const running = startCli(trainWords(setup, run, 2), options);
    await running.saw('step');
    running.child.kill('SIGINT');
    expect((await running.ended).status).toBe(130);
    const events = await succeed(['resume', run, '--json'], options);
    expect(noticesOf(events)).not.toContain('run.otherThreads');
    expect(modelOf(run).equals(modelOf(whole))).toBe(true);
  });

  test('paused and continued it ends with the same bytes', { timeout: patience }, async () => {
    const run = join(folder, 'paused');
    const settings = { recipe: 'tutorial', device: 'onnx-cpu', threads: 2, epochs: 1, padding: 'maximum' };
    const worker = new WorkerProcess('train', {
      run: { kind: 'train', data, settings: { ...settings, checkpointMinutes: 0.02 }, out: run },
    });
    try {
      const client = await worker.join(trainingMethods);
      for (const wanted of [10, 40]) {
        await until(() => client.events.some(({ event }) => event.event === 'step' && event.step >= wanted), 'a step');
        await client.ask('pause', {});
        await client.phase('paused');
        await client.ask('resume', {});
        await until(() => client.statuses.at(-1)?.phase !== 'paused', 'the run to go on');
      }
      expect(await worker.ended).toBe(0);
    } finally {
      await worker.remove();
    }
    expect(modelOf(run).equals(modelOf(whole))).toBe(true);
  });

  test('in halves of its batches it computes the same updates to rounding', { timeout: patience }, async () => {
    const more = ['--dropout', '0'];
    const plain = join(folder, 'plain');
    const halves = join(folder, 'halves');
    const expected = lossesOf(await succeed(trainWords(setup, plain, 2, more), options));
    const running = startCli(trainWords(setup, halves, 2, more), options);
    await running.saw('step');
    running.child.kill('SIGINT');
    await running.ended;
    const resumed = await succeed(['resume', halves, '--batch', '8', '--accumulate', '2', '--json'], options);
    const found = lossesOf(resumed);
    expect(found.size).toBeGreaterThan(10);
    // AdamW divides small gradients by small moments, so that roundings grow with the steps.
    for (const [step, loss] of found) expect(Math.abs(loss - (expected.get(step) ?? NaN))).toBeLessThan(2e-3);
  });

  test(
    'with other threads it says that bytes differ, and losses differ no more than it says',
    { timeout: patience },
    async () => {
      const run = join(folder, 'threads');
      const expected = lossesOf(eventsOf(readFileSync(join(whole, 'journal.jsonl'), 'utf8')));
      const running = startCli(trainWords(setup, run, 2), options);
      await running.saw('step');
      running.child.kill('SIGINT');
      await running.ended;
      const events = await succeed(['resume', run, '--threads', '1', '--json'], options);
      expect(noticesOf(events)).toContain('run.otherThreads');
      const found = lossesOf(events);
      expect(found.size).toBeGreaterThan(10);
      for (const [step, loss] of found) expect(Math.abs(loss - (expected.get(step) ?? NaN))).toBeLessThan(1e-3);
    },
  );
});

describeWithPython('a run of all-MiniLM-L6-v2, which comes with the Python of the tests, on 1 500 reviews', () => {
  promises({ device: 'onnx-cpu', model: packagedModel() }, 1);
});

describeOn('tensorflow', 'a run on TensorFlow on 1 500 reviews', () => {
  promises({ device: 'tensorflow' }, 2);
});
