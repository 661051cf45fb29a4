// Detects the notation of a label column from its first rows: a column for each label, zeros and ones in a list, a list
// of one, a decimal comma. Afterwards all of them are read as one cell of labels.

import type { Task } from '../../base/model.js';
import { UserError } from '../../shared/errors.js';
import { type Notice, notice } from '../../shared/notices.js';
import type { Settings } from '../../shared/settings.js';
import { isMissingWord } from '../source/missing.js';
import { largest, parseNumber } from '../source/numbers.js';
import { listNames } from '../table/rowShape.js';
import type { Table } from '../table/table.js';
import { cellAt, type ChosenColumn, type ChosenColumns } from './columns.js';
import { detectSeparator, itemsOf, joinLabels, listIn } from './labelLists.js';
import { readNumbers } from './numberLabels.js';
import { suspicions } from './suspicions.js';

export interface ShapeOptions {
  readonly task: Task;
  /** Detected where it is null. */
  readonly labelSeparator?: string | null | undefined;
  /** The treatment of cells such as nan and #N/A: they are texts and labels when absent. */
  readonly missing?: Settings['missing'] | undefined;
  /** The decimal character of a regression's numbers; detected when absent. */
  readonly decimal?: Settings['decimal'] | undefined;
  /** The name that the user gave. */
  readonly label?: string | null | undefined;
}

/** The separator where none was given and none is found in the rows. */
export const usualSeparator = '|';

export interface Shaped<Columns extends ChosenColumns> {
  readonly columns: Columns;
  /** What separates the labels of a cell. */
  readonly separator: string;
  /** The decimal character of a regression's numbers, where it was given or the cells show it. */
  readonly decimal?: Settings['decimal'];
  readonly notices: readonly Notice[];
}

/** Throws a UserError for columns of labels that are not zeros and ones, and for labels that are JSON. */
export function shapeLabels<Columns extends ChosenColumns>(
  table: Table,
  columns: Columns,
  options: ShapeOptions,
): Shaped<Columns> {
  const shaped = shapeOf(table, columns, options);
  const isList = shaped.columns.label?.parts !== undefined;
  const guessed = (columns.notices ?? []).filter(({ values }) => !isList || values['role'] !== 'label');
  const doubts = suspicions(table, shaped.columns, options.task);
  return { ...shaped, notices: [...guessed, ...shaped.notices, ...doubts] };
}

function shapeOf<Columns extends ChosenColumns>(
  table: Table,
  columns: Columns,
  options: ShapeOptions,
): Shaped<Columns> {
  const chosen = options.missing === 'skip' ? withoutMissing(columns) : columns;
  const separator = options.labelSeparator ?? usualSeparator;
  const several = chosen.label?.parts === undefined ? undefined : chosen.label.name;
  if (several !== undefined && options.task === 'regression')
    throw new UserError('data.columnNotFound', {
      file: table.file,
      column: several,
      columns: listNames(table.columns),
      nearest: table.columns[chosen.label!.index]!,
    });
  const soft = softColumn(table, chosen, options);
  if (soft !== undefined) {
    const said = notice('data.softLabels', { columns: soft.name, count: soft.parts!.length });
    return { columns: { ...chosen, label: soft }, separator, notices: [said] };
  }
  const oneHot = oneHotColumn(table, chosen, options);
  if (oneHot !== undefined) {
    const labels = oneHot.parts!.length;
    return {
      columns: { ...chosen, label: oneHot },
      separator,
      notices: [notice('data.oneHot', { count: labels, columns: oneHot.name })],
    };
  }
  const { label } = chosen;
  if (label === undefined) return { columns: chosen, separator, notices: [] };
  const cells = table.sample.map((row) => cellAt(label, row.fields)).filter((cell) => cell.trim() !== '');
  const withLabel = (cell: (text: string) => string): Columns => ({ ...chosen, label: mapped(label, cell) });
  if (options.task === 'regression') {
    const wanted = options.decimal ?? 'auto';
    const { read, decimal, notices } = readNumbers(cells, { table, column: label.name, wanted });
    return { columns: read === undefined ? chosen : withLabel(read), separator, decimal, notices };
  }
  if (options.task === 'single-label') {
    const isWrapped = cells.length > 0 && cells.every((cell) => listIn(cell)?.length === 1);
    return {
      columns: isWrapped ? withLabel((cell) => listIn(cell)?.join(separator) ?? cell) : chosen,
      separator,
      notices: [],
    };
  }
  return severalLabels(table, chosen, label, cells, options.labelSeparator ?? null);
}

function withoutMissing<Columns extends ChosenColumns>(columns: Columns): Columns {
  const filled = (column: ChosenColumn | undefined) =>
    column && mapped(column, (cell) => (isMissingWord(cell) ? '' : cell));
  const { text, pair, label } = columns;
  return { ...columns, text: filled(text), pair: filled(pair), label: label?.parts ? label : filled(label) };
}

function severalLabels<Columns extends ChosenColumns>(
  { file }: Table,
  chosen: Columns,
  label: ChosenColumn,
  cells: readonly string[],
  given: string | null,
): Shaped<Columns> {
  const column = JSON.stringify(label.name);
  const places = hotPlaces(cells, given ?? usualSeparator);
  if (places !== undefined) {
    const separator = given ?? usualSeparator;
    const read = (cell: string) => labelsByPlace(cell, separator, places, { file, column: label.name });
    return {
      columns: { ...chosen, label: mapped(label, read) },
      separator,
      notices: [notice('data.multiHot', { column, count: places, last: places - 1 })],
    };
  }
  const found = given ?? detectSeparator(cells);
  const separator = found ?? usualSeparator;
  const hasSeveral = cells.some((cell) => itemsOf(cell, separator).length > 1);
  const shown = JSON.stringify(separator);
  const notices = !hasSeveral
    ? [notice('data.oneLabelEach', { column, separator: shown })]
    : given === null && separator !== usualSeparator
      ? [notice('data.separator', { column, separator: shown })]
      : [];
  return { columns: chosen, separator, notices };
}

function mapped(column: ChosenColumn, change: (cell: string) => string): ChosenColumn {
  return { ...column, read: (fields) => change(cellAt(column, fields)) };
}

const yes = ['1', 'true', 'yes', 'y', 'x', '1.0'];
const no = ['', '0', 'false', 'no', 'n', '0.0'];

/** Whether a cell of such a column says that the row has the label; undefined for a cell that says neither. */
function isHot(cell: string): boolean | undefined {
  const value = cell.trim().toLowerCase();
  return yes.includes(value) ? true : no.includes(value) ? false : undefined;
}

/** Columns that were named one after another, and hold numbers beside zeros and ones: probabilities, or votes. */
function softColumn(table: Table, { label }: ChosenColumns, { task }: ShapeOptions): ChosenColumn | undefined {
  const parts = label?.parts;
  if (task !== 'single-label' || parts === undefined || parts.length < 2 || label?.read !== undefined) return undefined;
  const cells = table.sample.flatMap(({ fields }) => parts.map((index) => fields[index]!.trim()));
  const filled = cells.filter((cell) => cell !== '');
  if (filled.every((cell) => isHot(cell) !== undefined)) return undefined;
  if (filled.some((cell) => parseNumber(withPoint(cell)) === undefined && shareOf(cell) === undefined))
    return undefined;
  const names = parts.map((index) => labelOf(table.columns[index]!));
  const shares = (fields: readonly string[]): readonly number[] | undefined => {
    const found = parts.map((index) => {
      const cell = (fields[index] ?? '').trim();
      const share = cell === '' ? 0 : shareOf(cell);
      if (share === undefined)
        throw new UserError('data.softValue', { file: table.file, column: table.columns[index]!, value: cell });
      return share;
    });
    const total = found.reduce((sum, share) => sum + share, 0);
    return total > 0 ? found.map((share) => share / total) : undefined;
  };
  const read = (fields: readonly string[]) => {
    const found = shares(fields);
    return found === undefined ? '' : names[largest(found)]!;
  };
  return { ...label!, read, soft: { names, shares } };
}

/** A number of 0 or more, perhaps with a decimal comma or a percent sign. */
function shareOf(cell: string): number | undefined {
  const isPercent = cell.endsWith('%');
  const value = parseNumber(withPoint(isPercent ? cell.slice(0, -1).trim() : cell));
  return value === undefined || value < 0 ? undefined : value / (isPercent ? 100 : 1);
}

/** `p(positive)`, as predictions are written, is the label positive. */
function labelOf(column: string): string {
  return /^p\((.+)\)$/.exec(column)?.[1] ?? column;
}

/**
 * The label made of several columns: those that the user listed, or all that hold zeros and ones where several labels a
 * row are wanted.
 */
function oneHotColumn(table: Table, chosen: ChosenColumns, options: ShapeOptions): ChosenColumn | undefined {
  const named = chosen.label?.parts;
  if (options.task === 'regression') return undefined;
  const parts = named ?? (options.label == null && options.task === 'multi-label' ? binaryColumns(table, chosen) : []);
  if (parts.length < 2 || chosen.label?.read !== undefined) return undefined;
  const names = parts.map((index) => table.columns[index]!);
  const read = (fields: readonly string[]) => {
    const hot = names.filter((name, place) => {
      const cell = fields[parts[place]!] ?? '';
      const is = isHot(cell);
      if (is === undefined) throw new UserError('data.oneHotValue', { file: table.file, column: name, value: cell });
      return is;
    });
    if (options.task === 'single-label' && hot.length > 1)
      throw new UserError('data.severalHot', { file: table.file, columns: hot.join(', ') });
    return options.task === 'single-label' ? (hot[0] ?? '') : joinLabels(hot, options.labelSeparator ?? usualSeparator);
  };
  return { index: parts[0]!, parts, name: names.join(','), reason: named === undefined ? 'content' : 'given', read };
}

/**
 * The columns in which every cell of the first rows says yes or no; none where another column is more likely the label.
 */
function binaryColumns(table: Table, { text, pair, label }: ChosenColumns): number[] {
  const found = table.columns.flatMap((_, index) => {
    const isTaken = index === text?.index || index === pair?.index;
    const cells = table.sample.map((row) => row.fields[index]!.trim());
    const isBinary = cells.length > 0 && cells.every((cell) => /^(?:[01](?:\.0)?|true|false)$/i.test(cell));
    return isTaken || !isBinary ? [] : [index];
  });
  return label === undefined || found.includes(label.index) ? found : [];
}

/** The common length of the lists of zeros and ones; undefined where the cells are no such lists. */
function hotPlaces(cells: readonly string[], separator: string): number | undefined {
  let places: number | undefined;
  for (const cell of cells) {
    const items = itemsOf(cell, separator);
    places ??= items.length;
    if (items.length !== places || places < 2 || items.some((one) => !/^\s*[01](?:\.0*)?\s*$/.test(one)))
      return undefined;
  }
  return places;
}

function labelsByPlace(
  cell: string,
  separator: string,
  places: number,
  { file, column }: { readonly file: string; readonly column: string },
): string {
  if (cell.trim() === '') return '';
  const items = itemsOf(cell, separator);
  const hot = items.flatMap((one, place) => (isHot(one) === true || Number(one) === 1 ? [String(place)] : []));
  if (items.length !== places) throw new UserError('data.hotPlaces', { file, column, places, value: cell });
  return joinLabels(hot, separator);
}

const comma = /^[+-]?\d+,\d+$/;

function withPoint(cell: string): string {
  return comma.test(cell.trim()) ? cell.replace(',', '.') : cell;
}
