// A file that is one JSON value: an array of rows, an object with one, or an object with a list for each column.

import { UserError } from '../../shared/errors.js';
import { type Notice, notice } from '../../shared/notices.js';
import { encodingOf, readWhole } from '../source/bytes.js';
import type { Encoding } from '../source/bytesBeyondAscii.js';
import { cellText } from '../source/cellText.js';
import type { DataFile } from '../source/row.js';
import type { RecordSource } from '../source/tableSource.js';
import { chatTool, recogniseRecords } from './annotations.js';
import { flatCells, hasMoreKeys, isRow, type JsonRow, parseJsonText } from './jsonValues.js';
import { mostColumns } from './rowText.js';

/** Such a file is read as a whole: beyond this many bytes or values it has to be JSON Lines. */
const longestFile = 256 << 20;
const mostValues = 12_000_000;
const rowsAtOnce = 1024;

/** Throws a UserError. */
export async function openJsonFile(
  file: DataFile,
  { encoding, separator }: { readonly encoding: Encoding | 'auto'; readonly separator: string },
): Promise<RecordSource> {
  const content = contentOf(await readValue(file, encoding));
  if (content === undefined) throw new UserError('data.jsonValue', { file: file.path });
  const { names, count, row, tool } = tableOf(content, separator, file.path);
  return {
    names,
    files: [file],
    notices: recognisedNotices(tool),
    async *read(from) {
      for (let first = from; first < count; first += rowsAtOnce) {
        const length = Math.min(rowsAtOnce, count - first);
        const rows = Array.from({ length }, (_, index) => ({ line: first + index + 1, fields: row(first + index) }));
        yield { rows, share: (first + length) / count };
      }
    },
  };
}

async function readValue({ path, size }: DataFile, wanted: Encoding | 'auto'): Promise<unknown> {
  if (size > longestFile) throw new UserError('data.jsonTooLong', { file: path, megabytes: longestFile >> 20 });
  const { encoding, bomBytes } = await encodingOf(path, size, wanted);
  const text = await readText(path, bomBytes, encoding);
  try {
    return parseJsonText(text, mostValues);
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 200).replace(/\.$/, '') : '';
    throw new UserError('data.damaged', { file: path, kind: 'JSON', reason }, { cause: error });
  }
}

/** In a function of its own, so that the bytes are gone when the values come. */
async function readText(path: string, bomBytes: number, encoding: Encoding): Promise<string> {
  const content = (await readWhole(path)).subarray(bomBytes);
  const text =
    encoding === 'utf-8' ? content.toString('utf8') : (await import('iconv-lite')).default.decode(content, encoding);
  return text.includes('\0') ? text.replaceAll('\0', '') : text;
}

type Content =
  | { readonly records: readonly JsonRow[] }
  | { readonly names?: readonly string[]; readonly count: number; readonly row: (index: number) => readonly unknown[] };

/** The rows in a value; undefined where it has none that are known. */
function contentOf(value: unknown): Content | undefined {
  if (isList(value)) {
    if (value.length > 0 && value.every(isRow)) return { records: value };
    return value.length > 0 && isRowList(value) ? { count: value.length, row: (index) => value[index]! } : undefined;
  }
  if (!isRow(value)) return undefined;
  return splitTable(value) ?? columnTable(value) ?? inner(value);
}

type List = readonly unknown[];

function isList(value: unknown): value is List {
  return Array.isArray(value);
}

function isRowList(value: unknown): value is readonly List[] {
  return isList(value) && value.every(isList);
}

/** As pandas writes it with orient="split". */
function splitTable({ columns, data }: JsonRow): Content | undefined {
  if (!isList(columns) || !isRowList(data)) return undefined;
  return { names: columns.map((name) => cellText(name, ',')), count: data.length, row: (index) => data[index]! };
}

/** A list for each column, or an object of the rows' numbers as pandas writes it. */
function columnTable(value: JsonRow): Content | undefined {
  const names = Object.keys(value);
  if (names.length < 2) return undefined;
  const columns = Object.values(value);
  const lists = columns.filter(isList);
  const [first] = lists;
  if (first !== undefined) {
    const isTable = lists.length === columns.length && first.length > 0 && lists.every(sameLength(first));
    return isTable ? { names, count: first.length, row: (index) => lists.map((list) => list[index]) } : undefined;
  }
  const keys = isRow(columns[0]) ? Object.keys(columns[0]) : [];
  const isTable = keys.length > 0 && columns.every((column) => isRow(column) && hasKeys(column, keys));
  const records = columns as readonly JsonRow[];
  return isTable
    ? { names, count: keys.length, row: (index) => records.map((column) => column[keys[index]!]) }
    : undefined;
}

function sameLength({ length }: ArrayLike<unknown>): (list: ArrayLike<unknown>) => boolean {
  return (list) => list.length === length;
}

function hasKeys(column: JsonRow, keys: readonly string[]): boolean {
  const own = Object.keys(column);
  return own.length === keys.length && own.every((key, place) => key === keys[place]);
}

/** The only list of rows in an object with other entries. */
function inner(value: JsonRow): Content | undefined {
  const lists = Object.values(value).filter((one) => Array.isArray(one) && one.length > 0 && one.every(isRow));
  return lists.length === 1 ? { records: lists[0] as JsonRow[] } : undefined;
}

interface Table {
  readonly names: readonly string[] | undefined;
  readonly count: number;
  /** The cells of a row, made when it is read: all at once would take many times the file. */
  readonly row: (index: number) => string[];
  readonly tool?: string;
}

/** What is said of records whose form is known. */
export function recognisedNotices(tool: string | undefined): Notice[] {
  if (tool === undefined) return [];
  return [tool === chatTool ? notice('data.chat') : notice('data.recognised', { tool })];
}

/** Throws `data.tooManyColumns`. */
function tableOf(content: Content, separator: string, file: string): Table {
  const refuse = (row: number): never => {
    throw new UserError('data.tooManyColumns', { file, line: row + 1, most: mostColumns });
  };
  if ('row' in content) {
    const { names, count, row } = content;
    if (names !== undefined && names.length > mostColumns) refuse(0);
    for (let index = 0; index < count; index++) if (row(index).length > mostColumns) refuse(index);
    return { names, count, row: (index) => row(index).map((one) => cellText(one, separator)) };
  }
  const { records } = content;
  for (const [index, record] of records.entries()) if (hasMoreKeys(record, mostColumns)) refuse(index);
  const found = recogniseRecords(records);
  const cellsOf = (index: number) => flatCells(found?.convert(records[index]!) ?? records[index]!, separator);
  const names = new Set<string>();
  for (let index = 0; index < records.length; index++) {
    for (const name of cellsOf(index).keys()) names.add(name);
    if (names.size > mostColumns) refuse(index);
  }
  const columns = [...names];
  const row = (index: number) => {
    const cells = cellsOf(index);
    return columns.map((name) => cells.get(name) ?? '');
  };
  return { names: columns, count: records.length, row, ...(found === undefined ? {} : { tool: found.tool }) };
}
