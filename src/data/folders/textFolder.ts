// Reads a folder with one folder of .txt files for each class: each file is a row, with the class and the file's name
// as columns.

import { basename, join } from 'node:path';

import { UserError } from '../../shared/errors.js';
import { readWhole } from '../source/bytes.js';
import type { Encoding } from '../source/bytesBeyondAscii.js';
import { fileOf } from '../source/dataFileErrors.js';
import { byteOrderMark, detectEncoding } from '../source/encoding.js';
import type { Row } from '../source/row.js';
import type { DataFile } from '../source/row.js';
import type { RecordSource } from '../source/tableSource.js';
import { maxRowBytes } from '../text/rowText.js';
import { checkDataInside, namesIn } from './folderNames.js';

export interface ClassFolder {
  readonly name: string;
  /** The folder itself: its time changes when files are added or removed. */
  readonly folder: DataFile;
  readonly files: readonly DataFile[];
}

/** The number of files read for one part of the rows, and the bytes by which the encoding is detected. */
const filesAtOnce = 256;
const sampleBytes = 1 << 20;

/** The folders in a folder that hold .txt files; none where it has none. Throws a UserError. */
export async function classFoldersIn(folder: string): Promise<ClassFolder[]> {
  const classes: ClassFolder[] = [];
  for (const { name, isFolder } of await namesIn(folder)) {
    if (!isFolder) continue;
    const path = join(folder, name);
    const texts = (await namesIn(path)).filter((one) => !one.isFolder && /\.txt$/i.test(one.name));
    for (const one of texts) if (one.isLink) checkDataInside(join(path, one.name), folder);
    if (texts.length > 0)
      classes.push({
        name,
        folder: await fileOf(path),
        files: await statAll(texts.map((one) => join(path, one.name))),
      });
  }
  return classes;
}

async function statAll(paths: readonly string[]): Promise<DataFile[]> {
  const files: DataFile[] = [];
  for (let from = 0; from < paths.length; from += filesAtOnce)
    for (const file of await Promise.all(paths.slice(from, from + filesAtOnce).map(fileOf))) files.push(file);
  return files;
}

/** Throws a UserError. */
export async function openTextFolder(
  path: string,
  classes: readonly ClassFolder[],
  wanted: Encoding | 'auto',
): Promise<RecordSource> {
  const files = classes.flatMap((one) => one.files.map((file) => ({ ...file, label: one.name })));
  const total = Math.max(
    1,
    files.reduce((sum, { size }) => sum + size, 0),
  );
  const encoding = wanted === 'auto' ? await commonEncoding(path, files) : wanted;
  return {
    names: ['text', 'label', 'file'],
    files,
    watched: classes.map((one) => one.folder),
    async *read(from) {
      let bytes = files.slice(0, from).reduce((sum, { size }) => sum + size, 0);
      for (let first = from; first < files.length; first += filesAtOnce) {
        const some = files.slice(first, first + filesAtOnce);
        const rows = await Promise.all(
          some.map(async (file, index): Promise<Row> => {
            const text = await readText(file, encoding);
            return { line: first + index + 1, fields: [text, file.label, `${file.label}/${basename(file.path)}`] };
          }),
        );
        bytes += some.reduce((sum, { size }) => sum + size, 0);
        yield { rows, share: bytes / total };
      }
    },
  };
}

/** The encoding of most files is detected from many of them together: a single one is short. */
async function commonEncoding(path: string, files: readonly DataFile[]): Promise<Encoding> {
  const texts: Buffer[] = [];
  let length = 0;
  // Spread over the classes; files with a byte order mark say nothing about the others.
  const step = Math.max(1, Math.floor(files.length / 1000));
  for (let index = 0; index < files.length && length < sampleBytes; index += step) {
    const bytes = await readBytes(files[index]!);
    if (markedEncoding(bytes) !== undefined) continue;
    texts.push(bytes, Buffer.from('\n'));
    length += bytes.length + 1;
  }
  const guess = await detectEncoding(Buffer.concat(texts), true);
  if ('unknown' in guess) throw new UserError('data.encodingUnknown', { file: path, guess: guess.unknown });
  return guess.encoding;
}

function markedEncoding(bytes: Uint8Array): Encoding | undefined {
  return (['utf-8', 'utf-16le', 'utf-16be', 'gb18030'] as const).find((encoding) => byteOrderMark(bytes, encoding) > 0);
}

async function readText(file: DataFile, common: Encoding): Promise<string> {
  const bytes = await readBytes(file);
  const encoding = markedEncoding(bytes) ?? common;
  const content = bytes.subarray(byteOrderMark(bytes, encoding));
  const text =
    encoding === 'utf-8' ? content.toString('utf8') : (await import('iconv-lite')).default.decode(content, encoding);
  return text.replaceAll('\0', '').replace(/\r?\n$/, '');
}

async function readBytes({ path, size }: DataFile): Promise<Buffer> {
  if (size > maxRowBytes) throw new UserError('data.rowTooLong', { file: path, line: 1, megabytes: maxRowBytes >> 20 });
  const bytes = await readWhole(path);
  if (bytes.length !== size) throw new UserError('data.changed', { file: path });
  return bytes;
}
