// The job `verify`: checks that a run is as it was recorded. It only reads, and continues after a part that is wrong.

import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { checkInside } from '../../base/openFile.js';
import { fileSha256 } from '../../formats/fileSum.js';
import { checkpointFile, type CheckpointName, type Progress, readCheckpoint } from '../../runs/checkpoints.js';
import { journalPath } from '../../runs/journal.js';
import { acquireLock } from '../../runs/lock.js';
import { refuseOtherRecipe } from '../../runs/recipe.js';
import { readRunFile, type RunFile, runFileIsAsWritten, runFilePath } from '../../runs/runFile.js';
import { isUserError, UserError } from '../../shared/errors.js';
import { systemCode } from '../../shared/failures.js';
import type { JobContext } from '../jobs.js';
import { longestModelFile } from '../model/defaults.js';
import { evaluationPath, modelFolderOf } from '../model/runPaths.js';
import { checkUnchanged, type PreparedRun, prepareRun } from '../train/prepareRun.js';
import { type CheckedJournal, checkJournal } from './checkJournal.js';
import { repeatSteps } from './repeatSteps.js';

/** A checked part of a run, with its figures. */
export type Part =
  | { readonly part: 'runFile' }
  | { readonly part: 'journal'; readonly steps: number }
  | { readonly part: 'checkpoint'; readonly name: CheckpointName; readonly step: number }
  | { readonly part: 'files' }
  | { readonly part: 'model'; readonly files: number }
  | { readonly part: 'evaluation' }
  | { readonly part: 'steps'; readonly steps: number; readonly from: number };

export interface VerifyRequest {
  readonly folder: string;
  /** The number of recorded steps to repeat. */
  readonly steps: number;
  /** Called with each part that is right, and with the error of each that is wrong. */
  readonly right: (part: Part) => void;
  readonly wrong: (error: UserError) => void;
}

/**
 * Checks run.json, the journal, the checkpoints, the files that the run learned from, its model and its
 * evaluation, and repeats steps.
 * Throws `run.notAsRecorded` when something is wrong, `run.notFound`, `run.locked`, an Interruption when the signal is
 * aborted.
 */
export async function verify(request: VerifyRequest, context: JobContext): Promise<void> {
  const folder = resolve(request.folder);
  if (!existsSync(runFilePath(folder))) throw new UserError('run.notFound', { folder });
  const lock = lockIfWritable(folder);
  try {
    const wrong = await checkAll(folder, request, context);
    if (wrong > 0) throw new UserError('run.notAsRecorded', { folder, count: wrong });
  } finally {
    lock?.release();
  }
}

/** Nobody works on a run in a folder that cannot be written, such as an archive. */
function lockIfWritable(folder: string): ReturnType<typeof acquireLock> | null {
  try {
    return acquireLock(folder);
  } catch (error) {
    if (isUserError(error) && ['machine.readOnly', 'machine.notWritable'].includes(error.code)) return null;
    throw error;
  }
}

/** In bytes: it lists some thousand rows. */
const longestEvaluation = 1 << 28;

/** The results of earlier checks, for later ones. */
interface Found {
  readonly folder: string;
  /** Null where run.json cannot be read. */
  readonly run: RunFile | null;
  journal: CheckedJournal | null;
  /** The step of the best evaluation, as the last checkpoint tells it; null before there is one. */
  bestStep: number | null;
  prepared: PreparedRun | null;
}

/** Makes every check, whatever the others found. Returns how many found something wrong. */
async function checkAll(folder: string, request: VerifyRequest, context: JobContext): Promise<number> {
  const found: Found = { folder, run: readableRun(folder), journal: null, bestStep: null, prepared: null };
  const checks = [
    async () => checkRunFile(folder),
    async () => checkEvents(found),
    () => checkLast(found),
    () => checkBest(found),
    () => checkModel(found),
    () => checkEvaluation(found),
    () => checkFiles(found, context),
    () => checkSteps(found, request.steps, context),
  ];
  let wrong = 0;
  for (const check of checks) {
    try {
      const part = await check();
      if (part !== null) request.right(part);
    } catch (error) {
      if (!isUserError(error)) throw error;
      wrong++;
      request.wrong(error);
    }
  }
  return wrong;
}

function checkRunFile(folder: string): Part {
  readRunFile(folder);
  if (!runFileIsAsWritten(folder)) throw new UserError('run.fileEdited', { file: runFilePath(folder) });
  return { part: 'runFile' };
}

function checkEvents(found: Found): Part {
  found.journal = checkJournal(journalPath(found.folder));
  return { part: 'journal', steps: found.journal.steps };
}

async function checkLast(found: Found): Promise<Part | null> {
  const { folder, run, journal } = found;
  const last = run === null ? null : await checkpointOf(folder, 'last', run);
  if (last === null) return null;
  if (journal !== null && journal.steps < last.step)
    throw new UserError('run.behindCheckpoint', {
      file: journalPath(folder),
      step: journal.steps,
      expected: last.step,
    });
  found.bestStep = last.best === null ? null : last.bestStep;
  return { part: 'checkpoint', name: 'last', step: last.step };
}

async function checkBest({ folder, run, bestStep }: Found): Promise<Part | null> {
  const best = run === null ? null : await checkpointOf(folder, 'best', run);
  if (bestStep !== null && best?.step !== undefined && best.step >= bestStep)
    return { part: 'checkpoint', name: 'best', step: best.step };
  if (bestStep === null) return null;
  const file = join(folder, checkpointFile('best'));
  throw new UserError('run.checkpointDamaged', { file, reason: `it is not of step ${bestStep}` });
}

async function checkFiles(found: Found, context: JobContext): Promise<Part | null> {
  const { folder, run } = found;
  if (run === null || run.decisions === null) return null;
  found.prepared = await prepareRun(folder, run, context);
  checkUnchanged(found.prepared, run.decisions);
  return { part: 'files' };
}

async function checkSteps({ prepared }: Found, steps: number, context: JobContext): Promise<Part | null> {
  return steps === 0 || prepared === null ? null : { part: 'steps', ...(await repeatSteps(prepared, steps, context)) };
}

function readableRun(folder: string): RunFile | null {
  try {
    return readRunFile(folder);
  } catch (error) {
    if (isUserError(error)) return null;
    throw error;
  }
}

/** Throws for one that is damaged, or that belongs to other settings than run.json has. */
async function checkpointOf(folder: string, name: CheckpointName, run: RunFile): Promise<Progress | null> {
  const checkpoint = await readCheckpoint(folder, name, run.id);
  if (checkpoint === null) return null;
  checkpoint.tensors.clear();
  refuseOtherRecipe(folder, run, checkpoint.recipe);
  return checkpoint.progress;
}

/** None where there is no folder: each file that it should have is told of then. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return [];
  }
}

/** Each file of a finished model against its sum in run.json. */
async function checkModel({ folder, run, journal }: Found): Promise<Part | null> {
  const modelFiles = run?.modelFiles;
  if (modelFiles === undefined) {
    if (run !== null && journal?.isDone === true) throw new UserError('run.fileEdited', { file: runFilePath(folder) });
    return null;
  }
  const model = modelFolderOf(folder);
  if (existsSync(model)) checkInside(model, folder);
  const names = Object.keys(modelFiles);
  const limit = longestModelFile(run?.decisions?.parameters.total ?? 0);
  for (const name of new Set([...names, ...namesIn(model)])) {
    if (name.startsWith('.')) continue;
    const file = join(model, name);
    if ((await fileSha256(file, limit)) !== modelFiles[name]) throw new UserError('run.fileEdited', { file });
  }
  return { part: 'model', files: names.length };
}

/** A run of an earlier version, or without rows that were held out, has no sum of its evaluation. */
async function checkEvaluation({ folder, run }: Found): Promise<Part | null> {
  if (run?.evaluationFile === undefined) return null;
  const file = evaluationPath(folder);
  if ((await fileSha256(file, longestEvaluation)) !== run.evaluationFile)
    throw new UserError('run.fileEdited', { file });
  return { part: 'evaluation' };
}
