// Chooses the columns of texts and labels: the ones that are named, or a guess by names and by content.

import type { Task } from '../../base/model.js';
import { nearestName } from '../../base/nearest.js';
import { UserError } from '../../shared/errors.js';
import type { ColumnReason } from '../../shared/inspection.js';
import { type Notice, notice } from '../../shared/notices.js';
import { weightReader } from '../source/numberSpelling.js';
import { timeReader } from '../source/times.js';
import { listNames } from '../table/rowShape.js';
import type { Table } from '../table/table.js';
import { plainName, textNames } from '../text/columnWords.js';
import { type Profile, profileOf, rankLabels, rankTexts, type Scored } from './columnScores.js';
import { isOneEach } from './labels.js';

/** The columns that the user named; a pair is never guessed. */
export interface ColumnOptions {
  readonly text?: string | null | undefined;
  readonly label?: string | null | undefined;
  readonly pair?: string | null | undefined;
  /** Columns of weights, groups and times of rows; never guessed. */
  readonly weights?: string | null | undefined;
  readonly group?: string | null | undefined;
  readonly time?: string | null | undefined;
}

export interface ChosenColumn {
  readonly index: number;
  readonly name: string;
  readonly reason: ColumnReason;
  /** The columns that it is composed of, where there are several; `index` is the first. */
  readonly parts?: readonly number[] | undefined;
  /** Computes its cell in a row, where that is not just the field at `index`. */
  readonly read?: ((fields: readonly string[]) => string) | undefined;
  /** Of labels that are given as probabilities, a column for each. */
  readonly soft?: SoftLabels | undefined;
}

/** Labels with a probability each. */
export interface SoftLabels {
  readonly names: readonly string[];
  /** The probabilities in a row, which add up to 1; undefined for a row that has none. */
  readonly shares: (fields: readonly string[]) => readonly number[] | undefined;
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
  readonly weight?: ChosenColumn | undefined;
  readonly group?: ChosenColumn | undefined;
  readonly time?: ChosenColumn | undefined;
  /** What is to be said of a guess. */
  readonly notices?: readonly Notice[] | undefined;
}

/**
 * @param options with the task, which decides what labels are searched; one a row when absent
 * @throws UserError when a named column does not exist, or has two roles
 */
export function guessColumns(
  table: Table,
  options: ColumnOptions & { readonly task?: Task | undefined },
): ChosenColumns {
  const profiles = table.columns.map((name, index) => profileOf(table, name, index));
  const givenText = given(table, options.text);
  const pair = given(table, options.pair);
  const label = givenLabel(table, options.label);
  const extras = {
    weight: readColumn(table, options.weights, weightReader),
    group: given(table, options.group),
    time: readColumn(table, options.time, timeReader),
  };
  const all = [givenText, pair, label, ...Object.values(extras)];
  const taken = all.flatMap((column) => column?.parts ?? column?.index ?? []);
  const free = profiles.filter(({ index, filled }) => filled > 0 && !taken.includes(index));
  const guess = guessRoles(free, options.task ?? 'single-label', givenText === undefined, label === undefined);
  const columns = { text: givenText ?? guess.text, label: label ?? guess.label, pair };
  const indices = [columns.text, columns.label, pair, extras.weight].flatMap(
    (column) => column?.parts ?? column?.index ?? [],
  );
  const twice = indices.find((index, place) => indices.indexOf(index) < place);
  if (twice !== undefined) throw new UserError('data.sameColumn', { file: table.file, column: table.columns[twice]! });
  return { ...columns, ...extras, notices: guess.notices };
}

interface RoleGuess {
  readonly text: ChosenColumn | undefined;
  readonly label: ChosenColumn | undefined;
  readonly notices: readonly Notice[];
}

/** The pair of columns with the highest total score: neither role simply takes the best column of the other. */
function guessRoles(free: readonly Profile[], task: Task, wantsText: boolean, wantsLabel: boolean): RoleGuess {
  const texts = wantsText ? textsOf(free) : [];
  const labels = wantsLabel ? rankLabels(free, task) : [];
  const pairs = (texts.length === 0 ? [undefined] : texts).flatMap((text) =>
    [...labels.filter(({ profile }) => profile !== text?.profile), undefined].map((label) => ({
      text,
      label,
      // Texts matter most: a label is taken only where one is left.
      score: (text?.score ?? 0) + (label === undefined ? 0 : label.score + 3),
    })),
  );
  const best = pairs.reduce((one, other) => (other.score > one.score ? other : one));
  return {
    text: best.text && chosen(best.text),
    label: best.label && chosen(best.label),
    notices: [
      ...closeNotice('text', best.text, texts, best.label),
      ...closeNotice('label', best.label, labels, best.text),
    ],
  };
}

/** A column called `text` that holds only numbers is an error to report, not a column to skip. */
function textsOf(free: readonly Profile[]): Scored[] {
  const texts = rankTexts(free);
  if (texts.length > 0) return texts;
  const named = free
    .filter(({ folded }) => textNames.has(folded))
    .map((profile) => ({ profile, score: 0, byName: true }));
  return named.slice(0, 1);
}

/** Two columns whose scores differ by less than this are alike. */
const closeScores = 1;

function closeNotice(
  role: 'text' | 'label',
  best: Scored | undefined,
  all: readonly Scored[],
  taken: Scored | undefined,
): Notice[] {
  const next = all.find(({ profile }) => profile !== best?.profile && profile !== taken?.profile);
  if (best === undefined || next === undefined || best.score - next.score >= closeScores) return [];
  const [column, other] = [best, next].map(({ profile }) => JSON.stringify(profile.name));
  return [notice('data.closeColumns', { role, column: column!, other: other! })];
}

/**
 * The columns for a run. Also throws a UserError when text or label could not be guessed, or there is only one column.
 */
export function chooseColumns(
  table: Table,
  options: ColumnOptions & { readonly task?: Task | undefined },
): ChosenColumns & { readonly text: ChosenColumn; readonly label: ChosenColumn } {
  if (table.columns.length === 1)
    throw new UserError('data.oneColumn', { file: table.file, column: table.columns[0]! });
  const [first] = table.start;
  // Where no row fits, there is nothing to guess from.
  if (table.sample.length === 0 && first !== undefined)
    throw new UserError('data.allRowsBad', {
      file: table.file,
      columns: table.columns.length,
      line: first.line,
      fields: first.fields.length,
    });
  const chosen = guessColumns(table, options);
  const values = { file: table.file, columns: listNames(table.columns) };
  if (chosen.text === undefined) throw new UserError('data.textNotGuessed', values);
  if (chosen.label === undefined) throw noLabel(table, chosen, options.task);
  return { ...chosen, text: chosen.text, label: chosen.label };
}

/** Refuses the only other column, in which every value is unique, as a column of ids. */
function noLabel(table: Table, { text }: ChosenColumns, task: Task | undefined): UserError {
  const others = table.columns.flatMap((name, index) => (index === text?.index ? [] : [profileOf(table, name, index)]));
  const isNumbers = task === 'regression';
  const [only, more] = others.filter(({ filled }) => filled > 0);
  if (only === undefined || more !== undefined || isNumbers || !isOneEach(only.distinct, only.filled))
    return new UserError('data.labelNotGuessed', { file: table.file, columns: listNames(table.columns) });
  return new UserError('data.uniqueLabels', {
    file: table.file,
    column: only.name,
    labels: only.distinct,
    rows: only.filled,
  });
}

/** The column of texts alone, for a prediction. Throws a UserError when it does not exist or cannot be guessed. */
export function chooseTextColumn(
  table: Table,
  name: string | null | undefined,
): ChosenColumn & { readonly notices: readonly Notice[] } {
  if (table.columns.length === 1 && name == null)
    return { index: 0, name: table.columns[0]!, reason: 'content', notices: [] };
  const { text, notices = [] } = guessColumns(table, { text: name });
  if (text === undefined)
    throw new UserError('data.textNotGuessed', { file: table.file, columns: listNames(table.columns) });
  return { ...text, notices: notices.filter(({ values }) => values['role'] === 'text') };
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
  const inTemplate = namesInTemplate(name);
  const inList = listedNames(name);
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

/** The column of a template. Its text is empty where all of its columns are: the template's own words do not count. */
function templateColumn(table: Table, template: string, names: readonly string[]): ChosenColumn {
  const found = new Map(names.map((name) => [name, findColumn(table, name).index]));
  const parts = [...new Set(found.values())];
  return {
    index: parts[0]!,
    parts,
    name: template,
    reason: 'given',
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

/** A named column whose cells are read by what its first ones look like. */
function readColumn(
  table: Table,
  name: string | null | undefined,
  readerOf: (cells: readonly string[]) => (cell: string) => string,
): ChosenColumn | undefined {
  const column = given(table, name);
  if (column === undefined) return undefined;
  const read = readerOf(table.sample.map(({ fields }) => cellAt(column, fields)));
  return { ...column, read: (fields) => read(cellAt(column, fields)) };
}

function given(table: Table, name: string | null | undefined): ChosenColumn | undefined {
  return name == null ? undefined : findColumn(table, name);
}

function chosen({ profile: { index, name }, byName }: Scored): ChosenColumn {
  return { index, name, reason: byName ? 'name' : 'content' };
}
