// A file that is one JSON value: an array of rows, an object with one, or an object with a list for each column.

import { UserError } from '../../shared/errors.js';
import { notice } from '../../shared/notices.js';
import { encodingOf, readWhole } from '../source/bytes.js';
import type { Encoding } from '../source/bytesBeyondAscii.js';
import { cellText } from '../source/cellText.js';
import type { DataFile, Row } from '../source/row.js';
import type { RecordSource } from '../source/tableSource.js';
import { recogniseRecords } from './annotations.js';
import { flatCells, isRow, type JsonRow, parseJsonText } from './jsonValues.js';

/** The largest file in bytes, since it is read as a whole: a larger one has to be JSON Lines. */
const longestFile = 256 << 20;
const rowsAtOnce = 1024;

/** Throws a UserError. */
export async function openJsonFile(
  file: DataFile,
  { encoding, separator }: { readonly encoding: Encoding | 'auto'; readonly separator: string },
): Promise<RecordSource> {
  const content = contentOf(await readValue(file, encoding));
  if (content === undefined) throw new UserError('data.jsonValue', { file: file.path });
  const { names, rows, tool } = tableOf(content, separator);
  return {
    names,
    files: [file],
    notices: tool === undefined ? [] : [notice('data.recognised', { tool })],
    async *read(from) {
      for (let first = from; first < rows.length; first += rowsAtOnce) {
        const part = rows.slice(first, first + rowsAtOnce);
        yield { rows: part, share: (first + part.length) / rows.length };
      }
    },
  };
}

async function readValue({ path, size }: DataFile, wanted: Encoding | 'auto'): Promise<unknown> {
  if (size > longestFile) throw new UserError('data.jsonTooLong', { file: path, megabytes: longestFile >> 20 });
  const { encoding, bomBytes } = await encodingOf(path, size, wanted);
  const bytes = await readWhole(path);
  const content = bytes.subarray(bomBytes);
  const text =
    encoding === 'utf-8' ? content.toString('utf8') : (await import('iconv-lite')).default.decode(content, encoding);
  try {
    return parseJsonText(text.replaceAll('\0', ''));
  } catch (error) {
    const reason = error instanceof Error ? error.message.slice(0, 200).replace(/\.$/, '') : '';
    throw new UserError('data.damaged', { file: path, kind: 'JSON', reason }, { cause: error });
  }
}

type Content =
  | { readonly records: readonly JsonRow[] }
  | { readonly names?: readonly string[]; readonly rows: readonly unknown[][] };

/** The rows in a value; undefined where it has none that are known. */
function contentOf(value: unknown): Content | undefined {
  if (Array.isArray(value)) {
    if (value.length > 0 && value.every(isRow)) return { records: value };
    return value.length > 0 && value.every((row) => Array.isArray(row)) ? { rows: value as unknown[][] } : undefined;
  }
  if (!isRow(value)) return undefined;
  return splitTable(value) ?? columnTable(value) ?? inner(value);
}

/** As pandas writes it with orient="split". */
function splitTable({ columns, data }: JsonRow): Content | undefined {
  const isTable = Array.isArray(columns) && Array.isArray(data) && data.every((row) => Array.isArray(row));
  return isTable ? { names: columns.map((name) => cellText(name, ',')), rows: data as unknown[][] } : undefined;
}

/** A list for each column, or an object of the rows' numbers as pandas writes it. */
function columnTable(value: JsonRow): Content | undefined {
  const columns = Object.entries(value);
  const keysOf = (column: unknown) => (typeof column === 'object' && column !== null ? Object.keys(column) : []);
  const keys = keysOf(columns[0]?.[1]);
  const isTable =
    columns.length > 1 &&
    keys.length > 0 &&
    columns.every(([, column]) => {
      const own = keysOf(column);
      return own.length === keys.length && own.every((key, place) => key === keys[place]);
    });
  if (!isTable) return undefined;
  return {
    names: columns.map(([name]) => name),
    rows: keys.map((key) => columns.map(([, column]) => (column as JsonRow)[key])),
  };
}

/** The only list of rows in an object with other entries. */
function inner(value: JsonRow): Content | undefined {
  const lists = Object.values(value).filter((one) => Array.isArray(one) && one.length > 0 && one.every(isRow));
  return lists.length === 1 ? { records: lists[0] as JsonRow[] } : undefined;
}

function tableOf(
  content: Content,
  separator: string,
): { readonly names: readonly string[] | undefined; readonly rows: Row[]; readonly tool?: string | undefined } {
  if ('rows' in content)
    return {
      names: content.names,
      rows: content.rows.map((row, index) => ({ line: index + 1, fields: row.map((one) => cellText(one, separator)) })),
    };
  const found = recogniseRecords(content.records);
  const cells = content.records.map((row) => flatCells(found?.convert(row) ?? row, separator));
  const names = [...new Set(cells.flatMap((row) => [...row.keys()]))];
  const rows = cells.map((row, index) => ({ line: index + 1, fields: names.map((name) => row.get(name) ?? '') }));
  return { names, rows, tool: found?.tool };
}
