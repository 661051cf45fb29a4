// The validation rows of a finished run, read again, and the logits that a predictor gives for them.

import { readRunFile, type RunFile } from '../../runs/runFile.js';
import { UserError } from '../../shared/errors.js';
import { logitsOf, type LogitsRequest } from '../answers/logits.js';
import { Interruption } from '../interruption.js';
import { type OpenedModel, openModel } from '../model/openModel.js';
import { readRunData, type RunData } from '../rows/runData.js';

/** The rows that a finished run held out, as tokens, and its model. */
export interface HeldOut {
  readonly run: RunFile;
  readonly opened: OpenedModel;
  readonly data: RunData;
}

/**
 * Null where none were held out. Throws a UserError when data or model are gone or changed, an Interruption when the
 * signal is aborted.
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

/** The logits of those rows. Throws an Interruption when the signal is aborted. */
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

/** Refuses changed files: their rows are not the ones that the run held out. */
function checkSameFiles(folder: string, { data: file, settings, decisions }: RunFile, data: RunData): void {
  if (data.hash !== decisions?.data.sha256) throw new UserError('run.fileChanged', { file, folder });
  if (data.validationHash !== (decisions.validation?.sha256 ?? null))
    throw new UserError('run.fileChanged', { file: settings.validation, folder });
}
