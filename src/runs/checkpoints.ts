// The checkpoints of a run: `last` holds everything that training continues from, `best` the weights of the best
// evaluation.

import { existsSync } from 'node:fs';
import { join } from 'node:path';

import * as z from 'zod';

import { makeOwnFolder } from '../base/files.js';
import { parseBoundedJson, parseJson } from '../base/json.js';
import type { FloatTensor } from '../base/model.js';
import { checkInside } from '../base/openFile.js';
import {
  lateSafetensors,
  readSafetensors,
  type Sums,
  type TensorsInMemory,
  writeSafetensors,
} from '../formats/safetensors.js';
import { UserError } from '../shared/errors.js';
import { scoresSchema } from '../shared/events.js';
import { reasonOf } from '../shared/failures.js';
import { headerFault, numbersCheck, withSums } from './checkpointSums.js';
import type { Recipe } from './recipe.js';

/** Since 2 with sums and a recipe. */
export const checkpointFormat = 2;

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
  /** What decided the numbers; null for a checkpoint of an earlier version. */
  readonly recipe: Recipe | null;
}

export type CheckpointName = 'last' | 'best';

export function checkpointFile(name: CheckpointName): string {
  return `checkpoints/${name}.safetensors`;
}

/** The run that a checkpoint belongs to. */
export interface Owner {
  readonly id: string;
  /** What decides its numbers. */
  readonly recipe: Recipe | null;
}

/** Writes a checkpoint atomically, with its sums: a failure leaves the previous one. */
export async function writeCheckpoint(
  folder: string,
  name: CheckpointName,
  { id, recipe }: Owner,
  { progress, tensors }: Checkpoint,
): Promise<void> {
  const path = join(folder, checkpointFile(name));
  await makeOwnFolder(join(folder, 'checkpoints'));
  const metadata = {
    format: String(checkpointFormat),
    run: id,
    progress: JSON.stringify(progress),
    recipe: JSON.stringify(recipe),
  };
  const seal = (sums: Sums) => withSums(tensors, metadata, sums);
  await writeSafetensors(path, tensors, seal(new Map()), { seal });
}

/**
 * The checkpoint of that name, or null when there is none yet. Its sums are compared, and its numbers have to be
 * finite: at once, or with `late` when they are accessed. One of an earlier version has no sums.
 * Throws `run.checkpointDamaged`, `run.newerFormat`.
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
  const { tensors, metadata } = await readTensors(path, folder, read).catch((error: unknown) => {
    throw damaged(path, error);
  });
  const format = Number(metadata['format']);
  if (format > checkpointFormat)
    throw new UserError('run.newerFormat', { file: path, format, known: checkpointFormat });
  if (metadata['run'] !== run) throw damaged(path, new Error('written for other settings'));
  const checked = isSummed(metadata) ? checkedTensors(path, tensors, metadata, read) : tensors;
  return { progress: parseProgress(path, metadata['progress'] ?? ''), recipe: parseRecipe(metadata), tensors: checked };
}

async function readTensors(path: string, folder: string, read: 'whole' | 'late'): Promise<TensorsInMemory> {
  checkInside(path, folder);
  return read === 'late' ? lateSafetensors(path) : readSafetensors(path);
}

/** Whatever damage makes of a format's number, a checkpoint that has sums is held to them. */
function isSummed(metadata: Readonly<Record<string, string>>): boolean {
  return metadata['format'] !== '1' || ['sums', 'check', 'recipe'].some((name) => name in metadata);
}

function checkedTensors(
  path: string,
  tensors: Map<string, FloatTensor>,
  metadata: Readonly<Record<string, string>>,
  read: 'whole' | 'late',
): Map<string, FloatTensor> {
  const refuse = (fault: string | null) => {
    if (fault !== null) throw damaged(path, new Error(fault));
  };
  refuse(headerFault(tensors, metadata));
  const faultOf = numbersCheck(metadata);
  if (read === 'whole') for (const [name, { data }] of tensors) refuse(faultOf(name, data));
  if (read === 'whole') return tensors;
  const late = (name: string, tensor: FloatTensor): FloatTensor => ({
    shape: tensor.shape,
    get data() {
      const { data } = tensor;
      refuse(faultOf(name, data));
      return data;
    },
  });
  return new Map([...tensors].map(([name, tensor]) => [name, late(name, tensor)]));
}

function damaged(file: string, error: unknown): UserError {
  return new UserError('run.checkpointDamaged', { file, reason: reasonOf(error) }, { cause: error });
}

const recipeSchema = z.record(z.string(), z.string()).nullable();

/** Null for a checkpoint of an earlier version; the sum over the header has told damage. */
function parseRecipe(metadata: Readonly<Record<string, string>>): Recipe | null {
  return recipeSchema.safeParse(parseJson(metadata['recipe'] ?? 'null')).data ?? null;
}

function parseProgress(path: string, text: string): Progress {
  try {
    return progressSchema.parse(parseBoundedJson(text));
  } catch (error) {
    throw damaged(path, error);
  }
}
