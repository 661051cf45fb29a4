// The data of a run: read, split into training and validation, tokenised; a million rows in bounded memory.

import { setImmediate as nextTurn } from 'node:timers/promises';

import { type Dataset, readDataset } from '../../data/rows/dataset.js';
import { TextHashes } from '../../data/rows/leaks.js';
import { readNotice } from '../../data/rows/readNotice.js';
import { resampledCount, resampledRows } from '../../data/rows/resample.js';
import { balancedClassWeights, balancedLabelWeights, type Split } from '../../data/rows/split.js';
import { countLabels, selectTargets } from '../../data/rows/targets.js';
import { delimiterName } from '../../data/text/dialect.js';
import { quoteName } from '../../data/text/quoting.js';
import { UserError } from '../../shared/errors.js';
import { type Notice, notice } from '../../shared/notices.js';
import type { Settings } from '../../shared/settings.js';
import { validationShare } from '../../shared/settingValues.js';
import type { Tokenizer } from '../../text/tokenizer.js';
import { TokenStore } from '../../text/tokenStore.js';
import { stopIfAborted } from '../interruption.js';
import { joinTargets, type Rows } from './batchRows.js';
import { checkTraining, splitData, splitNotices } from './splitData.js';
import { type TargetScale, targetScaleOf } from './targetScale.js';

export interface RunData {
  readonly rows: Rows;
  /** Row numbers. */
  readonly training: Int32Array;
  readonly validation: Int32Array;
  /** The source of the training rows, and that of the validation rows. */
  readonly learned: RowSource;
  readonly heldOut: RowSource;
  /** The names by class id; the label column's name for a regression. */
  readonly labelNames: readonly string[];
  /** The training rows of each label; empty for a regression. */
  readonly labelRows: readonly number[];
  readonly skipped: number;
  readonly notices: readonly Notice[];
  /** The SHA-256 hashes of the files. */
  readonly hash: string;
  readonly validationHash: string | null;
  /** The settings, with detected values in place of `auto` and null. */
  readonly settings: Settings;
}

/** The file that rows are read from, by their row numbers. */
export interface RowSource {
  readonly file: string;
  /** The line of the file on which the row begins. */
  lineOf(row: number): number;
  /** The texts of some rows in the file's order, read again. Throws a UserError when the file has changed. */
  texts(
    rows: ReadonlySet<number>,
  ): AsyncGenerator<{ row: number; text: string; pair: string | undefined }, void, undefined>;
}

/** Throws a UserError for data that cannot be trained on, an Interruption when the signal is aborted. */
export async function readRunData(
  file: string,
  settings: Settings,
  tokenizer: Tokenizer,
  signal: AbortSignal,
): Promise<RunData> {
  const data = await readDataset(file, settings);
  stopIfAborted(signal);
  const share = validationShare(settings.validation);
  const held = share === null ? await readValidationFile(data, settings) : null;
  const store = new TokenStore(tokenizer);
  const hashes = new TextHashes();
  await tokenise(data, store, tokenizer, settings, signal, hashes);
  if (held !== null) await tokenise(held, store, tokenizer, settings, signal, hashes);
  const whole =
    held === null
      ? splitData(data, share ?? 0, settings)
      : { training: rowNumbers(0, data.count), validation: rowNumbers(data.count, held.count) };
  const { split, notices } = withoutLeaks(whole, hashes, settings, (held ?? data).table.file);
  checkTraining(data, split.training);
  const labelNames = settings.task === 'regression' ? [data.columns.label.name] : data.labels.names;
  const targets = held === null ? data.targets : joinTargets(data.targets, held.targets);
  const scale = settings.scaleTargets ? targetScaleOf(targets, split.training) : null;
  return {
    rows: {
      store,
      targets,
      scale,
      labels: labelNames.length,
      weights: weightsOf(data, held),
      padding: settings.padding,
      maxLength: settings.maxLength,
    },
    ...split,
    learned: sourceOf(data, 0),
    heldOut: held === null ? sourceOf(data, 0) : sourceOf(held, data.count),
    labelNames,
    labelRows: countLabels(selectTargets(data.targets, split.training), data.labels.names.length),
    skipped: data.skipped + (held?.skipped ?? 0),
    notices: [
      readNotice(data.table, data.columns),
      ...(held === null ? [] : [readNotice(held.table, held.columns)]),
      ...[...data.problems, ...(held?.problems ?? [])].map((problem) => problem.notice),
      ...notices,
      ...scaleNotices(scale, data.columns.label.name),
      ...splitNotices(data, split),
    ],
    hash: data.sha256,
    validationHash: held?.sha256 ?? null,
    settings: {
      ...settings,
      text: data.columns.text.name,
      label: data.columns.label.name,
      pair: data.columns.pair?.name ?? null,
      labelSeparator: data.separator,
      decimal: data.decimal,
      ...detected(data, held),
    },
  };
}

/** Of all rows of the run; those held out in a file of their own count alike, as scores count all of them. */
function weightsOf({ extras: { weights } }: Dataset, held: Dataset | null): Float64Array | null {
  if (weights === null || held === null) return weights;
  const all = new Float64Array(weights.length + held.count).fill(1);
  all.set(weights);
  return all;
}

function scaleNotices(scale: TargetScale | null, column: string): Notice[] {
  if (scale === null) return [];
  const [mean, deviation] = [scale.mean, scale.deviation].map((figure) => String(Number(figure.toPrecision(4))));
  const values = { column: JSON.stringify(column), mean: mean!, deviation: deviation! };
  const isCoarse = Math.abs(scale.mean) > coarse * scale.deviation;
  return [notice('data.scaledTargets', values), ...(isCoarse ? [notice('data.coarseTargets', values)] : [])];
}

/** A mean of so many deviations leaves a model's answers, which are floats, less than three digits of a deviation. */
const coarse = 2e4;

/**
 * The split, without validation rows whose text also occurs in training where they are to be removed; reported in
 * either case.
 */
function withoutLeaks(
  split: Split,
  hashes: TextHashes,
  { leaks }: Settings,
  file: string,
): { readonly split: Split; readonly notices: readonly Notice[] } {
  const found = new Set(hashes.leaks(split.training, split.validation));
  const values = { count: found.size, of: split.validation.length };
  if (found.size === 0) return { split, notices: [] };
  if (leaks === 'keep') return { split, notices: [notice('data.leaks', values)] };
  const validation = split.validation.filter((row) => !found.has(row));
  if (validation.length === 0) throw new UserError('data.onlyLeaks', { file });
  return { split: { ...split, validation }, notices: [notice('data.removedLeaks', values)] };
}

/** @param first the number of the dataset's first row among the rows of the run */
function sourceOf(dataset: Dataset, first: number): RowSource {
  return {
    file: dataset.table.file,
    lineOf: (row) => dataset.lines[row - first]!,
    async *texts(rows) {
      let left = rows.size;
      for await (const examples of dataset.examples()) {
        for (const { index, text, pair } of examples) {
          if (!rows.has(index + first)) continue;
          yield { row: index + first, text, pair };
          left -= 1;
        }
        if (left === 0) return;
      }
    },
  };
}

/** The weights by the setting `classWeights`; undefined where classes have none. */
export function classWeightsOf({
  rows: { targets, labels },
  training,
  labelRows,
  settings,
}: RunData): Float32Array | undefined {
  if (settings.classWeights === 'none' || targets.task === 'regression') return undefined;
  return targets.task === 'single-label'
    ? balancedClassWeights(targets.ids, training, labels)
    : balancedLabelWeights(labelRows, training.length);
}

/** The rows of an epoch by the setting `resample`: how many, and which in the epoch of that number. */
export function epochRows({ rows: { targets }, training, labelRows, settings }: RunData): {
  readonly count: number;
  readonly of: (epoch: number) => Int32Array;
} {
  if (settings.resample === 'none' || targets.task !== 'single-label')
    return { count: training.length, of: () => training };
  return {
    count: resampledCount(labelRows),
    of: (epoch) => resampledRows(targets.ids, training, { seed: settings.seed, epoch }),
  };
}

/** The second file has the labels of the first; rows with other labels are skipped and reported. */
function readValidationFile(data: Dataset, settings: Settings): Promise<Dataset> {
  const { text, label, pair } = data.columns;
  return readDataset(settings.validation, {
    ...settings,
    rows: null,
    weights: null,
    group: null,
    time: null,
    text: text.name,
    label: label.name,
    pair: pair?.name,
    labels: data.labels,
    labelSeparator: data.separator,
    decimal: data.decimal,
  });
}

/** The detected format of the file. Two files may have different formats: each is then detected again. */
function detected({ table }: Dataset, held: Dataset | null): Partial<Settings> {
  if (held !== null || !['csv', 'xlsx', 'jsonl'].includes(table.format)) return {};
  if (table.format === 'xlsx') return { header: table.header ? 'yes' : 'no' };
  if (table.format === 'jsonl') return { encoding: table.encoding };
  return {
    encoding: table.encoding,
    header: table.header ? 'yes' : 'no',
    delimiter: delimiterName(table.dialect.delimiter),
    quote: quoteName(table.dialect.quote ?? '"'),
    escape: table.dialect.escape ?? 'doubled',
  };
}

/** Appends the dataset's rows to the store in their order. */
export async function tokenise(
  data: Dataset,
  store: TokenStore,
  tokenizer: Tokenizer,
  { maxLength, longTexts }: Pick<Settings, 'maxLength' | 'longTexts'>,
  signal: AbortSignal,
  hashes?: TextHashes,
): Promise<void> {
  for await (const examples of data.examples()) {
    const inputs = examples.map(({ text, pair }) => [text, pair ?? null] as const);
    for (const encoded of await tokenizer.encodeAll(inputs, maxLength, longTexts)) store.append(encoded);
    for (const { text, pair } of examples) hashes?.add(text, pair);
    await nextTurn();
    stopIfAborted(signal);
  }
}

function rowNumbers(first: number, count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, index) => first + index);
}
