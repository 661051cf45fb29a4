// Filters and sorts the evaluated rows of a run.

import type { RunEvaluation, WrongRow } from '../../src/shared/messages/models.js';

/** The most wrong first, or in the order of the file. */
export type RowOrder = 'severity' | 'line';

export interface RowFilter {
  /** Label ids; null for any. */
  readonly expected: number | null;
  readonly predicted: number | null;
  /** A part of the text, or a line number; empty for any. */
  readonly search: string;
  readonly order: RowOrder;
}

export const allRows: RowFilter = { expected: null, predicted: null, search: '', order: 'severity' };

/** Whether the filter excludes any rows. */
export function isFiltered({ expected, predicted, search }: RowFilter): boolean {
  return expected !== null || predicted !== null || search.trim() !== '';
}

/** The filter of one cell of the confusion matrix. */
export function filterOfCell(filter: RowFilter, expected: number, predicted: number): RowFilter {
  return { ...filter, expected, predicted, search: '' };
}

/**
 * Whether the filter selects exactly this cell of the confusion matrix.
 * @param expected id of the true label
 * @param predicted id of the predicted label
 */
export function isCell(filter: RowFilter, expected: number, predicted: number): boolean {
  return filter.expected === expected && filter.predicted === predicted;
}

/**
 * The rows that pass the filter: only wrong ones, unless a label is selected, whose right rows then follow, the least
 * certain first. A row of a confusion cell that is not in the lists of texts has only its line number.
 */
export function filteredRows(evaluation: RunEvaluation, filter: RowFilter): readonly WrongRow[] {
  const asksForLabel = filter.expected !== null || filter.predicted !== null;
  const known = asksForLabel ? [...evaluation.mostWrong, ...evaluation.leastSure] : evaluation.mostWrong;
  const rows = known.filter((row) => matches(row, filter));
  if (filter.search.trim() === '') for (const row of rowsWithoutText(evaluation, filter, rows)) rows.push(row);
  return filter.order === 'line' ? rows.sort((a, b) => a.line - b.line) : rows;
}

function matches(row: WrongRow, { expected, predicted, search }: RowFilter): boolean {
  if (expected !== null && !row.expected.includes(expected)) return false;
  if (predicted !== null && !row.predicted.includes(predicted)) return false;
  const wanted = search.trim().toLocaleLowerCase();
  if (wanted === '' || String(row.line) === wanted) return true;
  return [row.text, row.pair].some((text) => text?.toLocaleLowerCase().includes(wanted) === true);
}

/** The rows of the selected confusion cell that are not in the lists of texts. */
function rowsWithoutText(
  { cells }: RunEvaluation,
  { expected, predicted }: RowFilter,
  known: readonly WrongRow[],
): WrongRow[] {
  const cell = cells.find((each) => each.expected === expected && each.predicted === predicted);
  if (cell === undefined) return [];
  const lines = new Set(known.map(({ line }) => line));
  return cell.lines
    .filter((line) => !lines.has(line))
    .map((line) => ({
      line,
      text: null,
      pair: null,
      expected: [cell.expected],
      predicted: [cell.predicted],
      probability: null,
      target: null,
      value: null,
    }));
}
