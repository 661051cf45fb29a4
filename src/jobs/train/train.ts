// The jobs `train` and `resume`: a run from its folder to its model, whether it is stopped, fails or finishes.

import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { removeIfThere } from '../../base/files.js';
import { findData } from '../../data/table/dataFormat.js';
import { readCheckpoint, startOfRun } from '../../runs/checkpoints.js';
import { Journal, journalPath, rewindJournal } from '../../runs/journal.js';
import { eventsOfKind } from '../../runs/journalLines.js';
import { acquireLock } from '../../runs/lock.js';
import { parseSettings } from '../../runs/parseSettings.js';
import { refuseOtherRecipe } from '../../runs/recipe.js';
import { type OtherResources, withOtherResources } from '../../runs/rowsAtOnce.js';
import { pythonDevice, readRunFile, type RunFile, runFilePath, writeRunFile } from '../../runs/runFile.js';
import { createRunFolder, removeIfEmpty } from '../../runs/runFolder.js';
import { UserError } from '../../shared/errors.js';
import type { DoneEvent, FailedEvent, InterruptedEvent, RunEvent } from '../../shared/events.js';
import { Interruption } from '../interruption.js';
import type { JobContext, TrainOutcome, TrainRequest } from '../jobs.js';
import { modelFolderOf } from '../model/runPaths.js';
import { withOwnValidation } from '../rows/ownValidation.js';
import { absoluteSettings } from './configPaths.js';
import { checkUnchanged, prepareRun } from './prepareRun.js';
import { hasWrongGradients, wrongGradients } from './resumeNotices.js';
import { type Recorder, runTraining, type TrainingStart } from './runTraining.js';

/**
 * Fine-tunes a BERT on a CSV. Throws a UserError for everything that the user can put right, after emitting `failed`. A
 * run that failed before it began leaves no folder.
 */
export async function train(request: TrainRequest, context: JobContext): Promise<TrainOutcome> {
  return sayFailure(context, async () => {
    const data = resolve(request.data);
    const settings = absoluteSettings(parseSettings(await withOwnValidation(data, request.settings)), '.');
    await findData(data);
    const wasThere = request.out !== undefined && existsSync(request.out);
    const folder = createRunFolder(data, request.out);
    const run: RunFile = {
      id: randomUUID(),
      product: context.version,
      created: new Date().toISOString(),
      data,
      settings,
      rowsAtOnce: null,
      decisions: null,
    };
    const lock = acquireLock(folder, { numbered: request.out === undefined });
    const detach = context.attach?.(folder);
    try {
      await writeRunFile(folder, run);
      return await work({ folder, run, checkpoint: null, earlier: null }, context);
    } catch (error) {
      if (error instanceof UserError) removeUnbegun(folder);
      throw error;
    } finally {
      detach?.();
      lock.release();
      if (!wasThere) removeIfEmpty(folder);
    }
  });
}

/**
 * Continues a run that was stopped, killed or interrupted by an error, to the same bytes as without the interruption.
 * For a finished run it emits `done` again.
 * @param other fewer rows at a time, for a device with too little memory, or other threads: the result differs by
 *   rounding, with fewer rows also by dropout's masks
 * Throws a UserError, as `train`.
 */
export async function resume(
  runFolder: string,
  context: JobContext,
  other: OtherResources = {},
): Promise<TrainOutcome> {
  return sayFailure(context, async () => {
    const folder = resolve(runFolder);
    withOtherResources(readRunFile(folder), other);
    const lock = acquireLock(folder);
    const detach = context.attach?.(folder);
    try {
      const run = withOtherResources(readRunFile(folder), other);
      // A long journal is read once for both.
      const earlier = [...eventsOfKind(journalPath(folder), 'started', 'done')];
      const done = finished(folder, earlier);
      if (done !== null) {
        if (hasWrongGradients(run, earlier)) context.emit({ event: 'notice', ...wrongGradients(run) });
        return said(done, context);
      }
      if (run.decisions?.device === pythonDevice) throw new UserError('run.ofPython', { folder });
      const checkpoint = await readCheckpoint(folder, 'last', run.id);
      if (checkpoint !== null) refuseOtherRecipe(folder, run, checkpoint.recipe);
      await rewindJournal(journalPath(folder), checkpoint?.progress ?? startOfRun);
      return await work({ folder, run, checkpoint, earlier }, context);
    } finally {
      detach?.();
      lock.release();
    }
  });
}

interface Work extends TrainingStart {
  readonly folder: string;
  readonly run: RunFile;
}

/** Prepares and trains, with every event in the journal, however it ends. */
async function work(job: Work, context: JobContext): Promise<TrainOutcome> {
  const { folder, run } = job;
  const journal = Journal.open(journalPath(folder));
  const recorder: Recorder = {
    emit: (event) => {
      journal.append(event);
      context.emit(event);
    },
    sync: () => journal.sync(),
  };
  try {
    const prepared = await prepareRun(folder, run, context);
    if (run.decisions !== null) checkUnchanged(prepared, run.decisions);
    const outcome = await runTraining(prepared, job, recorder, context);
    return said(outcome, recorder);
  } catch (error) {
    if (error instanceof Interruption) return said(interruptedAt(job), recorder);
    if (error instanceof UserError) appendFailure(journal, error);
    throw error;
  } finally {
    journal.close();
  }
}

/** Interrupted before training began or resumed: nothing is lost, and nothing new to save. */
function interruptedAt({ folder, checkpoint }: Work): InterruptedEvent {
  const { step, seconds } = checkpoint?.progress ?? startOfRun;
  return { event: 'interrupted', folder, step, steps: 0, seconds };
}

function said<Event extends RunEvent>(event: Event, to: Pick<JobContext, 'emit'>): Event {
  to.emit(event);
  return event;
}

/** On a full disk, the journal cannot record that the disk is full: the run's own error is the one to report. */
function appendFailure(journal: Journal, error: Omit<FailedEvent, 'event'>): void {
  try {
    journal.append(failureOf(error));
  } catch (second) {
    if (!(second instanceof UserError)) throw second;
  }
}

function failureOf({ code, values }: Omit<FailedEvent, 'event'>): FailedEvent {
  return { event: 'failed', code, values };
}

async function sayFailure(context: JobContext, job: () => Promise<TrainOutcome>): Promise<TrainOutcome> {
  try {
    return await job();
  } catch (error) {
    if (error instanceof UserError) context.emit(failureOf(error));
    throw error;
  }
}

/** The final event of a finished run; null for one that is not finished, or whose model is gone. */
function finished(folder: string, events: readonly RunEvent[]): DoneEvent | null {
  const done = events.findLast((event) => event.event === 'done');
  const model = modelFolderOf(folder);
  return done !== undefined && existsSync(join(model, 'config.json')) ? { ...done, folder, model } : null;
}

/** A run that failed before it began leaves nothing: its own files are removed. */
function removeUnbegun(folder: string): void {
  for (const _ of eventsOfKind(journalPath(folder), 'started')) return;
  removeIfThere(runFilePath(folder));
  removeIfThere(journalPath(folder));
}
