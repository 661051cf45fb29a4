// Opens a table of any format: options that are not given are detected, then its rows follow as a stream.

import { UserError } from '../../shared/errors.js';
import type { DataFormat } from '../../shared/inspection.js';
import { type Notice, notice } from '../../shared/notices.js';
import type { Settings } from '../../shared/settings.js';
import { type ByteListener, encodingOf, readUtf8 } from '../source/bytes.js';
import { fileOf } from '../source/dataFileErrors.js';
import type { Encoding } from '../source/encoding.js';
import type { DataFile, Row } from '../source/row.js';
import type { RowIndex } from '../source/rowIndex.js';
import { type RecordSource, sourceReader, type TableReader } from '../source/tableSource.js';
import { recogniseRecords } from '../text/annotations.js';
import { createRecordParser, detectDialect } from '../text/dialect.js';
import { detectHeader, nameColumns } from '../text/header.js';
import { JsonLineParser, ObjectCollector } from '../text/jsonLines.js';
import { flatCells, type JsonRow } from '../text/jsonValues.js';
import type { Dialect } from '../text/rowParser.js';
import { mostColumns } from '../text/rowText.js';
import { readRecords, startPiece, textReader, type TextSource } from '../text/textTable.js';
import { findData, type FoundData } from './dataFormat.js';

/** The options that a user may give about a file's notation; `auto` or absent where it is to be detected. */
export interface TableOptions {
  readonly encoding?: Settings['encoding'] | undefined;
  readonly delimiter?: Settings['delimiter'] | undefined;
  readonly header?: Settings['header'] | undefined;
  /** Strict when absent. */
  readonly quotes?: Settings['quotes'] | undefined;
  /** Between the items of a list, in files that have lists. */
  readonly labelSeparator?: string | null | undefined;
}

export interface Table {
  readonly file: string;
  readonly format: DataFormat;
  readonly bytes: number;
  /** The files of the rows, to notice changes: the file itself, or those in the folder. */
  readonly files: readonly DataFile[];
  /** The encoding of a text file; UTF-8 for any other. */
  readonly encoding: Encoding;
  readonly bomBytes: number;
  /** The dialect of a CSV; for any other format, the one in which a copy with more columns is written. */
  readonly dialect: Dialect;
  /** Of a workbook: the sheet that is read. */
  readonly sheet?: string | undefined;
  /** The columns have names of their own. */
  readonly header: boolean;
  /** The number of rows before the data: one where the first row has the names. */
  readonly headerRows: 0 | 1;
  /** Names that differ from each other; numbers from 1 without a header. */
  readonly columns: readonly string[];
  /** The first data rows, as they are. */
  readonly start: readonly Row[];
  /** Those of the right width, to guess columns from. */
  readonly sample: readonly Row[];
  readonly reader: TableReader;
  /** Decisions made on the way, for the user. */
  readonly notices?: readonly Notice[];
}

/** Every candidate for the delimiter parses this many bytes. */
const [startBytes, startRows] = [1 << 16, 1000];
const csvDialect: Dialect = { delimiter: ',', rowEnds: ['\n', '\r\n'], quotes: 'strict' };

/**
 * @throws UserError when the file is missing, of an unknown kind, empty, has only a header or no row of the right width
 *   at its start
 */
export async function openTable(file: string, options: TableOptions = {}): Promise<Table> {
  const found = await findData(file);
  if (!('open' in found))
    return found.format === 'csv' ? openCsv(file, found, options) : openJsonLines(file, found, options);
  return openSource(
    file,
    found,
    await found.open({ encoding: options.encoding ?? 'auto', separator: options.labelSeparator ?? '|' }),
    options,
  );
}

async function openCsv(file: string, { format, files }: FoundData, options: TableOptions): Promise<Table> {
  const bytes = files[0]!.size;
  const source = await encodingOf(file, bytes, options.encoding ?? 'auto');
  const dialect = await detectDialect(
    await readStart(file, source),
    options.delimiter ?? 'auto',
    options.quotes ?? 'strict',
  );
  const text: TextSource = {
    file,
    ...source,
    createParser: (recordOptions) => createRecordParser(file, dialect, recordOptions),
  };
  const rows = await firstRows(text);
  const width = (header: boolean) => (header ? (rows[0]?.fields.length ?? 0) : usualWidth(rows));
  return {
    file,
    format,
    bytes,
    files,
    ...source,
    dialect,
    ...describeRows(file, rows, options, width),
    reader: textReader(text),
  };
}

async function openJsonLines(file: string, { format, files }: FoundData, options: TableOptions): Promise<Table> {
  const bytes = files[0]!.size;
  const source = await encodingOf(file, bytes, options.encoding ?? 'auto');
  const separator = options.labelSeparator ?? '|';
  const records = await firstRecords(file, source);
  const found = recogniseRecords(records);
  const columns = columnsOf(file, records, (row) => flatCells(found?.convert(row) ?? row, separator).keys());
  const text: TextSource = {
    file,
    ...source,
    createParser: (place) => new JsonLineParser(file, columns, separator, found, place),
  };
  const start = await firstRows(text);
  if (start.length === 0 || columns.length === 0) throw new UserError('data.empty', { file });
  return {
    file,
    format,
    bytes,
    files,
    ...source,
    dialect: csvDialect,
    header: true,
    headerRows: 0,
    columns,
    start,
    sample: start,
    reader: textReader(text),
    notices: found === undefined ? [] : [notice('data.recognised', { tool: found.tool })],
  };
}

const tooWide = (file: string) => new UserError('data.tooManyColumns', { file, line: 1, most: mostColumns });

/** The names of all fields, in the order of their appearance. */
function columnsOf(file: string, records: readonly JsonRow[], keysOf: (row: JsonRow) => Iterable<string>): string[] {
  const names = new Set<string>();
  for (const row of records) for (const name of keysOf(row)) names.add(name);
  if (names.size > mostColumns) throw tooWide(file);
  return [...names];
}

async function openSource(
  file: string,
  { format, bytes }: FoundData,
  source: RecordSource,
  options: TableOptions,
): Promise<Table> {
  const rows: Row[] = [];
  for await (const part of source.read(0)) {
    for (const row of part.rows) rows.push(row);
    if (rows.length >= startRows) break;
  }
  const first = rows.slice(0, startRows);
  const width = source.names?.length ?? first.reduce((most, { fields }) => Math.max(most, fields.length), 0);
  if (width > mostColumns) throw tooWide(file);
  const filled = first.map(({ line, fields }) => ({
    line,
    fields: [...fields, ...new Array<string>(Math.max(0, width - fields.length)).fill('')],
  }));
  // Excel opens files that it wrote itself in another encoding, unless a byte order mark indicates UTF-8.
  const written = { encoding: 'utf-8', bomBytes: format === 'xlsx' ? 3 : 0, dialect: csvDialect } as const;
  const common = {
    file,
    format,
    bytes,
    files: source.watched ?? source.files,
    notices: source.notices ?? [],
    sheet: source.sheet,
    ...written,
    reader: sourceReader(source, width),
  };
  if (source.names === undefined) return { ...common, ...describeRows(file, filled, options, () => width) };
  if (filled.length === 0) throw new UserError('data.empty', { file });
  return {
    ...common,
    header: true,
    headerRows: 0,
    columns: nameColumns(source.names, width),
    start: filled,
    sample: filled,
  };
}

/** Describes rows whose first one may name the columns. */
function describeRows(
  file: string,
  rows: readonly Row[],
  options: TableOptions,
  widthOf: (header: boolean) => number,
): Pick<Table, 'header' | 'headerRows' | 'columns' | 'start' | 'sample'> {
  const [first] = rows;
  if (first === undefined) throw new UserError('data.empty', { file });
  const header =
    options.header === undefined || options.header === 'auto' ? detectHeader(rows) : options.header === 'yes';
  const width = widthOf(header);
  const columns = nameColumns(header ? first.fields : undefined, width);
  const start = header ? rows.slice(1) : rows;
  if (start.length === 0) throw new UserError('data.headerOnly', { file, columns: listNames(columns) });
  return {
    header,
    headerRows: header ? 1 : 0,
    columns,
    start,
    sample: start.flatMap((row) => fitWidth(row, width) ?? []),
  };
}

/** Names for a sentence, the first few. */
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

async function firstRows(text: TextSource): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const batch of readRecords(text, { piece: startPiece })) {
    for (const row of batch) rows.push(row);
    if (rows.length >= startRows) break;
  }
  return rows.slice(0, startRows);
}

async function firstRecords(file: string, source: { encoding: Encoding; bomBytes: number }): Promise<JsonRow[]> {
  const collector = new ObjectCollector(file);
  for await (const piece of readUtf8(file, source, undefined, { piece: startPiece })) {
    collector.see(piece, false);
    if (collector.records.length >= startRows) return collector.records;
  }
  collector.see(Buffer.alloc(0), true);
  return collector.records;
}

/** The most frequent number of columns; that of the first row where several are equally frequent. */
function usualWidth(rows: readonly Row[]): number {
  const counts = new Map<number, number>();
  for (const { fields } of rows) counts.set(fields.length, (counts.get(fields.length) ?? 0) + 1);
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [0, 0])[0];
}

/**
 * All data rows in file order, a chunk of the file at a time (some hundreds or thousands of rows): memory stays bounded
 * whatever the file's size. Rows may have a wrong width, see fitWidth.
 * @param hash receives the file's bytes
 * @param index receives the beginning of each row, a header's included
 * @throws UserError when the file cannot be read, or a quote does not close
 */
export async function* readRows(
  table: Table,
  hash?: ByteListener,
  index?: RowIndex,
): AsyncGenerator<Row[], void, undefined> {
  let left: number = table.headerRows;
  for await (const rows of table.reader.rows({ hash, index })) {
    const data = left > 0 ? rows.slice(left) : rows;
    left = 0;
    if (data.length > 0) yield data;
  }
}

/**
 * The data rows from index `first` on, found through the index of a pass over the same file: as far as the index knows
 * them, and beyond. Rows before one that cannot be read are yielded before the error is thrown. Throws a RangeError
 * while the index knows no row.
 */
export function readRowsFrom(table: Table, index: RowIndex, first: number): AsyncGenerator<Row[], void, undefined> {
  return table.reader.rowsFrom(index, first + table.headerRows);
}

/** The row with that many columns: superfluous empty ones are dropped; undefined when the number is wrong. */
export function fitWidth(row: Row, width: number): Row | undefined {
  if (row.fields.length === width) return row;
  if (row.fields.length < width || row.fields.slice(width).some((cell) => cell.trim() !== '')) return undefined;
  return { line: row.line, fields: row.fields.slice(0, width) };
}

/** Throws a UserError when the table has changed since it was opened. */
export async function checkUnchanged(table: Table): Promise<void> {
  for (const { path, size, changed } of table.files) {
    const now = await fileOf(path);
    if (now.size !== size || now.changed !== changed) throw new UserError('data.changed', { file: table.file });
  }
}
