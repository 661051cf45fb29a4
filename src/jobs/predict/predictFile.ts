// The job `predictFile`: a CSV copied with the label and the probabilities of every row.

import { isSameFile } from '../../base/files.js';
import { chooseTextColumn, type ChosenColumn, findColumn } from '../../data/rows/columns.js';
import { joinLabels } from '../../data/rows/labelLists.js';
import { usualSeparator } from '../../data/rows/labelShape.js';
import { readNotice } from '../../data/rows/readNotice.js';
import { addColumns, type AddedColumns } from '../../data/table/addColumns.js';
import { outputFormatOf } from '../../data/table/outputFile.js';
import { openTable, type Table } from '../../data/table/table.js';
import { checkWritable, writeAtomically } from '../../formats/atomicWrite.js';
import { parseSettings } from '../../runs/parseSettings.js';
import { UserError } from '../../shared/errors.js';
import type { Settings } from '../../shared/settings.js';
import { stopIfAborted } from '../interruption.js';
import type { JobContext, PredictFileRequest, PredictFileResult, Prediction } from '../jobs.js';
import { modelFolderFor } from '../model/locateModel.js';
import { limitsGiven, type OpenedModel, openModel } from '../model/openModel.js';
import { settingsForFile } from '../rows/taughtReading.js';
import { predictInputs } from './predictInputs.js';

/**
 * Throws a UserError when the file, its columns or the model cannot be used, or the disk is full, an Interruption when
 * the signal is aborted: then nothing is written.
 */
export async function predictFile(request: PredictFileRequest, context: JobContext): Promise<PredictFileResult> {
  const { data, out, pair: pairName } = request;
  const settings = parseSettings(request.settings);
  if (isSameFile(out, data)) throw new UserError('data.outputIsInput', { file: out });
  outputFormatOf(out);
  await checkWritable(out);
  // Problems of the file are reported before a model is downloaded.
  await openTable(data, settings);
  const opened = await openModel(
    await modelFolderFor(request.model, context),
    limitsGiven(request.settings, settings),
    pairName !== undefined,
  );
  const { table, text, pair } = await openFor(opened, request, settings);
  const { notices } = opened.model;
  for (const one of [...notices, ...(table.notices ?? []), readNotice(table, { text, pair }), ...text.notices])
    context.emit({ event: 'notice', ...one });
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
    let added: AddedColumns = { rows: 0, empty: 0, notices: [] };
    await writeAtomically(out, async (sink) => {
      const names = columnNames(opened);
      // The first is the label, unless it is a number itself.
      const numeric = (name: number) => name > 0 || opened.model.config.task === 'regression';
      const { formulas } = request;
      added = await addColumns(table, sink, { out, names, numeric, text, pair, formulas, compute, progress });
    });
    for (const one of added.notices) context.emit({ event: 'notice', ...one });
    return { out, rows: added.rows, empty: added.empty };
  } finally {
    await predictor.dispose();
  }
}

/** The columns that the user named, or else those of the model's training, or else guessed ones. */
async function openFor(
  { taught }: OpenedModel,
  { data, column, pair, settings: given }: PredictFileRequest,
  settings: Settings,
): Promise<{
  readonly table: Table;
  readonly text: ReturnType<typeof chooseTextColumn>;
  readonly pair: ChosenColumn | undefined;
}> {
  const named = { text: column ?? null, pair: pair ?? null };
  const reading = await settingsForFile({
    file: data,
    given: { ...given, ...named },
    settings: { ...settings, ...named },
    taught,
    roles: taught?.columns.pair == null ? ['text'] : ['text', 'pair'],
    flagFor: (role) => (role === 'text' ? '--column' : `--${role}`),
  });
  const table = await openTable(data, reading);
  const text = chooseTextColumn(table, reading.text);
  return { table, text, pair: reading.pair === null ? undefined : findColumn(table, reading.pair) };
}

/** A regression adds one number; classes add the label, or all of them, and a probability each. */
function columnNames({ model }: OpenedModel): string[] {
  if (model.config.task === 'regression') return ['prediction'];
  return ['prediction', ...model.labelNames.map((label) => `p(${label})`)];
}

function cellsOf({ labels, probabilities, value }: Prediction, { model, taught }: OpenedModel): string[] {
  if (value !== null) return [String(Math.fround(value))];
  const separator = taught?.rules.labelSeparator ?? usualSeparator;
  const answer = model.config.task === 'multi-label' ? joinLabels(labels, separator) : labels.join('');
  return [answer, ...probabilities.map(({ probability }) => probability.toFixed(6))];
}
