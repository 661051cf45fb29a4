// The job `predictFile`: a CSV copied with the label and the probabilities of every row.

import { existsSync, realpathSync } from 'node:fs';

import { chooseTextColumn, findColumn } from '../../data/rows/columns.js';
import { addColumns } from '../../data/table/addColumns.js';
import { openTable } from '../../data/table/table.js';
import { writeAtomically } from '../../formats/atomicWrite.js';
import { parseSettings } from '../../runs/parseSettings.js';
import { UserError } from '../../shared/errors.js';
import { stopIfAborted } from '../interruption.js';
import type { JobContext, PredictFileRequest, PredictFileResult, Prediction } from '../jobs.js';
import { modelFolderFor } from '../model/locateModel.js';
import { limitsGiven, type OpenedModel, openModel } from '../model/openModel.js';
import { predictInputs } from './predictInputs.js';

/**
 * Throws a UserError when the file, its columns or the model cannot be used, or the disk is full, an Interruption when
 * the signal is aborted: then nothing is written.
 */
export async function predictFile(request: PredictFileRequest, context: JobContext): Promise<PredictFileResult> {
  const { data, out, column, pair: pairName } = request;
  const settings = parseSettings(request.settings);
  if (existsSync(out) && existsSync(data) && realpathSync(out) === realpathSync(data))
    throw new UserError('data.outputIsInput', { file: out });
  if (/\.(jsonl?|ndjson|xlsx|xlsm|parquet|arrow)$/i.test(out)) throw new UserError('data.outputIsCsv', { file: out });
  const table = await openTable(data, settings);
  const text = chooseTextColumn(table, column).index;
  const pair = pairName === undefined ? undefined : findColumn(table, pairName).index;
  const opened = await openModel(
    await modelFolderFor(request.model, context),
    limitsGiven(request.settings, settings),
    pair !== undefined,
  );
  const predictor = await context.createPredictor({
    config: opened.model.config,
    weights: opened.model.weights,
    threads: settings.threads ?? undefined,
    device: settings.device,
  });
  const compute = async (texts: readonly (readonly [string, string?])[]) =>
    (await predictInputs(opened, predictor, texts, context.signal)).map((prediction) => cellsOf(prediction, opened));
  const progress = (done: { readonly rows: number; readonly bytesRead: number }) => {
    stopIfAborted(context.signal);
    request.progress?.({ ...done, bytes: table.bytes });
  };
  try {
    let counts = { rows: 0, empty: 0 };
    await writeAtomically(out, async (sink) => {
      counts = await addColumns(table, sink, { names: columnNames(opened), text, pair, compute, progress });
    });
    return { out, ...counts };
  } finally {
    await predictor.dispose();
  }
}

/** A regression adds one number; classes add the label, or all of them, and a probability each. */
function columnNames({ model }: OpenedModel): string[] {
  if (model.config.task === 'regression') return ['prediction'];
  return ['prediction', ...model.labelNames.map((label) => `p(${label})`)];
}

function cellsOf({ labels, probabilities, value }: Prediction, { model }: OpenedModel): string[] {
  if (value !== null) return [String(Math.fround(value))];
  const separator = model.config.task === 'multi-label' ? '|' : '';
  return [labels.join(separator), ...probabilities.map(({ probability }) => probability.toFixed(6))];
}
