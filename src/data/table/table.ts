// Opens a table of any format: options that are not given are detected, then its rows follow as a stream.

import { basename } from 'node:path';

import { UserError } from '../../shared/errors.js';
import type { DataFormat } from '../../shared/inspection.js';
import { type Notice, notice } from '../../shared/notices.js';
import type { Settings } from '../../shared/settings.js';
import { type ByteListener, encodingOf } from '../source/bytes.js';
import type { Encoding } from '../source/bytesBeyondAscii.js';
import { fileOf } from '../source/dataFileErrors.js';
import type { DataFile, Row } from '../source/row.js';
import type { RowIndex } from '../source/rowIndex.js';
import { type RecordSource, sourceReader, type TableReader } from '../source/tableSource.js';
import { recogniseRecords } from '../text/annotations.js';
import { createRecordParser, detectDialect, separatorIn } from '../text/dialect.js';
import { fastTextColumns, FastTextParser, isFastText } from '../text/fastText.js';
import { nameColumns } from '../text/header.js';
import { recognisedNotices } from '../text/jsonFile.js';
import { JsonLineParser } from '../text/jsonLines.js';
import { flatCells, type JsonRow } from '../text/jsonValues.js';
import { refuseOtherText } from '../text/otherText.js';
import { marksNotices } from '../text/quoting.js';
import type { Dialect, RecordOptions } from '../text/rowParser.js';
import { mostColumns } from '../text/rowText.js';
import { firstRecords, firstRowCount, firstRows, readStart, textReader, type TextSource } from '../text/textTable.js';
import { findData, type FoundData } from './dataFormat.js';
import { startRows } from './startRows.js';

/** The options that a user may give about a file's notation; `auto` or absent where it is to be detected. */
export interface TableOptions {
  readonly encoding?: Settings['encoding'] | undefined;
  readonly delimiter?: Settings['delimiter'] | undefined;
  readonly header?: Settings['header'] | undefined;
  /** Lines above the names of columns; detected when null. */
  readonly skipRows?: number | null | undefined;
  /** The sheet of a workbook, by its name or its number from 1. */
  readonly sheet?: string | null | undefined;
  /** Strict when absent. */
  readonly quotes?: Settings['quotes'] | undefined;
  readonly quote?: Settings['quote'] | undefined;
  readonly escape?: Settings['escape'] | undefined;
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
  /** The sheet that is read, for a workbook. */
  readonly sheet?: string | undefined;
  /** Whether the columns have names of their own. */
  readonly header: boolean;
  /** The number of rows before the data: titles, names of columns, units. */
  readonly headerRows: number;
  /** Names that differ from each other; numbers from 1 without a header. */
  readonly columns: readonly string[];
  /** The first data rows, as they are. */
  readonly start: readonly Row[];
  /** The rows of the right width, from which columns are guessed. */
  readonly sample: readonly Row[];
  readonly reader: TableReader;
  /** Decisions made on the way, for the user. */
  readonly notices?: readonly Notice[];
}

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
    await found.open({
      encoding: options.encoding ?? 'auto',
      separator: options.labelSeparator ?? '|',
      sheet: options.sheet ?? null,
    }),
    options,
  );
}

async function openCsv(file: string, { format, files }: FoundData, options: TableOptions): Promise<Table> {
  const bytes = files[0]!.size;
  const { notices: doubts = [], ...source } = await encodingOf(files[0]!.path, bytes, options.encoding ?? 'auto');
  const start = await readStart(files[0]!.path, source);
  refuseOtherText(file, start);
  if (isFastText(start)) return openFastText(file, { format, files }, source, doubts, options);
  const separatorLine = separatorIn(start);
  const given = options.delimiter ?? 'auto';
  const wanted = given === 'auto' ? (separatorLine ?? 'auto') : given;
  const { quotes = 'strict', quote = 'auto', escape = 'auto' } = options;
  const dialect = await detectDialect(start, wanted, quotes, { quote, escape });
  const text: TextSource = {
    file: files[0]!.path,
    ...source,
    createParser: (recordOptions) => createRecordParser(file, dialect, recordOptions),
  };
  const rows = await firstRows(text);
  const described = startRows(file, rows, options, { fixedRows: separatorLine === null ? 0 : 1 });
  return {
    file,
    format,
    bytes,
    files,
    ...source,
    dialect,
    ...described,
    notices: [...doubts, ...marksNotices(file, dialect, { quote, escape }), ...described.notices],
    reader: textReader(text),
  };
}

async function openFastText(
  file: string,
  { format, files }: Pick<FoundData, 'format' | 'files'>,
  source: Pick<TextSource, 'encoding' | 'bomBytes'>,
  doubts: readonly Notice[],
  { labelSeparator }: TableOptions,
): Promise<Table> {
  const separator = labelSeparator ?? '|';
  const createParser = (place: RecordOptions) => new FastTextParser(file, separator, place);
  const text: TextSource = { file: files[0]!.path, ...source, createParser };
  const start = await firstRows(text);
  const said = notice('data.fastText', { file: basename(file) });
  return {
    file,
    format,
    bytes: files[0]!.size,
    files,
    ...source,
    dialect: csvDialect,
    header: true,
    headerRows: 0,
    columns: fastTextColumns,
    start,
    sample: start,
    reader: textReader(text),
    notices: [...doubts, said],
  };
}

async function openJsonLines(file: string, { format, files }: FoundData, options: TableOptions): Promise<Table> {
  const bytes = files[0]!.size;
  const { notices: doubts = [], ...source } = await encodingOf(files[0]!.path, bytes, options.encoding ?? 'auto');
  const separator = options.labelSeparator ?? '|';
  const records = await firstRecords(files[0]!.path, source);
  const found = recogniseRecords(records);
  const columns = columnsOf(file, records, (row) => flatCells(found?.convert(row) ?? row, separator).keys());
  const text: TextSource = {
    file: files[0]!.path,
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
    notices: [...doubts, ...recognisedNotices(found?.tool)],
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
    if (rows.length >= firstRowCount) break;
  }
  const first = rows.slice(0, firstRowCount);
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
  if (source.names === undefined) {
    const described = startRows(file, filled, options, { fixedWidth: width });
    return { ...common, ...described, notices: [...common.notices, ...described.notices] };
  }
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
  let left = table.headerRows;
  for await (const rows of table.reader.rows({ hash, index })) {
    const data = left > 0 ? rows.slice(left) : rows;
    left = Math.max(0, left - rows.length);
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

/** Throws a UserError when the table has changed since it was opened. */
export async function checkUnchanged(table: Table): Promise<void> {
  for (const { path, size, changed } of table.files) {
    const now = await fileOf(path);
    if (now.size !== size || now.changed !== changed) throw new UserError('data.changed', { file: table.file });
  }
}
