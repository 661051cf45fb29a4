// Runs the opponent, tutorial.py, in a process of its own and parses its output.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { z } from 'zod';

import { tutorialOf } from './options.js';

const run = promisify(execFile);

const epochSchema = z.object({ epoch: z.number(), validation: z.number().nullable() });
const lastSchema = z.object({
  steps: z.number(),
  first_step_s: z.number(),
  median_step_s: z.number(),
  rows_per_second: z.number().nullable(),
  peak_mib: z.number(),
});

export interface ReferenceRun {
  /** From the command to its end, Python's imports included. */
  readonly wallSeconds: number;
  readonly firstStepSeconds: number;
  readonly medianStepSeconds: number;
  /** After the first step; null when there was only one. */
  readonly rowsPerSecond: number | null;
  readonly peakMegabytes: number;
  /** On the held-out rows after the last epoch; null when it was stopped. */
  readonly accuracy: number | null;
}

/** `python tutorial.py ARGUMENTS`. Throws when it fails. */
export async function runReference(reference: string, args: readonly string[]): Promise<ReferenceRun> {
  const started = performance.now();
  const { stdout } = await run(reference, [tutorialOf(reference), ...args], { maxBuffer: 1e8 });
  const wallSeconds = (performance.now() - started) / 1000;
  const lines = stdout
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  const last = lastSchema.parse(lines.at(-1));
  const epoch = epochSchema.parse(lines.at(-2));
  return {
    wallSeconds,
    firstStepSeconds: last.first_step_s,
    medianStepSeconds: last.median_step_s,
    rowsPerSecond: last.rows_per_second,
    peakMegabytes: (last.peak_mib * 1024 ** 2) / 1e6,
    accuracy: epoch.validation,
  };
}

/** Runs a few lines of Python and gives what they print. */
export async function runPython(reference: string, program: string, args: readonly string[]): Promise<string> {
  const { stdout } = await run(reference, ['-c', program, ...args], { maxBuffer: 1e8 });
  return stdout;
}
