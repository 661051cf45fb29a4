// Detects the kind of data at a path: a text file, a file that a library reads, or a folder with a dataset.

import { basename, dirname, extname, join } from 'node:path';

import { openRegular } from '../../base/openFile.js';
import { UserError } from '../../shared/errors.js';
import { type DataFormat, type FormatOf, formatOf } from '../../shared/inspection.js';
import { datasetIn, type SplitFiles } from '../folders/datasetFolder.js';
import { type ClassFolder, classFoldersIn } from '../folders/textFolder.js';
import type { Encoding } from '../source/bytesBeyondAscii.js';
import { dataReadFailure, statData, statDataFile } from '../source/dataFileErrors.js';
import type { DataFile } from '../source/row.js';
import type { RecordSource } from '../source/tableSource.js';
import { unpackedFile } from '../source/unpacked.js';
import { isRow, parseJsonText } from '../text/jsonValues.js';

export interface SourceOptions {
  readonly encoding: Encoding | 'auto';
  /** The separator between the items of a list. */
  readonly separator: string;
  /** The sheet of a workbook, by its name or number; the first with a table when null. */
  readonly sheet: string | null;
}

interface Found {
  readonly format: DataFormat;
  readonly bytes: number;
  readonly files: readonly DataFile[];
}
export interface FoundText extends Found {
  readonly format: FormatOf<'lines'>;
}
export interface FoundSource extends Found {
  readonly format: Exclude<DataFormat, FoundText['format']>;
  /** Loads the reader of the format. Throws a UserError. */
  open(options: SourceOptions): Promise<RecordSource>;
}
export type FoundData = FoundText | FoundSource;

type LibraryFormat = FormatOf<'library'>;
type Opener = (split: Omit<SplitFiles, 'format'>, options: SourceOptions) => Promise<RecordSource>;

/** What reads the formats of libraries; loaded when it is needed. */
const openers: { readonly [Format in LibraryFormat]: Opener } = {
  json: async ({ files }, options) => (await import('../text/jsonFile.js')).openJsonFile(files[0]!, options),
  xlsx: async ({ files }, { sheet }) => (await import('../xlsx/workbook.js')).openWorkbook(files[0]!, sheet),
  parquet: async ({ files }, { separator }) => (await import('../parquet/parquet.js')).openParquet(files, separator),
  arrow: async ({ files, info }, { separator }) =>
    (await import('../arrow/arrow.js')).openArrow(files, info, separator),
};

/** Throws a UserError for a path that does not exist, is no file, is empty, or is a folder without a dataset. */
export async function findData(path: string): Promise<FoundData> {
  const split = await namedSplit(path);
  if (split !== null) return splitData(path, split);
  const stats = await statData(path);
  if (stats.isDirectory()) return findFolder(path);
  const { size, mtimeMs } = await statDataFile(path);
  const file = { path, size, changed: mtimeMs };
  const ending = extname(path).slice(1).toLowerCase();
  const start = (await readStart(path, 6)).toString('latin1');
  const told = formatOf(start, ending);
  const table = told === null || told === 'csv' || told === 'jsonl' ? await unpackedFile(file, start) : null;
  if (table !== null) return findData(table);
  if (told !== null && isLibraryFormat(told)) return splitData(path, { format: told, files: [file], info: null });
  const isLines = told === 'jsonl' || (ending === 'json' && (await hasObjectLine(path)));
  if (!isLines && (await isJsonValue(path, ending)))
    return splitData(path, { format: 'json', files: [file], info: null });
  return { format: isLines ? 'jsonl' : 'csv', bytes: size, files: [file] };
}

function isLibraryFormat(format: DataFormat): format is LibraryFormat {
  return Object.hasOwn(openers, format);
}

function isJsonObject(text: string): boolean {
  try {
    return isRow(parseJsonText(text));
  } catch {
    return false;
  }
}

/** The number of bytes at the start of a .json file that are inspected. */
const longestLine = 1 << 20;

/** Whether a .json file contains JSON Lines, as many data sets do: an object on its first line, followed by others. */
async function hasObjectLine(path: string): Promise<boolean> {
  const [line = '', rest = ''] = (await jsonStart(path)).split(/\n([^]*)/);
  return rest.trimStart().startsWith('{') && isJsonObject(line);
}

/** Whether the file is one JSON value: by its name and its start, or, whatever its name, as an array of objects. */
async function isJsonValue(path: string, ending: string): Promise<boolean> {
  if (ending === 'csv' || ending === 'tsv') return false;
  const start = await jsonStart(path);
  return ending === 'json' ? /^[[{]/.test(start) : /^\[\s*\{\s*"/.test(start);
}

/** The first ASCII characters of the file, without the zero bytes of UTF-16. */
async function jsonStart(path: string): Promise<string> {
  const bytes = await readStart(path, longestLine);
  const isWide = bytes.subarray(0, 4).includes(0);
  const text = isWide ? Buffer.from(bytes.filter((byte) => byte !== 0)).toString('latin1') : bytes.toString('utf8');
  return text.replace(/^(?:\ufeff|\xff\xfe|\xfe\xff)/, '').trimStart();
}

/**
 * The path of the validation split of a dataset folder, whose own rows are those for training: `FOLDER/validation`.
 * Null for any other data.
 */
export async function validationSplitOf(path: string): Promise<string | null> {
  const stats = await statData(path).catch(() => null);
  const dataset = stats?.isDirectory() === true ? await datasetIn(path) : null;
  return dataset?.validation == null ? null : join(path, dataset.validation);
}

async function findFolder(path: string): Promise<FoundData> {
  const dataset = await datasetIn(path);
  if (dataset !== null) return splitData(path, await dataset.open(dataset.training));
  const classes = await classFoldersIn(path);
  if (classes.length > 0) return classData(path, classes);
  throw new UserError('data.isFolder', { file: path });
}

/** A path that does not exist may name a split of a dataset folder: `FOLDER/test`. */
async function namedSplit(path: string): Promise<SplitFiles | null> {
  const isThere = await statData(path).then(
    () => true,
    () => false,
  );
  if (isThere) return null;
  const folder = dirname(path);
  const stats = await statData(folder).catch(() => null);
  const dataset = stats?.isDirectory() === true ? await datasetIn(folder) : null;
  const name = basename(path);
  return dataset !== null && dataset.splits.includes(name) ? dataset.open(name) : null;
}

function splitData(
  path: string,
  { format, ...split }: Omit<SplitFiles, 'format'> & { readonly format: LibraryFormat },
): FoundSource {
  const { files } = split;
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  if (bytes === 0) throw new UserError('data.empty', { file: path });
  return {
    format,
    bytes,
    files,
    open: (options) => openers[format](split, options),
  };
}

function classData(path: string, classes: readonly ClassFolder[]): FoundSource {
  const files = classes.flatMap((one) => one.files);
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  if (bytes === 0) throw new UserError('data.empty', { file: path });
  return {
    format: 'texts',
    bytes,
    files,
    open: async ({ encoding }) => (await import('../folders/textFolder.js')).openTextFolder(path, classes, encoding),
  };
}

async function readStart(file: string, length: number): Promise<Buffer> {
  try {
    const handle = await openRegular(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw dataReadFailure(error, file);
  }
}
