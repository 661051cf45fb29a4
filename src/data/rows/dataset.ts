// A data file as training uses it: the targets of all usable rows in typed arrays, the texts as a stream as often as
// needed.

import { createHash } from 'node:crypto';

import { UserError } from '../../shared/errors.js';
import type { Problem } from '../../shared/inspection.js';
import type { Settings } from '../../shared/settings.js';
import { kindOf } from '../source/cellKinds.js';
import { checkUnchanged, openTable, readRows, type Table, type TableOptions } from '../table/table.js';
import { type Cells, newTally, readCells, type RowTally } from './cells.js';
import {
  cellAt,
  chooseColumns,
  type ChosenColumn,
  type ChosenColumns,
  type ColumnOptions,
  guessColumns,
} from './columns.js';
import { findConflicts } from './conflicts.js';
import { DuplicateFinder, wholeText } from './duplicates.js';
import { ExtraCollector, extraProblem, type Extras } from './extraColumns.js';
import { isOneEach, type LabelMap } from './labels.js';
import { type Shaped, shapeLabels } from './labelShape.js';
import { addLabelProblems, ProblemList, quoteLabels, type RowProblem } from './problems.js';
import { drawRows } from './split.js';
import {
  countLabels,
  growingInts,
  type RowTargets,
  selectTargets,
  TargetCollector,
  targetCount,
  type TargetOptions,
} from './targets.js';

/** Rows that repeat an earlier one are used too, unless `duplicates` says otherwise. */
export interface DatasetOptions extends TableOptions, ColumnOptions, Omit<TargetOptions, 'labelSeparator'> {
  /** The number of rows to use, drawn with the seed; all when absent. */
  readonly rows?: number | null | undefined;
  readonly seed: number;
  readonly duplicates?: Settings['duplicates'] | undefined;
  readonly conflicts?: Settings['conflicts'] | undefined;
  /** Detected when absent. */
  readonly decimal?: Settings['decimal'] | undefined;
}

export interface Example {
  /** The index among the dataset's rows, from 0: also the index into `targets` and `lines`. */
  readonly index: number;
  /** The line of the file on which the row begins. */
  readonly line: number;
  readonly text: string;
  readonly pair: string | undefined;
}

export interface Dataset {
  readonly table: Table;
  readonly columns: ChosenColumns & { readonly text: ChosenColumn; readonly label: ChosenColumn };
  /** The separator of several labels in a cell. */
  readonly separator: string;
  /** The decimal character of a regression's numbers; auto where they do not show it. */
  readonly decimal: Settings['decimal'];
  /** The number of rows to use. */
  readonly count: number;
  readonly targets: RowTargets;
  readonly extras: Extras;
  /** The line of each row. */
  readonly lines: Int32Array;
  /** Without names for a regression. */
  readonly labels: LabelMap;
  /** The number of rows of each label, by id; empty for a regression. */
  readonly labelCounts: readonly number[];
  /** The number of data rows in the file. */
  readonly totalRows: number;
  /** The number of rows that cannot be used. */
  readonly skipped: number;
  readonly problems: readonly Problem[];
  /** The SHA-256 of the file, in hexadecimal. */
  readonly sha256: string;
  /**
   * The texts in file order, in batches of a chunk of the file. Each call reads the file again. Throws a UserError when
   * the file has changed since the dataset was made.
   */
  examples(): AsyncGenerator<Example[], void, undefined>;
}

/** Throws a UserError for problems that the file's start shows, before anything costly is done. */
export async function checkStart(file: string, options: DatasetOptions): Promise<void> {
  chooseLabelled(await openTable(file, options), options);
}

/** The first texts of a file that are not empty. Throws a UserError as `checkStart` does. */
export async function firstTexts(file: string, options: DatasetOptions, most: number): Promise<string[]> {
  const table = await openTable(file, options);
  const { text } = chooseLabelled(table, options).columns;
  const texts: string[] = [];
  for await (const rows of readRows(table)) {
    for (const { fields } of rows) if (cellAt(text, fields).trim() !== '') texts.push(cellAt(text, fields));
    if (texts.length >= most) break;
  }
  return texts.slice(0, most);
}

/** The columns for a run, and how the labels stand in them. Throws a UserError where one could not be guessed. */
function chooseLabelled(table: Table, options: DatasetOptions): Shaped<Dataset['columns']> {
  const shaped = shapeLabels(table, guessColumns(table, options), options);
  const { text, label } = shaped.columns;
  const columns =
    text === undefined || label === undefined || table.columns.length === 1
      ? chooseColumns(table, options)
      : { ...shaped.columns, text, label };
  return { ...shaped, columns };
}

/**
 * Reads the file once, keeping about 12 bytes a row; texts are not kept.
 * @throws UserError for everything that makes training on the file impossible
 */
export async function readDataset(file: string, options: DatasetOptions): Promise<Dataset> {
  const table = await openTable(file, options);
  const { columns, separator, notices, decimal = 'auto' } = chooseLabelled(table, options);
  const place = { file, column: columns.label.name };
  const soft = columns.label.soft?.names;
  const collector = new TargetCollector(place, { ...options, labelSeparator: separator, soft });
  const extras = new ExtraCollector();
  const problems = new ProblemList([...(table.notices ?? []), ...notices]);
  const tally = newTally();
  const hash = createHash('sha256');
  const usableLines = growingInts();
  const leftOut = await leftOutBy(table, columns, { ...options, labelSeparator: separator });
  for await (const batch of readCells(table, columns, problems, tally, hash)) {
    for (const cells of batch) {
      const { line, label, shares } = cells;
      const problem = leftOut(cells) ?? extraProblem(cells) ?? collector.add(label, line, shares);
      if (problem !== undefined) problems.add(problem, line);
      else {
        usableLines.push(line);
        extras.add(cells);
        if (cells.group?.trim() === '') problems.add('emptyGroup', line);
      }
    }
  }
  checkUsable(table, columns, usableLines.length, problems, tally);
  const all = collector.finish();
  checkLabels(table, columns.label, all, options);
  const taken = usableLines.toArray();
  const everyLine = all.kept?.map((row) => taken[row]!) ?? taken;
  const chosen = drawRows(everyLine.length, options.rows ?? everyLine.length, options.seed);
  const targets = selectTargets(all.targets, chosen);
  const labelCounts = countLabels(targets, all.labels.names.length);
  if (options.labels === undefined)
    addLabelProblems(problems, {
      names: all.labels.names,
      counts: labelCounts,
      nearDuplicates: all.labels.nearDuplicates,
      merged: options.mergeLabels,
      rare: all.labels.rare,
    });
  const lines = chosen.map((row) => everyLine[row]!);
  const rows = all.kept === null ? chosen : chosen.map((row) => all.kept![row]!);
  return {
    table,
    columns,
    separator,
    decimal,
    targets,
    lines,
    labels: all.labels,
    labelCounts,
    extras: extras.finish(rows),
    count: lines.length,
    totalRows: tally.rows,
    skipped: tally.rows - everyLine.length,
    problems: problems.list(),
    sha256: hash.digest('hex'),
    examples: () => readExamples(table, columns, lines),
  };
}

/** Which rows the settings leave out for what other rows hold: called with every row in file order. */
async function leftOutBy(
  table: Table,
  columns: ChosenColumns,
  options: DatasetOptions & Pick<TargetOptions, 'labelSeparator'>,
): Promise<(cells: Cells) => RowProblem | undefined> {
  const seen = options.duplicates === 'remove' ? new DuplicateFinder() : undefined;
  const isConflicting = options.conflicts === 'remove' ? await findConflicts(table, columns, options) : undefined;
  return ({ text, pair, label }) => {
    if (isConflicting?.(text, pair) === true) return 'removedConflict';
    return seen?.see(wholeText(text, pair), label.trim()) === 'same' ? 'removedDuplicate' : undefined;
  };
}

function checkUsable(
  table: Table,
  columns: ChosenColumns,
  usable: number,
  problems: ProblemList,
  tally: RowTally,
): void {
  const { file } = table;
  if (problems.count('badRow') === tally.rows && tally.firstBad !== undefined) {
    const { line, fields } = tally.firstBad;
    throw new UserError('data.allRowsBad', { file, columns: table.columns.length, line, fields: fields.length });
  }
  if (usable === 0) {
    const withoutWeight = problems.count('badWeight') + problems.count('zeroWeight');
    if (withoutWeight > 0) throw new UserError('data.noWeights', { file, column: columns.weight?.name ?? '' });
    if (problems.count('badTime') > 0) throw new UserError('data.noTimes', { file, column: columns.time?.name ?? '' });
    throw new UserError('data.noUsableRows', {
      file,
      rows: tally.rows,
      badRows: problems.count('badRow'),
      emptyTexts: problems.count('emptyText'),
      emptyLabels: problems.count('emptyLabel'),
      otherLabels: problems.count('labelNotNumber') + problems.count('unknownLabel'),
    });
  }
  if (tally.onlyNumbers) throw new UserError('data.textNumbers', { file, column: columns.text?.name ?? '' });
}

/** A file to validate or evaluate on may hold one class only; a file to train on may not. */
function checkLabels(
  table: Table,
  column: ChosenColumn,
  { targets, labels, different }: { targets: RowTargets; labels: LabelMap; different: number },
  options: DatasetOptions,
): void {
  if (targets.task === 'regression' || options.labels !== undefined) return;
  const values = { file: table.file, column: column.name };
  if (labels.names.length === 0 && labels.rare !== undefined)
    throw new UserError('data.allRare', { ...values, limit: options.rareRows ?? 0 });
  if (labels.names.length === 0) throw new UserError('data.noLabels', values);
  const rows = targetCount(targets);
  // A column that the user named, or a column called label with few rows, may have a different word in each row; a
  // column of ids or numbers may not.
  const isMeant = options.label != null || (column.reason === 'name' && rows < 10);
  if (
    targets.ids.length === rows &&
    isOneEach(different, rows) &&
    (!isMeant || labels.names.every((name) => kindOf(name.trim()) !== 'words'))
  )
    throw new UserError('data.uniqueLabels', { ...values, labels: different, rows });
  if (targets.task === 'single-label' && labels.names.length === 1)
    throw new UserError('data.oneClass', { ...values, label: quoteLabels(labels.names) });
}

/** Reads the rows that begin on the given lines, which are in ascending order. */
async function* readExamples(
  table: Table,
  columns: Dataset['columns'],
  lines: Int32Array,
): AsyncGenerator<Example[], void, undefined> {
  await checkUnchanged(table);
  const { text, pair } = columns;
  let next = 0;
  for await (const rows of readRows(table)) {
    const batch: Example[] = [];
    for (const { line, fields } of rows) {
      if (line !== lines[next]) continue;
      batch.push({ index: next, line, text: cellAt(text, fields), pair: pair && cellAt(pair, fields) });
      next += 1;
    }
    if (batch.length > 0) yield batch;
    if (next === lines.length) break;
  }
  if (next < lines.length) throw new UserError('data.changed', { file: table.file });
  await checkUnchanged(table);
}
