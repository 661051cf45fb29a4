// Unpacks a table that is compressed, .gz or the one table of a .zip, to a file that lives as long as the process.

import { createWriteStream, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

import { type Entry, open as openZip, type ZipFile } from 'yauzl';

import { openRegular } from '../../base/openFile.js';
import { makeTemporaryFolder } from '../../processes/temporaryFolder.js';
import { UserError } from '../../shared/errors.js';
import { damagedFailure } from './dataFileErrors.js';
import type { DataFile } from './row.js';

/** The largest unpacked size in bytes: a larger one is taken for a decompression bomb. */
const largestUnpacked = 2 ** 34;
const mostEntries = 10_000;
const tables = /\.(?:csv|tsv|tab|txt|jsonl|ndjson|json|xlsx|xlsm|parquet|arrow)$/i;
/** The names of parts of office documents, which are ZIP archives too. */
const office = /^(?:\[Content_Types\]\.xml|mimetype)$/;

/** The unpacked files by path, size and time of the original. */
const unpacked = new Map<string, Promise<string>>();
let folder: string | undefined;

/**
 * The path of the unpacked table; null for a file that is not compressed.
 * @throws UserError when it cannot be unpacked, or an archive does not hold one table
 */
export async function unpackedFile({ path, size, changed }: DataFile, start: string): Promise<string | null> {
  const isZip = start.startsWith('PK\x03\x04');
  if (!isZip && !start.startsWith('\x1f\x8b')) return null;
  const key = `${path}\0${size}\0${changed}`;
  const known = unpacked.get(key) ?? (isZip ? unzip(path) : gunzip(path));
  unpacked.set(key, known);
  try {
    return await known;
  } catch (error) {
    unpacked.delete(key);
    // With any other ending it is a workbook, or no table.
    if (isZip && !/\.zip$/i.test(path) && !(error instanceof UserError))
      throw new UserError('data.notText', { file: path, kind: 'ZIP or Excel .xlsx' }, { cause: error });
    throw damagedFailure(error, path, isZip ? 'ZIP' : 'gzip');
  }
}

async function gunzip(path: string): Promise<string> {
  const name = basename(path).replace(/\.gz$/i, '');
  const target = await targetFor(extname(name) === '' ? `${name}.csv` : name);
  const packed = await openRegular(path);
  await pipeline(packed.createReadStream(), createGunzip(), limited(), createWriteStream(target));
  if (await isTar(target)) throw new UserError('data.notText', { file: path, kind: 'tar' });
  return target;
}

async function unzip(path: string): Promise<string> {
  const zip = await new Promise<ZipFile>((resolve, reject) => {
    openZip(path, { lazyEntries: true, autoClose: false }, (error, opened) =>
      error === null ? resolve(opened) : reject(error),
    );
  });
  try {
    const entries = await listEntries(zip);
    if (entries.some(({ fileName }) => office.test(fileName)))
      throw new UserError('data.notText', { file: path, kind: 'ZIP or Excel .xlsx' });
    const found = entries.filter(({ fileName }) => isTable(fileName));
    const [entry, second] = found;
    if (entry === undefined || second !== undefined) {
      const names = found.slice(0, 8).map(({ fileName }) => fileName);
      throw new UserError('data.archiveTables', { file: path, count: found.length, names: names.join(', ') || '-' });
    }
    const target = await targetFor(basename(entry.fileName));
    const stream = await new Promise<Readable>((resolve, reject) => {
      zip.openReadStream(entry, (error, opened) => (error === null ? resolve(opened) : reject(error)));
    });
    await pipeline(stream, limited(), createWriteStream(target));
    return target;
  } finally {
    zip.close();
  }
}

function listEntries(zip: ZipFile): Promise<Entry[]> {
  if (zip.entryCount > mostEntries) throw new Error(`${zip.entryCount} parts`);
  return new Promise((resolve, reject) => {
    const entries: Entry[] = [];
    zip.on('entry', (entry: Entry) => {
      entries.push(entry);
      zip.readEntry();
    });
    zip.on('end', () => resolve(entries));
    zip.on('error', reject);
    zip.readEntry();
  });
}

/** Programs add folders and files of their own. */
function isTable(name: string): boolean {
  const [base] = name.split('/').slice(-1);
  return (
    tables.test(name) && !name.startsWith('__MACOSX/') && base?.startsWith('.') === false && !/^readme/i.test(base)
  );
}

async function isTar(path: string): Promise<boolean> {
  const handle = await openRegular(path);
  try {
    const { buffer } = await handle.read(Buffer.alloc(5), 0, 5, 257);
    return buffer.toString('latin1') === 'ustar';
  } finally {
    await handle.close();
  }
}

function limited(): Transform {
  let bytes = 0;
  return new Transform({
    transform(piece: Buffer, _, done) {
      bytes += piece.length;
      done(bytes > largestUnpacked ? new Error(`more than ${largestUnpacked} bytes`) : null, piece);
    },
  });
}

/** The path to unpack to: in a folder of its own, so that the file keeps its name. */
async function targetFor(name: string): Promise<string> {
  folder ??= makeFolder();
  return join(await mkdtemp(join(folder, 'table-')), name);
}

function makeFolder(): string {
  const made = makeTemporaryFolder('unpacked');
  process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  return made;
}
