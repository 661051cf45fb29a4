// Runs our command line as a user would, in a process of its own, and times its output from outside.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

import { z } from 'zod';

import { peakArguments, peakVariable, readPeaks } from '../peaks.js';
import { existing } from './options.js';

export interface OurRun {
  /** From the command to its end. */
  readonly wallSeconds: number;
  /** From the command to the end of the first step. */
  readonly untilFirstStep: number;
  /** The seconds of each step, the first included, without evaluations and checkpoints. */
  readonly stepSeconds: readonly number[];
  /** The real tokens a second that each step reports. */
  readonly tokensPerSecond: readonly number[];
  /** The sum of the peaks of all its processes. */
  readonly peakMegabytes: number;
  /** The estimate of that peak, reported before the run. */
  readonly estimatedMegabytes: number;
  /** The accuracy of the final model; null when the run was stopped. */
  readonly accuracy: number | null;
}

const eventSchema = z.discriminatedUnion('event', [
  z.object({ event: z.literal('estimate'), memory: z.object({ total: z.number() }) }),
  z.object({ event: z.literal('step'), tokensPerSecond: z.number() }),
  z.object({ event: z.literal('done'), scores: z.object({ accuracy: z.number() }).nullable() }),
]);

/** The time limit for a stopped run to write its checkpoint. */
const GRACE_MS = 180_000;

/**
 * `finetune-bert train ARGUMENTS`, stopped as by Ctrl-C after so many steps when a limit is given.
 * The run's folder is temporary unless `out` names one. Throws when the command fails.
 */
export async function runOurs(
  args: readonly string[],
  { stopAfter, out }: { stopAfter?: number; out?: string } = {},
): Promise<OurRun> {
  const folder = await mkdtemp(join(tmpdir(), 'finetune-bench-'));
  try {
    const command = [...peakArguments, existing('dist', 'cli.js'), 'train', ...args, '--recipe', 'tutorial'];
    const peaks = join(folder, 'peaks');
    const env = { ...process.env, [peakVariable]: peaks };
    const started = performance.now();
    const child = spawn(process.execPath, [...command, '--out', out ?? join(folder, 'run'), '--json'], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const timed = await observe(child, started, stopAfter);
    return { ...timed, peakMegabytes: (await readPeaks(peaks)) / 1e6 };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function observe(
  child: ChildProcess,
  started: number,
  stopAfter: number | undefined,
): Promise<Omit<OurRun, 'peakMegabytes'>> {
  const [, stdout, stderr] = child.stdio as unknown as [null, Readable, Readable];
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const complaints = text(stderr);
  const timing = await followEvents(stdout, started, (steps) => {
    if (steps === stopAfter) stop(child);
  });
  const status = await ended;
  const wallSeconds = (performance.now() - started) / 1000;
  if (status !== (timing.finished ? 0 : 130))
    throw new Error(`finetune-bert ended with status ${status}:\n${(await complaints).slice(-2000)}`);
  const untilFirstStep = timing.untilFirstStep;
  if (untilFirstStep === undefined) throw new Error('finetune-bert ended before its first step');
  return { ...timing, untilFirstStep, wallSeconds };
}

function stop(child: ChildProcess): void {
  child.kill('SIGINT');
  const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  child.once('close', () => {
    clearTimeout(timer);
  });
}

/**
 * Reads events as they come. Between two steps the clock starts anew with every other event, so that evaluations do not
 * count.
 */
async function followEvents(stdout: Readable, started: number, onStep: (steps: number) => void) {
  const stepSeconds: number[] = [];
  const tokensPerSecond: number[] = [];
  let untilFirstStep: number | undefined;
  let estimatedMegabytes = NaN;
  let accuracy: number | null = null;
  let finished = false;
  let previous = started;
  for await (const line of createInterface({ input: stdout })) {
    const now = performance.now();
    const event = eventSchema.safeParse(JSON.parse(line)).data;
    if (event?.event === 'step') {
      untilFirstStep ??= (now - started) / 1000;
      stepSeconds.push((now - previous) / 1000);
      tokensPerSecond.push(event.tokensPerSecond);
      onStep(stepSeconds.length);
    } else if (event?.event === 'estimate') {
      estimatedMegabytes = event.memory.total / 1e6;
    } else if (event?.event === 'done') {
      accuracy = event.scores?.accuracy ?? null;
      finished = true;
    }
    previous = now;
  }
  return { stepSeconds, tokensPerSecond, untilFirstStep, estimatedMegabytes, accuracy, finished };
}
