// The checkpoints of a run: `last` holds all that training continues from, `best` the weights of the best evaluation.

import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import * as z from 'zod';

import { writeFailure } from '../base/fileErrors.js';
import type { FloatTensor } from '../base/model.js';
import { lateSafetensors, readSafetensors, writeSafetensors } from '../formats/safetensors.js';
import { UserError } from '../shared/errors.js';
import type { Scores } from '../shared/events.js';

export const checkpointFormat = 1;

/** Where a run stands, beside its weights and moments. All else (order, masks, learning rate) follows from `step`. */
export interface Progress {
  /** Updates done. */
  readonly step: number;
  /** Update after which the last evaluation was made; -1 before the first. */
  readonly evaluatedAt: number;
  /** Scores of that evaluation. */
  readonly latest: Scores | null;
  /** Scores of the best evaluation so far, and the update after which it was made. */
  readonly best: Scores | null;
  readonly bestStep: number;
  /** Evaluations since then: early stopping's counter. */
  readonly sinceBest: number;
  /** Spent training, interruptions not counted. */
  readonly seconds: number;
}

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

/** A checkpoint in memory. Three times the size of a model: whoever has taken the tensors empties the map. */
export interface ReadCheckpoint extends Checkpoint {
  readonly tensors: Map<string, FloatTensor>;
}

export type CheckpointName = 'last' | 'best';

export function checkpointFile(name: CheckpointName): string {
  return `checkpoints/${name}.safetensors`;
}

/** Writes a checkpoint: whole, or as the one before it was. `run` tells the checkpoints of one run from another's. */
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
 * @param read `late` where the numbers are to be read as they are looked at
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
  return new UserError(
    'run.checkpointDamaged',
    { file, reason: error instanceof Error ? error.message : String(error) },
    { cause: error },
  );
}

const count = z.number().int();
const score = z.number();
const scoresSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('classes'),
    loss: score,
    accuracy: score,
    precision: score,
    recall: score,
    f1: score,
    microF1: score,
    perClass: z.array(z.object({ label: z.string(), precision: score, recall: score, f1: score, support: count })),
    confusion: z.array(z.array(count)).nullable(),
  }),
  z.object({ kind: z.literal('regression'), loss: score, rmse: score, mae: score, pearson: score.nullable() }),
]);

const progressSchema = z.object({
  step: count.nonnegative(),
  evaluatedAt: count,
  latest: scoresSchema.nullable(),
  best: scoresSchema.nullable(),
  bestStep: count,
  sinceBest: count.nonnegative(),
  seconds: z.number().nonnegative(),
});

function parseProgress(path: string, text: string): Progress {
  try {
    return progressSchema.parse(JSON.parse(text));
  } catch (error) {
    throw damaged(path, error);
  }
}
