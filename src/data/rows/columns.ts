// Chooses the columns of texts and labels: the ones that are named, or a guess by names and by content.

import { nearestName } from '../../base/nearest.js';
import { UserError } from '../../shared/errors.js';
import type { ColumnReason } from '../../shared/inspection.js';
import { parseNumber } from '../source/numbers.js';
import { listNames, type Table } from '../table/table.js';
import { labelNames, labelParts, lesserTextNames, plainName, textNames, textParts } from '../text/columnWords.js';

/** The columns that the user named; a pair is never guessed. */
export interface ColumnOptions {
  readonly text?: string | null | undefined;
  readonly label?: string | null | undefined;
  readonly pair?: string | null | undefined;
}

export interface ChosenColumn {
  readonly index: number;
  readonly name: string;
  readonly reason: ColumnReason;
  /** The columns that it is made of, where it is made of several; `index` is the first. */
  readonly parts?: readonly number[] | undefined;
  /** Its cell in a row, where that is not simply the field at `index`. */
  readonly read?: ((fields: readonly string[]) => string) | undefined;
}

/** The cell of such a column in a row. */
export function cellAt({ index, read }: ChosenColumn, fields: readonly string[]): string {
  return read === undefined ? (fields[index] ?? '') : read(fields);
}

/** The role that a column of the table has. */
export function roleOf(index: number, columns: ChosenColumns): 'text' | 'label' | 'pair' | null {
  const isIn = (one: ChosenColumn | undefined) => one?.index === index || one?.parts?.includes(index) === true;
  return (['text', 'label', 'pair'] as const).find((role) => isIn(columns[role])) ?? null;
}

/** Undefined where there is no such column, or none could be guessed. */
export interface ChosenColumns {
  readonly text: ChosenColumn | undefined;
  readonly label: ChosenColumn | undefined;
  readonly pair: ChosenColumn | undefined;
}

/** Statistics of a column in the sample; shares and means are over its filled cells. */
interface Profile {
  readonly index: number;
  readonly name: string;
  readonly plain: string;
  readonly filled: number;
  readonly meanCharacters: number;
  readonly numberShare: number;
  readonly distinct: number;
}

/** @throws UserError when a named column does not exist, or has two roles */
export function guessColumns(table: Table, options: ColumnOptions): ChosenColumns {
  const profiles = table.columns.map((name, index) => profile(table, name, index));
  let text = given(table, options.text);
  let label = givenLabel(table, options.label);
  const pair = given(table, options.pair);
  const free = () =>
    profiles.filter(
      ({ index, filled }) => filled > 0 && ![text, label, pair].some((column) => column?.index === index),
    );
  // A label's name is the more reliable sign: `label` never names texts, while text columns have many names.
  label ??= named(free(), labelNames, shorter);
  text ??= guessText(free());
  label ??= guessLabel(free());
  const indices = [text, label, pair].flatMap((column) => column?.parts ?? column?.index ?? []);
  const twice = indices.find((index, place) => indices.indexOf(index) < place);
  if (twice !== undefined) throw new UserError('data.sameColumn', { file: table.file, column: table.columns[twice]! });
  return { text, label, pair };
}

/**
 * The columns for a run. Also throws a UserError when text or label could not be guessed, or there is only one column.
 */
export function chooseColumns(
  table: Table,
  options: ColumnOptions,
): ChosenColumns & { readonly text: ChosenColumn; readonly label: ChosenColumn } {
  if (table.columns.length === 1)
    throw new UserError('data.oneColumn', { file: table.file, column: table.columns[0]! });
  const [first] = table.start;
  // Where no row fits, there is nothing to guess from.
  if (table.sample.length === 0 && first !== undefined)
    throw new UserError('data.allRowsBad', {
      ...{ file: table.file, columns: table.columns.length },
      ...{ line: first.line, fields: first.fields.length },
    });
  const chosen = guessColumns(table, options);
  const values = { file: table.file, columns: listNames(table.columns) };
  if (chosen.text === undefined) throw new UserError('data.textNotGuessed', values);
  if (chosen.label === undefined) throw new UserError('data.labelNotGuessed', values);
  return { text: chosen.text, label: chosen.label, pair: chosen.pair };
}

/** The column of texts alone, for a prediction. Throws a UserError when it does not exist or cannot be guessed. */
export function chooseTextColumn(table: Table, name: string | null | undefined): ChosenColumn {
  if (table.columns.length === 1 && name == null) return { index: 0, name: table.columns[0]!, reason: 'content' };
  const chosen = guessColumns(table, { text: name }).text;
  if (chosen === undefined)
    throw new UserError('data.textNotGuessed', { file: table.file, columns: listNames(table.columns) });
  return chosen;
}

/**
 * The column of that name; of nearly that name where no other is as near. A text with names in braces, such as
 * `{title}: {body}`, is made of them.
 */
export function findColumn(table: Table, name: string): ChosenColumn {
  const { columns, file } = table;
  const index = indexOfColumn(table, name);
  const names = index === undefined ? namesInTemplate(name) : [];
  if (names.length > 0) return templateColumn(table, name, names);
  if (index === undefined)
    throw new UserError('data.columnNotFound', {
      file,
      column: name,
      columns: listNames(columns),
      nearest: nearestName(name, columns),
    });
  return { index, name: columns[index]!, reason: 'given' };
}

/** Whether the table has a column of that name, or of nearly that name. */
export function hasColumn(table: Table, name: string): boolean {
  const isThere = (one: string) => indexOfColumn(table, one) !== undefined;
  const [inTemplate, inList] = [namesInTemplate(name), listedNames(name)];
  return (
    isThere(name) ||
    (inTemplate.length > 0 && inTemplate.every(isThere)) ||
    (inList.length > 1 && inList.every(isThere))
  );
}

const braces = /\{([^{}]+)\}/g;

function namesInTemplate(template: string): string[] {
  return [...template.matchAll(braces)].map(([, name]) => name!);
}

/** The text is empty where all its columns are: a template's own words are no text. */
function templateColumn(table: Table, template: string, names: readonly string[]): ChosenColumn {
  const found = new Map(names.map((name) => [name, findColumn(table, name).index]));
  const parts = [...new Set(found.values())];
  return {
    ...{ index: parts[0]!, parts, name: template, reason: 'given' },
    read: (fields) =>
      parts.every((index) => (fields[index] ?? '').trim() === '')
        ? ''
        : template.replace(braces, (_, name: string) => fields[found.get(name)!] ?? '').trim(),
  };
}

function listedNames(names: string): string[] {
  return names.split(',').map((name) => name.trim());
}

/** A column, or names of several between commas: one for each label. */
function givenLabel(table: Table, name: string | null | undefined): ChosenColumn | undefined {
  const names = name == null || indexOfColumn(table, name) !== undefined ? [] : listedNames(name);
  if (names.length < 2) return given(table, name);
  const parts = names.map((one) => findColumn(table, one).index);
  return { index: parts[0]!, parts, name: name!, reason: 'given' };
}

function indexOfColumn({ columns }: Table, name: string): number | undefined {
  const exact = [name, name.trim()].map((one) => columns.indexOf(one)).find((index) => index >= 0);
  if (exact !== undefined) return exact;
  const alike = columns.flatMap((column, index) => (plainName(column) === plainName(name) ? [index] : []));
  if (alike.length > 0) return alike.length === 1 ? alike[0] : undefined;
  // The one field inside a nested one.
  const inside = columns.flatMap((column, index) => (column.startsWith(`${name}.`) ? [index] : []));
  return inside.length === 1 ? inside[0] : undefined;
}

function given(table: Table, name: string | null | undefined): ChosenColumn | undefined {
  return name == null ? undefined : findColumn(table, name);
}

function profile(table: Table, name: string, index: number): Profile {
  const cells = table.sample.map((row) => row.fields[index]!.trim()).filter((cell) => cell !== '');
  const share = (count: number) => count / Math.max(1, cells.length);
  return {
    index,
    name,
    plain: table.header ? plainName(name) : '',
    filled: cells.length,
    meanCharacters: share(cells.reduce((sum, cell) => sum + cell.length, 0)),
    numberShare: share(cells.filter((cell) => parseNumber(cell) !== undefined).length),
    distinct: new Set(cells).size,
  };
}

type Order = (a: Profile, b: Profile) => number;
const longer: Order = (a, b) => b.meanCharacters - a.meanCharacters;
const shorter: Order = (a, b) => a.meanCharacters - b.meanCharacters;

function guessText(free: readonly Profile[]): ChosenColumn | undefined {
  const worded = free.filter(({ numberShare }) => numberShare < 0.9);
  return (
    named(worded, textNames, longer) ??
    longest(
      worded.filter(({ plain }) => lesserTextNames.includes(plain)),
      'name',
    ) ??
    longest(
      worded.filter(({ plain }) => textParts.some((part) => plain.includes(part))),
      'name',
    ) ??
    longest(worded, 'content') ??
    // A column called `text` that holds only numbers is an error to report, not a column to skip.
    named(free, textNames, longer)
  );
}

function guessLabel(free: readonly Profile[]): ChosenColumn | undefined {
  const byPart = free.filter(({ plain }) => labelParts.some((part) => plain.includes(part))).sort(shorter)[0];
  if (byPart !== undefined) return chosen(byPart, 'name');
  // Labels repeat; ids and dates do not. The start of a sorted file may contain one label only.
  const repeated = free.filter(
    ({ distinct, filled, meanCharacters }) => meanCharacters <= 60 && (distinct <= filled / 2 || filled < 10),
  );
  const [best] = repeated.sort(
    (a, b) => Number(a.distinct < 2) - Number(b.distinct < 2) || a.distinct - b.distinct || shorter(a, b),
  );
  const only = free.length === 1 ? free[0] : undefined;
  const column = best ?? only;
  return column === undefined ? undefined : chosen(column, 'content');
}

/** The column whose name comes first in the list. */
function named(columns: readonly Profile[], names: readonly string[], order: Order): ChosenColumn | undefined {
  const matches = columns.filter(({ plain }) => names.includes(plain));
  const [best] = matches.sort((a, b) => names.indexOf(a.plain) - names.indexOf(b.plain) || order(a, b));
  return best === undefined ? undefined : chosen(best, 'name');
}

function longest(columns: readonly Profile[], reason: ColumnReason): ChosenColumn | undefined {
  const [best] = [...columns].sort(longer);
  return best === undefined ? undefined : chosen(best, reason);
}

function chosen({ index, name }: Profile, reason: ColumnReason): ChosenColumn {
  return { index, name, reason };
}
