// Detects the kind of data at a path: a text file, a file that a library reads, or a folder with a dataset.

import { open } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';

import { parseJson } from '../../base/json.js';
import { UserError } from '../../shared/errors.js';
import { type DataFormat, type FormatOf, formatOf } from '../../shared/inspection.js';
import { datasetIn, type SplitFiles } from '../folders/datasetFolder.js';
import { type ClassFolder, classFoldersIn } from '../folders/textFolder.js';
import { dataReadFailure, statData, statDataFile } from '../source/dataFileErrors.js';
import type { Encoding } from '../source/encoding.js';
import type { DataFile } from '../source/row.js';
import type { RecordSource } from '../source/tableSource.js';

export interface SourceOptions {
  readonly encoding: Encoding | 'auto';
  /** The separator between the items of a list. */
  readonly separator: string;
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
  xlsx: async ({ files }) => (await import('../xlsx/workbook.js')).openWorkbook(files[0]!),
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
  const told = formatOf((await readStart(path, 6)).toString('latin1'), ending);
  if (told !== null && isLibraryFormat(told)) return splitData(path, { format: told, files: [file], info: null });
  const isLines = told === 'jsonl' || (ending === 'json' && (await hasObjectLine(path)));
  return { format: isLines ? 'jsonl' : 'csv', bytes: size, files: [file] };
}

function isLibraryFormat(format: DataFormat): format is LibraryFormat {
  return Object.hasOwn(openers, format);
}

/** Bytes of a .json file's first line that are looked at. */
const longestLine = 1 << 20;

/**
 * Whether a .json file, as many data sets are called, has an object on its first line, followed by others. Throws a
 * UserError for one that is a single value, or in an encoding in which that cannot be determined.
 */
async function hasObjectLine(path: string): Promise<boolean> {
  const start = (await readStart(path, longestLine))
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart();
  const [line = '', rest = ''] = start.split(/\n([^]*)/);
  if (line.startsWith('{') && rest.trim() !== '' && parseJson(line) !== undefined) return true;
  if (/^[[{]/.test(start)) throw new UserError('data.jsonValue', { file: path });
  return false;
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
    const handle = await open(file, 'r');
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
