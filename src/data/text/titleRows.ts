// Finds the rows above the names of columns that are no part of the table: a title, a date of export, who made it.

import type { Row } from '../source/row.js';
import { headerScore, usualNames } from './header.js';

/** More rows than this above the names are taken for data. */
const mostTitles = 20;
/** The evidence required for a row below others to be the names of the columns. */
const sureHeader = 2;

/** The number of rows above the names of the columns; 0 where the first row is data or the names. */
export function titleRows(rows: readonly Row[]): number {
  const width = usualWidth(rows);
  if (width < 2 || rows.length < 3) return 0;
  // Names that come again, as in files put together from several: nothing stands above the first of them.
  const once = withoutRepeats(rows);
  if (once.length < rows.length && isHeader(once, width)) return 0;
  const usual = usualWidth(
    rows.map(({ line, fields }) => ({ line, fields: fields.filter((cell) => cell.trim() !== '') })),
  );
  const isNarrow = (row: Row) => filledCells(row) <= Math.max(1, usual >> 1) && filledCells(row) < usual;
  const first = rows.findIndex((row) => !isNarrow(row));
  if (first > 0 && first <= mostTitles && first < rows.length - 1 && isHeader(rows.slice(first), width)) return first;
  // Names below rows that are no names, such as the key and value lines of an export.
  for (let index = 1; index <= Math.min(mostTitles, rows.length - 2); index++) {
    const isBelowGap = rows[index]!.line > rows[index - 1]!.line + 1;
    const rest = rows.slice(index, index + 200);
    const enough = isBelowGap ? 1 : 2;
    if (usualNames(rest) >= enough && usualNames(rows.slice(0, 200)) === 0 && isHeader(rest, width)) return index;
  }
  return 0;
}

/** The rows without those that repeat the first, where that has names as columns have them; else all rows. */
export function withoutRepeats(rows: readonly Row[]): readonly Row[] {
  const [first] = rows;
  const once = rows.filter((row) => row === first || !isSame(row.fields, first!.fields));
  return usualNames(once) >= 2 ? once : rows;
}

export function isSame(fields: readonly string[], others: readonly string[]): boolean {
  return fields.length === others.length && fields.every((cell, column) => cell === others[column]);
}

function isHeader(rows: readonly Row[], width: number): boolean {
  return rows[0]!.fields.length === width && headerScore(rows) >= sureHeader;
}

function filledCells({ fields }: Row): number {
  return fields.filter((cell) => cell.trim() !== '').length;
}

/** The most frequent number of columns; that of the first row where several are equally frequent. */
export function usualWidth(rows: readonly Row[]): number {
  const counts = new Map<number, number>();
  for (const { fields } of rows) counts.set(fields.length, (counts.get(fields.length) ?? 0) + 1);
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [0, 0])[0];
}
