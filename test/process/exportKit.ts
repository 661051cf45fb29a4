// A run exported as Python: exported, trained by Python, killed, and compared with the run.

import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { expect } from 'vitest';
import { z } from 'zod';

import { python, pythonEnvironment } from '../support/python.js';
import { runCli } from './cliKit.js';

const line = z.union([
  z.object({
    event: z.literal('step'),
    step: z.number(),
    loss: z.number(),
    gradientNorm: z.number(),
    learningRate: z.number(),
  }),
  z
    .object({ event: z.literal('evaluation'), step: z.number(), scores: z.object({ loss: z.number() }) })
    .transform(({ scores, ...rest }) => ({ ...rest, loss: scores.loss })),
]);

/** The steps and evaluations of a journal. */
export function eventsIn(file: string): z.infer<typeof line>[] {
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .flatMap((text) => line.safeParse(JSON.parse(text)).data ?? []);
}

export async function exportOf(folder: string, name: string, data: string, flags: readonly string[]): Promise<string> {
  const trained = await runCli(['train', data, '--recipe', 'tutorial', '--out', name, '--dropout', '0', ...flags], {
    folder,
  });
  expect(trained.status, trained.stderr).toBe(0);
  const exported = await runCli(['export', name, '--format', 'python', '--out', `${name}-python`], { folder });
  expect(exported.status, exported.stderr).toBe(0);
  return join(folder, `${name}-python`);
}

export async function runPython(exported: string, processes: number): Promise<void> {
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
  await promisify(execFile)(python, [...(processes > 1 ? launch : []), 'train.py', '--cpu'], {
    cwd: exported,
    env: { ...pythonEnvironment, OMP_NUM_THREADS: '1' },
    maxBuffer: 1 << 26,
  });
}

/** Starts train.py by torchrun, as it does on machines that have no Accelerate configuration. */
export async function runTorchrun(exported: string, processes: number, more: readonly string[] = []): Promise<void> {
  const launch = ['-m', 'torch.distributed.run', '--standalone', '--nproc-per-node', String(processes)];
  await promisify(execFile)(python, [...launch, 'train.py', '--cpu', ...more], {
    cwd: exported,
    env: { ...pythonEnvironment, OMP_NUM_THREADS: '1' },
    maxBuffer: 1 << 26,
  });
}

/** Starts train.py, and kills it as soon as the condition holds. */
export async function killAfter(exported: string, isSo: () => boolean): Promise<void> {
  const child = spawn(python, ['train.py', '--cpu'], {
    cwd: exported,
    detached: true,
    stdio: 'ignore',
    env: { ...pythonEnvironment, OMP_NUM_THREADS: '1' },
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  while (!isSo()) {
    if (child.exitCode !== null) throw new Error(`train.py ended with ${child.exitCode} before it was killed`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  process.kill(-child.pid!, 'SIGKILL');
  await ended;
}

/** That the output is a run as it was recorded, from its data to its model. */
export async function expectRecorded(folder: string, exported: string): Promise<void> {
  const { stdout, status, stderr } = await runCli(['verify', join(exported, 'output')], { folder });
  expect(status, stdout + stderr).toBe(0);
}

export function expectSame(run: string, exported: string): void {
  const ours = eventsIn(join(run, 'journal.jsonl'));
  const theirs = eventsIn(join(exported, 'output', 'journal.jsonl'));
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
export const words = ['好吃', '难吃', '送餐很快', '太咸了', '包装破了', '味道一般', '"下次, 再来"', '不会再买'];
export const rowsOf = (what: (row: number) => string) =>
  columns +
  Array.from({ length: 40 }, (_, row) => `${words[row % 8]},${words[(row * 3 + 1) % 8]},${what(row)}\n`).join('');
