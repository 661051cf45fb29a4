// Detects whether the first row of a table names its columns.

import { parseNumber } from '../source/numbers.js';
import type { Row } from '../source/row.js';
import {
  labelNames,
  labelParts,
  lesserTextNames,
  oppositeLabels,
  plainName,
  textNames,
  textParts,
} from './columnWords.js';

const columnNames = new Set([...textNames, ...lesserTextNames, ...labelNames, 'id', 'index', 'idx', '编号', '序号']);
const labelValues = new Set(oppositeLabels.flat());

/**
 * The first row is data when it holds a number, a value that occurs again below it in the same column, or a label such
 * as `positive`; it is a header when it holds a usual column name. Without any such evidence it counts as a header.
 */
export function detectHeader(rows: readonly Row[]): boolean {
  const [first, ...others] = rows;
  if (first === undefined) return false;
  const names = first.fields.map(plainName);
  if (first.fields.some((cell) => parseNumber(cell) !== undefined)) return false;
  if (names.some((name) => columnNames.has(name))) return true;
  if (names.some((name) => labelValues.has(name))) return false;
  if (first.fields.some((cell, column) => cell !== '' && others.some((row) => row.fields[column] === cell)))
    return false;
  if (names.some((name) => name.length < 30 && [...textParts, ...labelParts].some((part) => name.includes(part))))
    return true;
  return !looksLikeText(first, others);
}

/** The longest cell is as long as the cells below it: a text, not a name. */
function looksLikeText(first: Row, others: readonly Row[]): boolean {
  const lengths = first.fields.map((cell) => cell.length);
  const longest = lengths.indexOf(lengths.reduce((most, length) => Math.max(most, length), 0));
  if (lengths[longest]! > 40) return true;
  const below = others.map((row) => row.fields[longest]?.length ?? 0).sort((a, b) => a - b);
  const median = below[below.length >> 1] ?? 0;
  return median > 0 && lengths[longest]! >= median && lengths[longest]! > 12;
}

/**
 * Names that differ from each other: those of the header, trimmed; the column's number, from 1, where there is none.
 * @param width number of columns
 */
export function nameColumns(header: readonly string[] | undefined, width: number): string[] {
  const taken = new Set<string>();
  return Array.from({ length: width }, (_, column) =>
    uniqueName(header?.[column]?.trim() || String(column + 1), taken),
  );
}

/** The name itself, or with a number: `label`, `label (2)`. Adds it to the taken names. */
export function uniqueName(name: string, taken: Set<string>): string {
  let unique = name;
  for (let copy = 2; taken.has(unique); copy++) unique = `${name} (${copy})`;
  taken.add(unique);
  return unique;
}
