// A run that continues with fewer rows at a time, or other threads. Its batches and updates stay the same; each batch
// goes through the device in parts.

import { commandWord } from '../shared/commandWord.js';
import { UserError } from '../shared/errors.js';
import { parseSettings } from './parseSettings.js';
import type { RunFile } from './runFile.js';

/** The arguments that `resume` may be given: flags, or numbers. */
export interface OtherResources {
  readonly batch?: unknown;
  readonly accumulate?: unknown;
  readonly threads?: unknown;
}

export function rowsAtOnceOf({ settings, rowsAtOnce }: RunFile): number {
  return rowsAtOnce ?? settings.batch;
}

/** The run with what is given, unchanged otherwise. Throws `setting.integer`, `run.otherUpdates`. */
export function withOtherResources(run: RunFile, { threads, ...parts }: OtherResources): RunFile {
  const other = withOtherParts(run, parts);
  if (threads === undefined) return other;
  return { ...other, settings: { ...other.settings, threads: parseSettings({ threads }).threads } };
}

function withOtherParts(run: RunFile, { batch, accumulate }: Omit<OtherResources, 'threads'>): RunFile {
  if (batch === undefined && accumulate === undefined) return run;
  const given = parseSettings({ batch, accumulate });
  const { settings } = run;
  const rows = settings.batch * settings.accumulate;
  const atOnce = batch === undefined ? rows / given.accumulate : given.batch;
  const fits = settings.batch % atOnce === 0 && (accumulate === undefined || atOnce * given.accumulate === rows);
  if (!fits)
    throw new UserError('run.otherUpdates', { rows, batch: settings.batch, ...smallerThan(run, settings.batch) });
  return { ...run, rowsAtOnce: atOnce === settings.batch ? null : atOnce };
}

export interface SmallerBatch {
  readonly smaller: number;
  readonly command: string;
}

/**
 * At most half the rows at a time, and the command that continues a run with them; null when one row at a time is the
 * present number.
 */
export function smallerBatch(folder: string, run: RunFile): SmallerBatch | null {
  const atOnce = rowsAtOnceOf(run);
  if (atOnce === 1) return null;
  const { smaller, times } = smallerThan(run, atOnce);
  return {
    smaller: Number(smaller),
    command: `finetune-bert resume ${commandWord(folder, process.platform)} --batch ${smaller} --accumulate ${times}`,
  };
}

/** The largest divisor of the batch that is at most half of `atOnce`, as flags. */
function smallerThan(
  { settings: { batch, accumulate } }: RunFile,
  atOnce: number,
): { readonly smaller: string; readonly times: string } {
  let smaller = Math.max(1, Math.floor(atOnce / 2));
  while (batch % smaller !== 0) smaller--;
  return { smaller: String(smaller), times: String((batch * accumulate) / smaller) };
}
