// Looks through a whole data file in one pass and bounded memory: columns, labels, lengths, problems.

import { createHash } from 'node:crypto';
import { UserError } from '../shared/errors.js';
import type { ColumnReport, Inspection, LengthBin } from '../shared/inspection.js';
import { notice } from '../shared/notices.js';
import { cellsOf, type Cells, newTally } from './cells.js';
import { type ChosenColumns, type ColumnOptions, guessColumns } from './columns.js';
import { buildLabelMap, splitLabels } from './labels.js';
import { delimiters, type DelimiterName } from './dialect.js';
import { DuplicateFinder } from './duplicates.js';
import { parseNumber } from './numbers.js';
import { addLabelProblems, ProblemList, quoteLabels } from './problems.js';
import type { Row } from './records.js';
import { fitWidth, openTable, readRows, type Table, type TableOptions } from './table.js';
import { maxLabels, type TargetOptions } from './targets.js';

export interface InspectOptions extends TableOptions, ColumnOptions, Omit<TargetOptions, 'labels'> {}

const distinctLimit = 1000;
const lengthLimits: readonly number[] = [8, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 1024, 2048];

/**
 * Rows that training would skip are counted, not refused; a file with one column is inspected without labels.
 * @throws UserError when the file cannot be read, has no rows or none of the right width, or lacks a column that is named
 */
export async function inspect(file: string, options: InspectOptions): Promise<Inspection> {
  const table = await openTable(file, options);
  const columns = guessColumns(table, options);
  const [problems, tally, hash] = [new ProblemList(), newTally(), createHash('sha256')];
  const profiles = table.columns.map(() => new ColumnProfile());
  const survey = new Survey(problems, columns, options);
  for await (const rows of readRows(table, hash)) {
    tally.rows += rows.length;
    for (const row of rows) {
      fitWidth(row, table.columns.length)?.fields.forEach((cell, column) => profiles[column]!.see(cell));
      const cells = cellsOf(row, table, columns, problems, tally);
      if (cells !== undefined && columns.text !== undefined) survey.see(cells);
    }
  }
  checkWidths(table, tally.rows, problems.count('badRow'), tally.firstBad);
  if (columns.text !== undefined && tally.onlyNumbers && survey.texts > 0) problems.addNotice(notice('data.textNumbers'), survey.texts);
  return {
    ...describeTable(table),
    sha256: hash.digest('hex'),
    columns: profiles.map((profile, index) => profile.report(index, table.columns[index]!, columns)),
    rows: tally.rows,
    ...survey.report(),
    problems: problems.list(),
  };
}

function describeTable({ file, bytes, encoding, bomBytes, dialect, header }: Table) {
  const delimiter = (Object.keys(delimiters) as DelimiterName[]).find((name) => delimiters[name] === dialect.delimiter) ?? 'comma';
  return { file, bytes, encoding, byteOrderMark: bomBytes > 0, delimiter, header };
}

function checkWidths(table: Table, rows: number, bad: number, firstBad: Row | undefined): void {
  if (bad < rows || firstBad === undefined) return;
  throw new UserError('data.allRowsBad', { file: table.file, columns: table.columns.length, line: firstBad.line, fields: firstBad.fields.length });
}

/** Figures of one column. */
class ColumnProfile {
  private filled = 0;
  private empty = 0;
  private numbers = 0;
  private characters = 0;
  private readonly values = new Set<string>();
  private isMore = false;

  see(cell: string): void {
    if (cell.trim() === '') {
      this.empty += 1;
      return;
    }
    this.filled += 1;
    this.characters += countCharacters(cell);
    if (parseNumber(cell) !== undefined) this.numbers += 1;
    if (this.values.size < distinctLimit) this.values.add(cell);
    else if (!this.isMore) this.isMore = !this.values.has(cell);
  }

  report(index: number, name: string, columns: ChosenColumns): ColumnReport {
    const role = (['text', 'label', 'pair'] as const).find((key) => columns[key]?.index === index) ?? null;
    const filled = Math.max(1, this.filled);
    return {
      ...{ name, role, reason: role === null ? null : columns[role]!.reason },
      numberShare: this.numbers / filled,
      meanCharacters: this.characters / filled,
      empty: this.empty,
      distinct: this.values.size,
      distinctIsMore: this.isMore,
    };
  }
}

/** Figures of the rows that have a text: lengths, labels, rows that come again. */
class Survey {
  texts = 0;
  private usable = 0;
  private characters = 0;
  private longest = 0;
  private readonly bins = new Array<number>(lengthLimits.length + 1).fill(0);
  private readonly counts = new Map<string, number>();
  private isMore = false;
  private readonly duplicates = new DuplicateFinder();

  constructor(private readonly problems: ProblemList, private readonly columns: ChosenColumns, private readonly options: InspectOptions) {}

  see(cells: Cells): void {
    this.texts += 1;
    this.measure(cells.text);
    if (this.columns.label !== undefined && !this.takeLabel(cells)) return;
    this.usable += 1;
    // NUL cannot occur in a cell: it was dropped from the file.
    const sighting = this.duplicates.see(cells.pair === undefined ? cells.text : `${cells.text}\0${cells.pair}`, cells.label.trim());
    if (sighting === 'same') this.problems.add('duplicateRow', cells.line);
    if (sighting === 'other') this.problems.add('conflictingLabel', cells.line);
  }

  report(): Pick<Inspection, 'usable' | 'labels' | 'labelsAreMore' | 'lengths'> {
    const { names, idOf, nearDuplicates } = buildLabelMap(this.counts, this.options.mergeLabels);
    const counts = new Array<number>(names.length).fill(0);
    for (const [label, count] of this.counts) counts[idOf(label)!]! += count;
    addLabelProblems(this.problems, names, counts, nearDuplicates, this.options.mergeLabels);
    if (names.length === 1 && this.options.task === 'single-label') this.problems.addNotice(notice('data.oneClass', { labels: quoteLabels(names) }), 1);
    const histogram = this.bins.map((count, bin): LengthBin => ({ upTo: lengthLimits[bin] ?? null, count }));
    return {
      usable: this.usable,
      labels: names.map((label, id) => ({ label, count: counts[id]! })),
      labelsAreMore: this.isMore,
      lengths: { mean: this.characters / Math.max(1, this.texts), maximum: this.longest, histogram },
    };
  }

  private measure(text: string): void {
    const length = countCharacters(text);
    this.characters += length;
    this.longest = Math.max(this.longest, length);
    const bin = lengthLimits.findIndex((limit) => length <= limit);
    this.bins[bin < 0 ? lengthLimits.length : bin]! += 1;
  }

  /** Counts the labels of a row; false, with a problem noted, when training would skip the row. */
  private takeLabel({ label, line }: Cells): boolean {
    const { task, labelSeparator } = this.options;
    const isEmpty = label.trim() === '';
    const problem = task === 'regression' && !isEmpty && parseNumber(label) === undefined ? 'labelNotNumber' : isEmpty && task !== 'multi-label' ? 'emptyLabel' : undefined;
    if (problem !== undefined) {
      this.problems.add(problem, line);
      return false;
    }
    const labels = task === 'regression' ? [] : task === 'multi-label' ? splitLabels(label, labelSeparator) : [label];
    for (const one of labels) {
      const count = this.counts.get(one);
      if (count === undefined && this.counts.size === maxLabels) this.isMore = true;
      else this.counts.set(one, (count ?? 0) + 1);
    }
    return true;
  }
}

/** Unicode characters: a surrogate pair is one. */
function countCharacters(text: string): number {
  let pairs = 0;
  for (let index = 0; index < text.length; index++) if ((text.charCodeAt(index) & 0xfc00) === 0xdc00) pairs += 1;
  return text.length - pairs;
}
