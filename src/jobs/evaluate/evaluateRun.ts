// A finished run's evaluation.json made again, from its model: for a run whose own was lost, or that ended before it
// could write one.

import { isDeepStrictEqual } from 'node:util';

import { journalPath, readJournal } from '../../runs/journal.js';
import { readRunFile, type RunFile } from '../../runs/runFile.js';
import { UserError } from '../../shared/errors.js';
import type { RunEvent, Scores } from '../../shared/events.js';
import { logitsOf, type LogitsRequest } from '../answers/logits.js';
import { Interruption } from '../interruption.js';
import type { JobContext } from '../jobs.js';
import { type OpenedModel, openModel } from '../model/openedModel.js';
import { readRunData, type RunData } from '../rows/runData.js';
import { writeEvaluation } from '../train/runEvaluation.js';

/**
 * Writes the file; nothing where no rows were held out, or the run is not finished.
 * Throws a UserError when data or model are gone or changed, or the disk is full, an Interruption when the signal
 * comes.
 */
export async function evaluateRun(folder: string, context: JobContext): Promise<void> {
  const events = readJournal(journalPath(folder));
  const scores = events.findLast((event) => event.event === 'done')?.scores ?? null;
  const held = scores === null ? null : await readHeldOut(folder, context.signal);
  if (scores === null || held === null) return;
  const {
    run: { settings },
    data,
  } = held;
  const logits = await computeLogits(held, context);
  await writeEvaluation({ folder, data, task: settings.task, step: stepOf(events, scores), scores, logits });
}

/** The rows that a finished run held out, as tokens, and its model. */
export interface HeldOut {
  readonly run: RunFile;
  readonly opened: OpenedModel;
  readonly data: RunData;
}

/**
 * Null where none were held out. Throws a UserError when data or model are gone or changed, an Interruption when the
 * signal comes.
 */
export async function readHeldOut(folder: string, signal: AbortSignal): Promise<HeldOut | null> {
  const run = readRunFile(folder);
  if ((run.decisions?.rows.validation ?? 0) === 0) return null;
  const { settings } = run;
  const opened = await openModel(folder, settings, settings.pair !== null);
  const data = await readRunData(run.data, settings, opened.tokenizer, signal);
  checkSameFiles(folder, run, data);
  return { run, opened, data };
}

/** Logits of those rows. Throws an Interruption when the signal comes. */
export async function heldOutLogits(
  { data: { rows, validation } }: HeldOut,
  predictor: LogitsRequest['trainer'],
  signal: AbortSignal,
): Promise<Float32Array> {
  const { store, maxLength, labels } = rows;
  const logits = await logitsOf({ trainer: predictor, store, rows: validation, maxLength, labels, signal });
  if (logits === 'aborted') throw new Interruption();
  return logits;
}

/** Other rows would be judged as if the run had held them out. */
function checkSameFiles(folder: string, { data: file, settings, decisions }: RunFile, data: RunData): void {
  if (data.hash !== decisions?.data.sha256) throw new UserError('run.fileChanged', { file, folder });
  if (data.validationHash !== (decisions.validation?.sha256 ?? null))
    throw new UserError('run.fileChanged', { file: settings.validation, folder });
}

async function computeLogits(held: HeldOut, context: JobContext): Promise<Float32Array> {
  const {
    opened: { model },
    run: { settings },
  } = held;
  const predictor = await context.createPredictor({
    config: model.config,
    weights: model.weights,
    threads: settings.threads ?? undefined,
  });
  try {
    return await heldOutLogits(held, predictor, context.signal);
  } finally {
    await predictor.dispose();
  }
}

/** The step of the evaluation that gave the model its scores. */
function stepOf(events: readonly RunEvent[], scores: Scores): number {
  return (
    events.filter((event) => event.event === 'evaluation').findLast((event) => isDeepStrictEqual(event.scores, scores))
      ?.step ?? 0
  );
}
