// A finished run's evaluation.json made again, from its model: for a run whose own was lost, or that ended before it could write one.

import { isDeepStrictEqual } from 'node:util';
import { journalPath, readJournal } from '../runs/journal.js';
import { readRunFile, type RunFile } from '../runs/runFile.js';
import { UserError } from '../shared/errors.js';
import type { RunEvent, Scores } from '../shared/events.js';
import { logitsOf } from './evaluation.js';
import { Interruption } from './interruption.js';
import type { JobContext } from './jobs.js';
import { openModel, type OpenedModel } from './openedModel.js';
import { readRunData, type RunData } from './runData.js';
import { writeEvaluation } from './runEvaluation.js';

/**
 * Writes the file; nothing where no rows were held out, or the run is not finished.
 * Throws a UserError when data or model are gone or changed, or the disk is full, an Interruption when the signal comes.
 */
export async function evaluateRun(folder: string, context: JobContext): Promise<void> {
  const run = readRunFile(folder);
  const events = readJournal(journalPath(folder));
  const scores = events.findLast((event) => event.event === 'done')?.scores ?? null;
  if (scores === null || (run.decisions?.rows.validation ?? 0) === 0) return;
  const { settings } = run;
  const opened = await openModel(folder, settings.maxLength, settings.pair !== null);
  const data = await readRunData(run.data, settings, opened.tokenizer, context.signal);
  checkSameFiles(folder, run, data);
  const logits = await computeLogits(opened, data, run, context);
  await writeEvaluation({ folder, data, task: settings.task, step: stepOf(events, scores), scores, logits });
}

/** Other rows would be judged as if the run had held them out. */
function checkSameFiles(folder: string, { data: file, settings, decisions }: RunFile, data: RunData): void {
  if (data.hash !== decisions?.data.sha256) throw new UserError('run.fileChanged', { file, folder });
  if (data.validationHash !== (decisions.validation?.sha256 ?? null)) throw new UserError('run.fileChanged', { file: settings.validation, folder });
}

async function computeLogits({ model }: OpenedModel, { rows, validation }: RunData, { settings }: RunFile, context: JobContext): Promise<Float32Array> {
  const { signal } = context;
  const predictor = await context.createPredictor({ config: model.config, weights: model.weights, threads: settings.threads ?? undefined });
  try {
    const { store, maxLength, labels } = rows;
    const logits = await logitsOf({ trainer: predictor, store, rows: validation, maxLength, labels, signal });
    if (logits === 'aborted') throw new Interruption();
    return logits;
  } finally {
    await predictor.dispose();
  }
}

/** The step of the evaluation that gave the model its scores. */
function stepOf(events: readonly RunEvent[], scores: Scores): number {
  return events.filter((event) => event.event === 'evaluation').findLast((event) => isDeepStrictEqual(event.scores, scores))?.step ?? 0;
}
