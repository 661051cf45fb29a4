// The checkpoints of a run: `last` holds everything that training continues from, `best` the weights of the best
// evaluation.

import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import * as z from 'zod';

import { writeFailure } from '../base/fileErrors.js';
import type { FloatTensor } from '../base/model.js';
import { lateSafetensors, readSafetensors, writeSafetensors } from '../formats/safetensors.js';
import { UserError } from '../shared/errors.js';
import { scoresSchema } from '../shared/events.js';
import { reasonOf } from '../shared/failures.js';

export const checkpointFormat = 1;

/** Where a run stands, beside its weights and moments. All else (order, masks, learning rate) follows from `step`. */
const progressSchema = z.object({
  /** Updates done. */
  step: z.int().nonnegative(),
  /** Update after which the last evaluation was made; -1 before the first. */
  evaluatedAt: z.int(),
  /** Scores of that evaluation. */
  latest: scoresSchema.nullable(),
  /** Scores of the best evaluation so far, and the update after which it was made. */
  best: scoresSchema.nullable(),
  bestStep: z.int(),
  /** Evaluations since then: early stopping's counter. */
  sinceBest: z.int().nonnegative(),
  /** Spent training, interruptions not counted. */
  seconds: z.number().nonnegative(),
});
export type Progress = z.infer<typeof progressSchema>;

export const startOfRun: Progress = {
  step: 0,
  evaluatedAt: -1,
  latest: null,
  best: null,
  bestStep: -1,
  sinceBest: 0,
  seconds: 0,
};

export interface Checkpoint {
  readonly progress: Progress;
  readonly tensors: ReadonlyMap<string, FloatTensor>;
}

/**
 * A checkpoint in memory. It is three times the size of a model: the caller empties the map once it has the tensors.
 */
export interface ReadCheckpoint extends Checkpoint {
  readonly tensors: Map<string, FloatTensor>;
}

export type CheckpointName = 'last' | 'best';

export function checkpointFile(name: CheckpointName): string {
  return `checkpoints/${name}.safetensors`;
}

/**
 * Writes a checkpoint atomically: a failure leaves the previous one. `run` identifies the run that a checkpoint belongs
 * to.
 */
export async function writeCheckpoint(
  folder: string,
  name: CheckpointName,
  run: string,
  checkpoint: Checkpoint,
): Promise<void> {
  const path = join(folder, checkpointFile(name));
  await mkdir(join(folder, 'checkpoints'), { recursive: true }).catch((error: unknown) => {
    throw writeFailure(error, path);
  });
  const metadata = { format: String(checkpointFormat), run, progress: JSON.stringify(checkpoint.progress) };
  await writeSafetensors(path, checkpoint.tensors, metadata);
}

/**
 * The checkpoint of that name, or null when there is none yet. Throws `run.checkpointDamaged`, `run.newerFormat`.
 * @param read with `late`, numbers are read from the disk each time they are accessed
 */
export async function readCheckpoint(
  folder: string,
  name: CheckpointName,
  run: string,
  read: 'whole' | 'late' = 'whole',
): Promise<ReadCheckpoint | null> {
  const path = join(folder, checkpointFile(name));
  if (!existsSync(path)) return null;
  const { tensors, metadata } = await (read === 'late' ? lateSafetensors : readSafetensors)(path).catch(
    (error: unknown) => {
      throw damaged(path, error);
    },
  );
  const format = Number(metadata['format']);
  if (format > checkpointFormat)
    throw new UserError('run.newerFormat', { file: path, format, known: checkpointFormat });
  if (metadata['run'] !== run) throw damaged(path, new Error('written for other settings'));
  return { progress: parseProgress(path, metadata['progress'] ?? ''), tensors };
}

function damaged(file: string, error: unknown): UserError {
  return new UserError('run.checkpointDamaged', { file, reason: reasonOf(error) }, { cause: error });
}

function parseProgress(path: string, text: string): Progress {
  try {
    return progressSchema.parse(JSON.parse(text));
  } catch (error) {
    throw damaged(path, error);
  }
}
