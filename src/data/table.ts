// Opens a CSV file: how it is written is detected or taken from the settings, then its rows come as a stream.

import { UserError } from '../shared/errors.js';
import type { Settings } from '../shared/settings.js';
import { encodingOf, readUtf8, type ByteListener } from './bytes.js';
import { detectDialect } from './dialect.js';
import type { Encoding } from './encoding.js';
import { statDataFile } from './fileErrors.js';
import { detectHeader, nameColumns } from './header.js';
import { type Dialect, RecordParser, type Row } from './records.js';
import type { RowIndex } from './rowIndex.js';

/** What a person may say about how the file is written; `auto` or absent where it is to be detected. */
export interface TableOptions {
  readonly encoding?: Settings['encoding'] | undefined;
  readonly delimiter?: Settings['delimiter'] | undefined;
  readonly header?: Settings['header'] | undefined;
}

export interface Table {
  readonly file: string;
  readonly bytes: number;
  /** Time of the last change, in milliseconds, by which a change between two passes is noticed. */
  readonly changed: number;
  readonly encoding: Encoding;
  readonly bomBytes: number;
  readonly dialect: Dialect;
  /** The first row names the columns. */
  readonly header: boolean;
  /** Names that differ from each other; numbers from 1 without a header. */
  readonly columns: readonly string[];
  /** The first data rows, as they are. */
  readonly start: readonly Row[];
  /** Those of the right width, to guess columns from. */
  readonly sample: readonly Row[];
}

/** For the delimiter, each candidate parses this much. */
const startBytes = 1 << 16;
const startRows = 1000;
/** They are read in small pieces: a person waits for them. */
const startPiece = 1 << 15;

/** @throws UserError when the file is missing, no text, empty, has a header only or no row of the right width at its start */
export async function openTable(file: string, options: TableOptions = {}): Promise<Table> {
  const stats = await statDataFile(file);
  const source = await encodingOf(file, stats.size, options.encoding ?? 'auto');
  const dialect = await detectDialect(await readStart(file, source), options.delimiter ?? 'auto');
  const rows = await firstRows(file, source, dialect);
  const [first] = rows;
  if (first === undefined) throw new UserError('data.empty', { file });
  const header = options.header === undefined || options.header === 'auto' ? detectHeader(rows) : options.header === 'yes';
  const width = header ? first.fields.length : usualWidth(rows);
  const columns = nameColumns(header ? first.fields : undefined, width);
  const start = header ? rows.slice(1) : rows;
  if (start.length === 0) throw new UserError('data.headerOnly', { file, columns: listNames(columns) });
  const sample = start.flatMap((row) => fitWidth(row, width) ?? []);
  return { file, bytes: stats.size, changed: stats.mtimeMs, ...source, dialect, header, columns, start, sample };
}

/** Names for a sentence, the first few of them. */
export function listNames(names: readonly string[]): string {
  return names.length > 12 ? `${names.slice(0, 12).join(', ')}, …` : names.join(', ');
}

async function readStart(file: string, source: { encoding: Encoding; bomBytes: number }): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of readUtf8(file, source)) {
    pieces.push(piece);
    length += piece.length;
    if (length >= startBytes) break;
  }
  return Buffer.concat(pieces).subarray(0, startBytes);
}

async function firstRows(file: string, source: { encoding: Encoding; bomBytes: number }, dialect: Dialect): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const batch of readRecords(file, source, dialect, { piece: startPiece })) {
    rows.push(...batch);
    if (rows.length >= startRows) break;
  }
  return rows.slice(0, startRows);
}

/** The most frequent number of columns; of the first row where several are. */
function usualWidth(rows: readonly Row[]): number {
  const counts = new Map<number, number>();
  for (const { fields } of rows) counts.set(fields.length, (counts.get(fields.length) ?? 0) + 1);
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best))[0];
}

interface RecordWatch {
  readonly hash?: ByteListener | undefined;
  readonly index?: RowIndex | undefined;
  readonly piece?: number | undefined;
}

async function* readRecords(file: string, source: { encoding: Encoding; bomBytes: number }, dialect: Dialect, { hash, index, piece }: RecordWatch): AsyncGenerator<Row[], void, undefined> {
  const parser = new RecordParser(file, dialect, { index });
  for await (const bytes of readUtf8(file, source, hash, { note: index && ((place) => index.noteBytes(place)), piece })) {
    const rows = await parser.write(bytes);
    if (rows.length > 0) yield rows;
  }
  const rows = await parser.end();
  if (rows.length > 0) yield rows;
}

/**
 * All data rows in file order, a chunk of the file at a time (some hundreds or thousands of rows): memory stays bounded
 * whatever the file's size. Rows may be of a wrong width, see fitWidth.
 * @param hash fed with the file's bytes
 * @param index told where each row begins, a header's included
 * @throws UserError when the file cannot be read, or a quote does not close
 */
export async function* readRows(table: Table, hash?: ByteListener, index?: RowIndex): AsyncGenerator<Row[], void, undefined> {
  let headerLeft = table.header;
  for await (const rows of readRecords(table.file, table, table.dialect, { hash, index })) {
    const data = headerLeft ? rows.slice(1) : rows;
    headerLeft = false;
    if (data.length > 0) yield data;
  }
}

/**
 * Data rows from place `first` on, found through the index of a pass over the same file: as far as the index knows them, and beyond.
 * Rows before one that cannot be read are given before the error is thrown. Throws a RangeError while the index knows no row.
 */
export async function* readRowsFrom(table: Table, index: RowIndex, first: number): AsyncGenerator<Row[], void, undefined> {
  const wanted = first + (table.header ? 1 : 0);
  const place = index.placeBefore(wanted);
  const from = index.startBefore(place);
  const parser = new RecordParser(table.file, table.dialect, { from: place });
  let [bytesLeft, rowsLeft] = [place.byte - from.utf8, wanted - place.row];
  const wantedOf = (rows: Row[]) => {
    const kept = rows.slice(rowsLeft);
    rowsLeft = Math.max(0, rowsLeft - rows.length);
    return kept;
  };
  try {
    for await (const piece of readUtf8(table.file, table, undefined, { from, piece: startPiece })) {
      const bytes = piece.subarray(Math.min(bytesLeft, piece.length));
      bytesLeft -= piece.length - bytes.length;
      const rows = wantedOf(await parser.write(bytes));
      if (rows.length > 0) yield rows;
    }
    yield wantedOf(await parser.end());
  } catch (error) {
    const rows = wantedOf(parser.takeRows());
    if (rows.length > 0) yield rows;
    throw error;
  }
}

/** The row with so many columns: empty ones too many are dropped; undefined when the number is wrong. */
export function fitWidth(row: Row, width: number): Row | undefined {
  if (row.fields.length === width) return row;
  if (row.fields.length < width || row.fields.slice(width).some((cell) => cell.trim() !== '')) return undefined;
  return { line: row.line, fields: row.fields.slice(0, width) };
}

/** Throws a UserError when the file is no longer what it was when it was opened. */
export async function checkUnchanged(table: Table): Promise<void> {
  const stats = await statDataFile(table.file);
  if (stats.size !== table.bytes || stats.mtimeMs !== table.changed) throw new UserError('data.changed', { file: table.file });
}
