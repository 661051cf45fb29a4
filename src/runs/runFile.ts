// run.json: what a run was asked to do and what it decided; enough to repeat it, here or on another machine.

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';

import * as z from 'zod';

import { parseBoundedJson } from '../base/json.js';
import { readSmallText } from '../base/openFile.js';
import { writeTextAtomically } from '../formats/atomicWrite.js';
import { commandWord } from '../shared/commandWord.js';
import { UserError } from '../shared/errors.js';
import { reasonOf } from '../shared/failures.js';
import type { Settings } from '../shared/settings.js';
import { settingsBefore } from '../shared/settings/recipes.js';
import { mapPaths } from '../shared/settingValues.js';
import { parseSettings } from './parseSettings.js';
import { isOfFirstMoments } from './runFolder.js';

export const runFormat = 1;

/** The device of a run that train.py computed, from the export as Python. */
export const pythonDevice = 'pytorch';

/** In bytes: a run with a hundred thousand labels has less. */
const longestRunFile = 16 << 20;

const fileSchema = z.object({
  /** The path is relative to the run's folder where that is possible, with forward slashes. */
  path: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** The decisions of the run from the data, the model and the machine. */
const decisionsSchema = z.object({
  data: fileSchema,
  validation: fileSchema.nullable(),
  /** The folder of the base model, hashed as a whole; the vocabulary's file for random weights. */
  baseModel: fileSchema,
  rows: z.object({ training: z.number(), validation: z.number(), skipped: z.number() }),
  /** Names by class id. */
  labels: z.array(z.string()),
  parameters: z.object({ trainable: z.number(), total: z.number() }),
  device: z.string(),
  /** The names of the settings that were detected from the data because the user gave none. */
  detected: z.array(z.string()).optional(),
  /** The versions of Node and of the runtime that computed. */
  versions: z.record(z.string(), z.string()),
});
export type Decisions = z.infer<typeof decisionsSchema>;

const runSchema = z.object({
  format: z.number().int().positive(),
  /** The identity of this run, which its checkpoints carry. */
  id: z.string(),
  product: z.string(),
  created: z.string(),
  data: z.string(),
  settings: z.record(z.string(), z.unknown()),
  rowsAtOnce: z.number().int().positive().optional(),
  decisions: decisionsSchema.nullable(),
  modelFiles: z.record(z.string(), z.string()).optional(),
  evaluationFile: z.string().optional(),
});

/** A run.json in memory: its paths are absolute here and relative in the file. */
export interface RunFile {
  readonly id: string;
  readonly product: string;
  readonly created: string;
  readonly data: string;
  /** The settings as asked for until `decisions` exist; from then on with the nulls filled in. */
  readonly settings: Settings;
  /**
   * The number of rows that go through the device at a time where a whole batch does not fit into its memory; null
   * where it does.
   */
  readonly rowsAtOnce: number | null;
  readonly decisions: Decisions | null;
  /** The SHA-256 of each file of the finished model, by its name. */
  readonly modelFiles?: Readonly<Record<string, string>> | undefined;
  /** The SHA-256 of evaluation.json; absent where no rows were held out. */
  readonly evaluationFile?: string | undefined;
}

export function runFilePath(folder: string): string {
  return join(folder, 'run.json');
}

/** Writes run.json with a checksum over all of it, by which `runFileIsAsWritten` detects edits and damage. */
export async function writeRunFile(folder: string, run: RunFile): Promise<void> {
  const { id, product, created, rowsAtOnce, decisions, modelFiles, evaluationFile } = run;
  const data = portablePath(folder, run.data);
  const settings = mapPaths(run.settings, (path) => portablePath(folder, path));
  const content = {
    format: runFormat,
    id,
    product,
    created,
    data,
    settings,
    ...(rowsAtOnce === null ? {} : { rowsAtOnce }),
    decisions,
    ...(modelFiles === undefined ? {} : { modelFiles }),
    ...(evaluationFile === undefined ? {} : { evaluationFile }),
  };
  const summed = { ...content, sum: sumOf(content) };
  await writeTextAtomically(runFilePath(folder), `${JSON.stringify(summed, null, 2)}\n`);
}

function sumOf(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

/**
 * Whether run.json is as the run wrote it. `resume` allows some edits, and reports them. False also for a file of an
 * earlier version, which has no checksum. Throws as `readRunFile`.
 */
export function runFileIsAsWritten(folder: string): boolean {
  const content = z.record(z.string(), z.unknown()).safeParse(readJson(runFilePath(folder))).data ?? {};
  const { sum, ...rest } = content;
  return sum === sumOf(rest);
}

/**
 * Reads run.json. Throws `run.notFound`, `run.damaged`, `run.newerFormat`, or `setting.*` for a setting with an invalid
 * value.
 */
export function readRunFile(folder: string): RunFile {
  const file = runFilePath(folder);
  if (!existsSync(file)) throw notThere(folder);
  const content = parseContent(file);
  if (content.format > runFormat)
    throw new UserError('run.newerFormat', { file, format: content.format, known: runFormat });
  const { id, product, created, rowsAtOnce = null, decisions, modelFiles, evaluationFile } = content;
  const known = decisions === null ? content.settings : { ...settingsBefore, ...content.settings };
  const settings = mapPaths(parseSettings(known), (path) => resolve(folder, path));
  const data = resolve(folder, content.data);
  return { id, product, created, data, settings, rowsAtOnce, decisions, modelFiles, evaluationFile };
}

/** Whether a process was killed there before it had written run.json. */
function notThere(folder: string): UserError {
  const names = existsSync(folder) && statSync(folder).isDirectory() ? readdirSync(folder) : [];
  if (!names.some(isOfFirstMoments)) return new UserError('run.notFound', { folder });
  return new UserError('run.notBegun', { folder, out: commandWord(folder, process.platform) });
}

function parseContent(file: string): z.infer<typeof runSchema> {
  const parsed = runSchema.safeParse(readJson(file));
  if (parsed.success) return parsed.data;
  throw new UserError('run.damaged', { file, place: parsed.error.issues[0]?.path.join('.') || 'run.json' });
}

function readJson(file: string): unknown {
  try {
    return parseBoundedJson(readSmallText(file, { limit: longestRunFile }));
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError('run.damaged', { file, place: reasonOf(error) }, { cause: error });
  }
}

/** A path as run.json holds it: relative to the folder unless it is on another drive. */
export function portablePath(folder: string, path: string): string {
  const from = relative(resolve(folder), resolve(path));
  return isAbsolute(from) ? from : from.split(sep).join('/') || '.';
}
