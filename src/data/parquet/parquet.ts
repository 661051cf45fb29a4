// Reads Parquet files as a table: one row group at a time, so that memory is bounded by the largest of them.

import { brotliDecompressSync } from 'node:zlib';

import {
  type AsyncBuffer,
  asyncBufferFromFile,
  type ColumnMetaData,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
  type SchemaTree,
} from 'hyparquet';
import { compressors, decompressZstd } from 'hyparquet-compressors';

import { UserError } from '../../shared/errors.js';
import { cellText, type ClassNames, classNamesIn, classText } from '../source/cellText.js';
import { damagedFailure } from '../source/dataFileErrors.js';
import type { Row } from '../source/row.js';
import type { DataFile } from '../source/row.js';
import type { RecordSource, RowPart } from '../source/tableSource.js';
import { checkColumn, checkFooter, type Decompressors, startOf } from './claims.js';

/** The limits in bytes for one column of a row group, and for one of its pages: more is refused before it is read. */
const largestGroup = 2 ** 31;
const rowsAtOnce = 1000;

interface OpenFile {
  readonly path: string;
  readonly buffer: AsyncBuffer;
  readonly metadata: FileMetaData;
  readonly names: readonly string[];
  /** The columns that are read. */
  readonly readable: readonly string[];
  readonly classes: ClassNames;
  /** The number of rows in the files before it. */
  readonly first: number;
  readonly rows: number;
}

/** A decoded row group: the next request is often for its rows too. */
interface DecodedGroup {
  readonly file: OpenFile;
  readonly from: number;
  readonly rows: readonly Record<string, unknown>[];
}

/** Opens files with the same columns as one table. Throws a UserError. */
export async function openParquet(files: readonly DataFile[], separator: string): Promise<RecordSource> {
  const opened: OpenFile[] = [];
  for (const file of files) opened.push(await openFile(file, opened.at(-1)));
  const names = opened[0]!.names;
  const total = opened.at(-1)!.first + opened.at(-1)!.rows;
  let last: DecodedGroup | null = null;
  return {
    names,
    files,
    async *read(from): AsyncGenerator<RowPart, void, undefined> {
      for (const file of opened) {
        for (const [group, [start, end]] of groupsOf(file).entries()) {
          if (end <= from) continue;
          if (last?.file !== file || last.from !== start)
            last = { file, from: start, rows: await decode(file, group, start, end) };
          const { rows } = last;
          for (let at = Math.max(0, from - start); at < rows.length; at += rowsAtOnce) {
            const part = rows
              .slice(at, at + rowsAtOnce)
              .map((row, index) => rowOf(row, start + at + index + 1, names, file.classes, separator));
            yield { rows: part, share: (start + at + part.length) / Math.max(1, total) };
          }
        }
      }
    },
  };
}

async function openFile({ path, size }: DataFile, before: OpenFile | undefined): Promise<OpenFile> {
  try {
    const buffer = await asyncBufferFromFile(path);
    await checkFooter(buffer);
    const metadata = await parquetMetadataAsync(buffer);
    const schema = parquetSchema(metadata);
    checkSizes(path, size, metadata);
    checkColumns(path, schema, metadata);
    const names = schema.children.map(({ element }) => element.name);
    const different = before?.names.find((name) => !names.includes(name));
    if (different !== undefined)
      throw new UserError('data.damaged', { file: path, kind: 'Parquet', reason: `no column ${different}` });
    const classes = classNamesIn(metadata.key_value_metadata?.find(({ key }) => key === 'huggingface')?.value);
    const readable = schema.children.filter(isReadable).map(({ element }) => element.name);
    return {
      path,
      buffer,
      metadata,
      names,
      readable,
      classes,
      first: before === undefined ? 0 : before.first + before.rows,
      rows: Number(metadata.num_rows),
    };
  } catch (error) {
    throw damagedFailure(error, path, 'Parquet');
  }
}

/** The parts that the file describes must lie within it, and have reasonable sizes. */
function checkSizes(path: string, size: number, { row_groups: groups, num_rows: rows }: FileMetaData): void {
  const refuse = (reason: string) => new UserError('data.damaged', { file: path, kind: 'Parquet', reason });
  let counted = 0n;
  for (const { columns, num_rows: inGroup } of groups) {
    counted += inGroup;
    for (const { meta_data: column } of columns) {
      if (column === undefined) continue;
      const at = startOf(column);
      const length = column.total_compressed_size;
      if (at < 0n || length < 0n || at + length > BigInt(size))
        throw refuse(`${column.path_in_schema.join('.')}: ${length} bytes at ${at}`);
      if (column.total_uncompressed_size > BigInt(largestGroup))
        throw refuse(`${column.path_in_schema.join('.')}: ${column.total_uncompressed_size} bytes`);
    }
  }
  if (counted !== rows || rows < 0n) throw refuse(`${rows} rows in row groups of ${counted}`);
}

/**
 * Every row group must have each column of the schema once: the library reads all columns that exist, and waits for
 * those that it expects.
 */
function checkColumns(path: string, schema: SchemaTree, { row_groups: groups }: FileMetaData): void {
  const expected = leavesOf(schema).sort();
  const isTwice = expected.some((name, index) => name === expected[index + 1]);
  for (const { columns } of groups) {
    const found = columns.map(({ meta_data: column }) => pathText(column?.path_in_schema ?? [])).sort();
    if (isTwice || found.join('\n') !== expected.join('\n'))
      throw new UserError('data.damaged', { file: path, kind: 'Parquet', reason: 'columns' });
  }
}

/**
 * The library refuses a file for a value of these types; no text or label has one, and so the column is treated as
 * empty.
 */
function isReadable({ element, children }: SchemaTree): boolean {
  return element.converted_type !== 'INTERVAL' && element.converted_type !== 'BSON' && children.every(isReadable);
}

function leavesOf({ children, path }: SchemaTree): string[] {
  return children.length === 0 ? [pathText(path)] : children.flatMap(leavesOf);
}

function pathText(path: readonly string[]): string {
  return JSON.stringify(path);
}

/** The rows of each row group, counted over all files: [first, behind the last). */
function groupsOf({ metadata, first }: OpenFile): (readonly [from: number, to: number])[] {
  let from = first;
  return metadata.row_groups.map(({ num_rows: rows }) => {
    const group = [from, from + Number(rows)] as const;
    from = group[1];
    return group;
  });
}

/** Writers end a page at a megabyte; a larger one, with a few long texts, does not compress by a large factor. */
const usualPage = 1 << 22;
const bestRatio = 1000;

/** Two of the library's decompressors allocate what the compressed bytes claim; here the page's header decides. */
const bounded = {
  ...compressors,
  ZSTD: (input: Uint8Array, length: number) => decompressZstd(input, new Uint8Array(length)),
  BROTLI: (input: Uint8Array, length: number) => brotliDecompressSync(input, { maxOutputLength: length }),
};

/** Never more than requested: a page that claims to be larger than its column is refused before memory is allocated. */
const carefully: Decompressors = Object.fromEntries(
  Object.entries(bounded).map(([codec, decompress]) => [
    codec,
    (input: Uint8Array, length: number) => {
      if (length < 0 || length > Math.min(largestGroup, Math.max(usualPage, bestRatio * input.length)))
        throw new Error(`a page of ${length} bytes in ${input.length}`);
      // Empty data is written in a byte or none, which not every decompressor understands.
      return length === 0 ? new Uint8Array(0) : decompress(input, length);
    },
  ]),
);

async function decode(file: OpenFile, group: number, from: number, to: number): Promise<Record<string, unknown>[]> {
  try {
    const isRead = (column: ColumnMetaData) => file.readable.includes(column.path_in_schema[0] ?? '');
    for (const { meta_data: column } of file.metadata.row_groups[group]?.columns ?? [])
      if (column !== undefined && isRead(column))
        await checkColumn(file.buffer, file.metadata, column, to - from, carefully);
    return await parquetReadObjects({
      file: file.buffer,
      metadata: file.metadata,
      rowStart: from - file.first,
      rowEnd: to - file.first,
      columns: [...file.readable],
      compressors: carefully,
    });
  } catch (error) {
    throw damagedFailure(error, file.path, 'Parquet');
  }
}

function rowOf(
  row: Record<string, unknown>,
  line: number,
  names: readonly string[],
  classes: ClassNames,
  separator: string,
): Row {
  const fields = names.map((name) => {
    const known = classes.get(name);
    return known === undefined ? cellText(row[name], separator) : classText(row[name], known, separator);
  });
  return { line, fields };
}
