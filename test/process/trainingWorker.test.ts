// The worker process of a run: what a window does with it, two windows at once, and its death; the bytes of the result
// stay the same.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

import { evaluationSchema } from '../../src/shared/messages/models.js';
import {
  serviceMethods,
  type TrainingMethods,
  trainingMethods,
  workerAddressSchema,
} from '../../src/shared/messages/worker.js';
import { type TrainingStart } from '../../src/shared/messages/workerStart.js';
import { withoutSums } from '../support/journalText.js';
import { runCli, sample, temporaryFolder } from './cliKit.js';
import { type Client, failureOf, until, WorkerProcess } from './workerKit.js';

const temporary = temporaryFolder();
const { folder } = temporary;
// Long enough that a busy machine still hears `pause` in time.
const settings = { recipe: 'tutorial', rows: 96, epochs: 12, batch: 8, threads: 2 };
const flags = ['--recipe', 'tutorial', '--rows', '96', '--epochs', '12', '--batch', '8', '--threads', '2'];
const steps = 120;
const whole = join(folder, 'whole');
const workers: WorkerProcess[] = [];

beforeAll(async () => {
  const { status, stderr } = await runCli(['train', sample, '--out', whole, '--json', ...flags], { folder });
  expect(status, stderr).toBe(0);
});
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.remove();
});
afterAll(() => temporary.remove());

function start(run: TrainingStart['run']): WorkerProcess {
  const worker = new WorkerProcess('train', { run });
  workers.push(worker);
  return worker;
}

function train(out: string, more: Record<string, string | number | boolean> = {}): WorkerProcess {
  return start({ kind: 'train', data: sample, settings: { ...settings, ...more }, out });
}

const modelOf = (run: string) => readFileSync(join(run, 'model', 'model.safetensors'));
const evaluationOf = (run: string) => readFileSync(join(run, 'evaluation.json'), 'utf8');

async function sawStep(client: Client<TrainingMethods>, step: number): Promise<void> {
  await until(() => client.events.some(({ event }) => event.event === 'step' && event.step >= step), `step ${step}`);
}

test('two windows follow a run from beginning to end', async () => {
  const run = join(folder, 'followed');
  const worker = train(run);
  const first = await worker.join(trainingMethods);
  await sawStep(first, 3);
  const address = workerAddressSchema.parse(JSON.parse(readFileSync(join(run, 'worker.json'), 'utf8')));
  expect(address).toMatchObject({ pid: worker.child.pid, socket: worker.socket, token: worker.token });
  expect(statSync(join(run, 'worker.json')).mode & 0o077).toBe(0);
  const second = await worker.join(trainingMethods);
  const missed = await second.ask('journal', { from: 0 });
  const ends = [await first.phase('done'), await second.phase('done')];
  for (const end of ends) expect(end).toMatchObject({ folder: run, step: steps, steps, failure: null });
  expect(await worker.ended).toBe(0);
  // What the second missed and what it saw, put together by position, is what the first saw, and the journal.
  const seen = [
    ...missed.events,
    ...second.events.filter(({ position }) => position > missed.next).map(({ event }) => event),
  ];
  const journal = withoutSums(readFileSync(join(run, 'journal.jsonl'), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
  expect(seen).toEqual(journal);
  expect(first.events.at(-1)?.position).toBe(statSync(join(run, 'journal.jsonl')).size);
  expect(modelOf(run).equals(modelOf(whole))).toBe(true);
  expect(existsSync(join(run, 'worker.json'))).toBe(false);
  expect(first.statuses.some(({ memoryBytes, rowsPerSecond }) => memoryBytes > 1e6 && rowsPerSecond !== null)).toBe(
    true,
  );
});

test('a run that is paused and resumed twice ends with the bytes of an undisturbed run', async () => {
  const run = join(folder, '.finetune', 'paused');
  const worker = train(run);
  const client = await worker.join(trainingMethods);
  for (const step of [4, 15]) {
    await sawStep(client, step);
    expect(await client.ask('pause', {})).toEqual({});
    const paused = await client.phase('paused');
    expect(existsSync(join(run, 'checkpoints', 'last.safetensors'))).toBe(true);
    await wait(300);
    expect(await client.ask('state', {})).toMatchObject({ phase: 'paused', step: paused.step });
    if (step === 4) await isListedAsPaused(run);
    await client.ask('resume', {});
    await until(() => client.statuses.at(-1)?.phase !== 'paused', 'the run to go on');
  }
  expect((await client.phase('done')).step).toBe(steps);
  expect(await worker.ended).toBe(0);
  expect(modelOf(run).equals(modelOf(whole))).toBe(true);
  expect(evaluationOf(run)).toBe(evaluationOf(whole));
});

async function isListedAsPaused(run: string): Promise<void> {
  const service = new WorkerProcess('serve', { idleSeconds: 60 });
  workers.push(service);
  const client = await service.join(serviceMethods);
  const { runs } = await client.ask('runs', { roots: [folder] });
  expect(runs).toMatchObject([{ folder: run, state: 'paused', steps, finished: null }]);
  expect((await client.ask('journal', { folder: run, from: 0 })).events.length).toBeGreaterThan(3);
}

test('a paused run that is stopped resumes to the same bytes', async () => {
  const run = join(folder, 'stopped');
  const first = train(run);
  const client = await first.join(trainingMethods);
  await sawStep(client, 5);
  await client.ask('pause', {});
  await client.phase('paused');
  await client.ask('stop', {});
  const end = await client.phase('interrupted');
  expect(end.step).toBeLessThan(steps);
  expect(await first.ended).toBe(0);
  const again = start({ kind: 'resume', folder: run, rowsAtOnce: null });
  const second = await again.join(trainingMethods);
  expect((await second.phase('done')).step).toBe(steps);
  expect(await again.ended).toBe(0);
  expect(modelOf(run).equals(modelOf(whole))).toBe(true);
  expect(evaluationOf(run)).toBe(evaluationOf(whole));
});

test('Stop and Keep Best ends a run with the model of its best evaluation', async () => {
  const run = join(folder, 'best');
  const worker = train(run, { evaluations: 9 });
  const client = await worker.join(trainingMethods);
  await until(() => client.events.some(({ event }) => event.event === 'evaluation'), 'an evaluation');
  await client.ask('stopAndKeepBest', {});
  const end = await client.phase('done');
  expect(end.step).toBeLessThan(steps);
  expect(await worker.ended).toBe(0);
  const evaluations = client.events.flatMap(({ event }) => (event.event === 'evaluation' ? [event] : []));
  const best = evaluations.findLast((event) => event.best);
  const evaluation = evaluationSchema.parse(JSON.parse(evaluationOf(run)));
  expect(evaluation).toMatchObject({ step: best?.step, scores: best?.scores });
  expect(client.events.find(({ event }) => event.event === 'stoppedEarly')?.event).toMatchObject({ asked: true });
  expect(readdirSync(join(run, 'model'))).toContain('config.json');
});

test('Stop and Keep Best before any evaluation evaluates the run first', async () => {
  const run = join(folder, 'early');
  const worker = train(run, { evaluations: 1, epochs: 1 });
  const client = await worker.join(trainingMethods);
  await sawStep(client, 1);
  await client.ask('stopAndKeepBest', {});
  await client.phase('done');
  expect(await worker.ended).toBe(0);
  expect(client.events.filter(({ event }) => event.event === 'evaluation')).toHaveLength(1);
  expect(evaluationSchema.parse(JSON.parse(evaluationOf(run))).rows).toBeGreaterThan(0);
});

test('a killed run is finished by another process with the same bytes', async () => {
  const run = join(folder, 'killed');
  const first = train(run, { checkpointMinutes: 0 });
  const client = await first.join(trainingMethods);
  await sawStep(client, 9);
  first.child.kill('SIGKILL');
  await client.closed;
  expect(await first.ended).toBe('SIGKILL');
  expect(existsSync(join(run, 'worker.json'))).toBe(true);
  const again = start({ kind: 'resume', folder: run, rowsAtOnce: null });
  const second = await again.join(trainingMethods);
  await second.phase('done');
  expect(await again.ended).toBe(0);
  expect(second.events.find(({ event }) => event.event === 'resumed')?.event).toMatchObject({ event: 'resumed' });
  expect(modelOf(run).equals(modelOf(whole))).toBe(true);
  expect(existsSync(join(run, 'worker.json'))).toBe(false);
});

test('SIGTERM saves the run and ends it as interrupted', async () => {
  const run = join(folder, 'terminated');
  const worker = train(run);
  const client = await worker.join(trainingMethods);
  await sawStep(client, 2);
  worker.child.kill('SIGTERM');
  await client.phase('interrupted');
  expect(await worker.ended).toBe(0);
  expect(existsSync(join(run, 'checkpoints', 'last.safetensors'))).toBe(true);
});

test('the reason of a failure is reported to every client, also to a late one', async () => {
  const worker = start({ kind: 'train', data: join(folder, 'nothing.csv'), settings, out: null });
  await until(
    () => worker.log.includes('data.notFound') || worker.log.includes('nothing.csv'),
    'the failure in the log',
  );
  const client = await worker.join(trainingMethods);
  const status = await client.phase('failed');
  expect(status.failure).toMatchObject({ code: 'data.notFound' });
  expect(await worker.ended).toBe(0);

  const wrong = start({ kind: 'train', data: sample, settings: { epochs: 'many' }, out: join(folder, 'wrong') });
  const late = await wrong.join(trainingMethods);
  expect((await late.phase('failed')).failure).toMatchObject({ code: 'setting.number', values: { name: 'epochs' } });
  expect(existsSync(join(folder, 'wrong'))).toBe(false);
});

test('a run in progress is refused to a second process', async () => {
  const run = join(folder, 'taken');
  const worker = train(run);
  const client = await worker.join(trainingMethods);
  await sawStep(client, 1);
  await client.ask('pause', {});
  await client.phase('paused');
  const other = start({ kind: 'resume', folder: run, rowsAtOnce: null });
  const second = await other.join(trainingMethods);
  expect((await second.phase('failed')).failure).toMatchObject({ code: 'run.locked' });
  expect(await failureOf(client.raw('predict', {}, String).result)).toMatchObject({ kind: 'defect' });
  await client.ask('stop', {});
  await client.phase('interrupted');
  // The second did not take away the first one's address while it was in use.
  expect(await worker.ended).toBe(0);
});
