// What the first rows of a table show that a person may not have meant: numbers, truth values or columns of 0 and 1 as
// classes, JSON or pages in cells, texts decoded twice, columns of one name.

import type { Task } from '../../base/model.js';
import { UserError } from '../../shared/errors.js';
import { type Notice, notice } from '../../shared/notices.js';
import { parseNumber } from '../source/numbers.js';
import { isAmount } from '../source/numberSpelling.js';
import type { Table } from '../table/table.js';
import { isRow, parseJsonText } from '../text/jsonValues.js';
import { cellAt, type ChosenColumn, type ChosenColumns } from './columns.js';
import { detectSeparator, listIn } from './labelLists.js';

/** Throws `data.jsonLabels` for labels that are objects of JSON, such as marked places in a text. */
export function suspicions(table: Table, { text, pair, label }: ChosenColumns, task: Task): Notice[] {
  const texts = text === undefined ? [] : cellsIn(table, text);
  const labels = label === undefined ? [] : cellsIn(table, label);
  if (label !== undefined && isMostly(labels, isNestedJson))
    throw new UserError('data.jsonLabels', { file: table.file, column: label.name, value: labels[0]!.slice(0, 60) });
  return [
    ...(text === undefined ? [] : textNotices(text.name, texts)),
    ...(label === undefined || task !== 'single-label' ? [] : classNotices(table, label, labels, text)),
    ...(pair === undefined && text !== undefined ? secondText(table, text) : []),
    ...repeatedNames(table),
  ];
}

function cellsIn({ sample }: Table, column: ChosenColumn): string[] {
  return sample.map(({ fields }) => cellAt(column, fields).trim()).filter((cell) => cell !== '');
}

function isMostly(cells: readonly string[], test: (cell: string) => boolean): boolean {
  return cells.length > 0 && cells.filter(test).length > 0.8 * cells.length;
}

function jsonIn(cell: string): unknown {
  if (!/^[[{]/.test(cell)) return undefined;
  try {
    return parseJsonText(cell);
  } catch {
    return undefined;
  }
}

/** An object, or a list with an object or a list in it; lists of labels are none, and neither are choices. */
function isNestedJson(cell: string): boolean {
  const value = jsonIn(cell);
  if (Array.isArray(value)) return value.some((one) => typeof one === 'object' && one !== null);
  return isRow(value) && listIn(cell) === undefined;
}

const markup = /&(?:amp|lt|gt|quot|nbsp|#\d{2,5});|<(?:br|p|div|span|a|b|i|img|li)\b[^<>]*>/i;
/** Letters of UTF-8 that were read as Windows-1252, and written as UTF-8 again. */
const twice =
  /[\u00c2\u00c3][\u0080-\u00bf\u2018-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]|\u00e2\u20ac/;

function textNotices(name: string, texts: readonly string[]): Notice[] {
  const column = JSON.stringify(name);
  const marked = texts.filter((text) => markup.test(text)).length;
  const decodedTwice = texts.filter((text) => twice.test(text));
  return [
    ...(isMostly(texts, (text) => typeof jsonIn(text) === 'object') ? [notice('data.jsonTexts', { column })] : []),
    ...(10 * marked > texts.length ? [notice('data.markup', { column, count: marked, of: texts.length })] : []),
    ...(20 * decodedTwice.length > texts.length
      ? [notice('data.decodedTwice', { column, count: decodedTwice.length, sample: sampleOf(decodedTwice[0]!) })]
      : []),
  ];
}

function sampleOf(text: string): string {
  const at = Math.max(0, text.search(twice) - 10);
  return JSON.stringify(text.slice(at, at + 30));
}

const truths = new Set('true false yes no y n t f 1 0 1.0 0.0'.split(' '));
/** So many different numbers are no classes, as a rule. */
const manyNumbers = 8;

function classNotices(
  table: Table,
  label: ChosenColumn,
  cells: readonly string[],
  text: ChosenColumn | undefined,
): Notice[] {
  if (label.parts !== undefined) return [];
  const column = JSON.stringify(label.name);
  const words = new Set(cells.map((cell) => cell.toLowerCase()));
  const isNumber = (cell: string) => parseNumber(cell) !== undefined || isAmount(cell);
  const hasFractions = cells.some((cell) => isNumber(cell) && /[.,]\d*[1-9]|%/.test(cell));
  const isTruth = words.size > 2 && [...words].every((word) => truths.has(word));
  const areNumbers =
    !isTruth && (words.size > manyNumbers || (hasFractions && words.size > 2)) && isMostly(cells, isNumber);
  const separator = detectSeparator(cells);
  // Words of one label are separated by spaces too.
  const several = cells.find((cell) => isList(cell) || (separator !== ' ' && cell.includes(separator ?? '|')));
  const others = binaryBeside(table, label, text);
  return [
    ...(isTruth ? [notice('data.truthLabels', { column, labels: [...words].map(quoted).join(', ') })] : []),
    ...(areNumbers ? [notice('data.numberLabels', { column, count: words.size })] : []),
    ...(several === undefined ? [] : [notice('data.severalInOne', { column, value: quoted(several) })]),
    ...(others.length === 0
      ? []
      : [notice('data.otherBinary', { column, count: others.length, others: others.map(quoted).join(', ') })]),
  ];
}

const quoted = (text: string) => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);

function isList(cell: string): boolean {
  return (listIn(cell)?.length ?? 0) > 1;
}

/** The names of other columns that hold zeros and ones, where the label does. */
function binaryBeside({ columns, sample }: Table, label: ChosenColumn, text: ChosenColumn | undefined): string[] {
  const isBinary = (column: number) =>
    sample.length > 2 && sample.every(({ fields }) => /^\s*[01](?:\.0)?\s*$/.test(fields[column] ?? ''));
  if (label.reason === 'given' || !isBinary(label.index)) return [];
  return columns
    .filter((_, column) => column !== label.index && column !== text?.index && isBinary(column))
    .slice(0, 8);
}

const pairs: readonly (readonly [first: string, second: string])[] = [
  ['premise', 'hypothesis'],
  ['question', 'passage'],
  ['query', 'document'],
];

/** `question2` for `question1`, `text_a` for `text_b`; the name itself where it is neither of two. */
function otherOfTwo(name: string): string {
  const others: Readonly<Record<string, string>> = { 1: '2', 2: '1', _a: '_b', _b: '_a' };
  return name.replace(/(?<=[a-z_ ])[12]$|_[ab]$/, (end) => others[end]!);
}

/** The second text beside one such as `question1`, `sentence_a` or `premise`. */
function secondText({ columns, sample }: Table, text: ChosenColumn): Notice[] {
  const name = text.name.toLowerCase();
  const other = pairs.find(([first]) => first === name)?.[1] ?? otherOfTwo(name);
  const index = columns.findIndex((column) => column.toLowerCase() === other);
  const hasText = sample.some(({ fields }) => /\p{L}.*\s.*\p{L}/u.test(fields[index] ?? ''));
  return other === name || index < 0 || !hasText
    ? []
    : [notice('data.secondText', { column: quoted(text.name), other: quoted(columns[index]!) })];
}

/** Columns of one name got numbers, `label (2)`, and a name alone means the first. */
function repeatedNames({ columns, header }: Table): Notice[] {
  const again = header ? columns.filter((name) => / \(2\)$/.test(name) && columns.includes(name.slice(0, -4))) : [];
  return again.map((name) =>
    notice('data.repeatedHeadings', { name: quoted(name.slice(0, -4)), second: quoted(name) }),
  );
}
