// Detects whether the first row of a table names its columns.

import { kindOf, kindOfCells } from '../source/cellKinds.js';
import type { Row } from '../source/row.js';
import {
  foldName,
  hasPart,
  labelNames,
  labelParts,
  lesserLabelNames,
  lesserTextNames,
  likelyTextNames,
  nameWords,
  otherNames,
  plainName,
  textNames,
  textParts,
} from './columnWords.js';
import { oppositeLabels } from './oppositeLabels.js';

const columnNames: readonly ReadonlySet<string>[] = [
  textNames,
  likelyTextNames,
  lesserTextNames,
  labelNames,
  lesserLabelNames,
  otherNames,
];
const labelValues = new Set(oppositeLabels.flat().map(plainName));

/** The number of rows below the first that are compared with it. */
const comparedRows = 200;

/**
 * The evidence that the first row names the columns, summed over its cells: positive for names, negative for data. A
 * row of data resembles the rows below it in kind, length or words; names differ from them.
 */
export function headerScore(rows: readonly Row[]): number {
  const [first, ...others] = rows;
  if (first === undefined) return -1;
  const below = others.slice(0, comparedRows);
  // Files of several columns mostly name them, lists of texts mostly do not.
  const start = first.fields.length > 1 ? 0.75 : -1.4;
  return first.fields.reduce((sum, cell, column) => {
    const cells = below.map((row) => (row.fields[column] ?? '').trim()).filter((text) => text !== '');
    return sum + cellScore(cell.trim(), cells);
  }, start);
}

/** The number of cells that are usual names of columns, and do not occur again below. */
export function usualNames([first, ...others]: readonly Row[]): number {
  return (first?.fields ?? []).filter(
    (cell, column) => isUsualName(cell) && !others.some((row) => row.fields[column] === cell),
  ).length;
}

function isUsualName(cell: string): boolean {
  const folded = foldName(cell);
  return columnNames.some((names) => names.has(folded));
}

function cellScore(cell: string, below: readonly string[]): number {
  if (cell === '') return below.length > 0 && kindOfCells(below) === 'words' ? -1 : 0;
  const kind = kindOf(cell);
  const usual = kindOfCells(below);
  const isNamed = isUsualName(cell);
  if (below.includes(cell)) return -3;
  if (kind === 'number' && !isNamed) return usual === 'number' ? -3 : -1.5;
  if (labelValues.has(plainName(cell)) && (below.length === 0 || below.some((one) => labelValues.has(plainName(one)))))
    return -3;
  const isOfKind = usual !== 'words' && usual !== 'code' && below.length > 0;
  if (isOfKind && kind === usual && !isNamed) return -3;
  const byKind = isOfKind && kind !== usual ? (below.length > 1 ? 3 : 1.5) : 0;
  return byKind + (isNamed ? 4 : nameLook(cell, below)) + fewValues(below) + lengthScore(cell, below, isNamed);
}

/** The evidence in a cell's form: a question above answers, a name in the style of programs, or a usual word. */
function nameLook(cell: string, below: readonly string[]): number {
  const asks = (text: string) => /[?？:：]\s*$/.test(text);
  const isQuestion = asks(cell) && below.filter(asks).length < 0.3 * below.length;
  const isIdentifier =
    /^(?:[A-Za-z]+(?:_[A-Za-z0-9]+)+|[a-z]+(?:[A-Z][a-z0-9]+)+|[Qq]\d+|Unnamed: \d+|[Cc]ol(?:umn)?[ _]?\d+)$/.test(
      cell,
    );
  const name = { folded: foldName(cell), words: nameWords(cell) };
  const isShort = name.words.length <= 3 && cell.length < 30;
  const hasWord = [textParts, labelParts].some((parts) => hasPart(name, parts));
  return (isQuestion ? 2 : 0) + (isIdentifier ? 1.5 : 0) + (hasWord ? (isShort || isQuestion ? 1.5 : 0.25) : 0);
}

/** The values of a column with few different ones, to which the first cell does not belong. */
function fewValues(below: readonly string[]): number {
  const distinct = new Set(below).size;
  const isFew = below.length >= 3 && distinct <= Math.max(2, below.length / 3) && distinct < below.length;
  return isFew ? Math.min(2, (0.5 * below.length) / distinct) : 0;
}

/** A short name above long texts, or a text as long as those below it. */
function lengthScore(cell: string, below: readonly string[], isNamed: boolean): number {
  if (isNamed || below.length === 0) return 0;
  const lengths = below.map(({ length }) => length).sort((a, b) => a - b);
  const median = lengths[lengths.length >> 1]!;
  if (median >= 8 && cell.length < 0.35 * median) return 1;
  const isAsLong = cell.length > 12 && cell.length > 0.5 * median && median > 4 && cell.length < 3 * median;
  return isAsLong && !/[?？:：]\s*$/.test(cell) ? -cell.split(/\s+/).length / 3 : 0;
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
