// Reads the ZIP archive that torch.save writes: FOLDER/data.pkl, and the bytes of each storage in FOLDER/data/KEY.

import type { FileHandle } from 'node:fs/promises';

import { type Entry, fromFd, type ZipFile } from 'yauzl';

import { UserError } from '../../shared/errors.js';
import { reasonOf } from '../../shared/failures.js';
import { readFully } from '../readElements.js';
import { longestHeader } from '../safetensorsHeader.js';
import { PickleInput } from './pickle/input.js';
import { torchNames } from './pickle/torchNames.js';
import { unpickle } from './pickle/unpickle.js';
import { damaged } from './pickle/values.js';
import type { StorageRange, TorchContents } from './torchContents.js';

/** Throws a PickleFault, a UserError, and the errors of the system. */
export async function readArchive(handle: FileHandle, path: string): Promise<TorchContents> {
  const ranges = await rangesIn(handle, path);
  const pickleName = [...ranges.keys()].find((name) => /^[^/]+\/data\.pkl$/.test(name));
  if (pickleName === undefined) throw damaged('an archive without data.pkl');
  const folder = pickleName.slice(0, -'data.pkl'.length);
  if (ranges.has(`${folder}constants.pkl`)) throw new UserError('model.torchScript', { file: path });
  const order = ranges.get(`${folder}byteorder`);
  if (order !== undefined && (await bytesAt(handle, order, path)).toString('latin1') !== 'little')
    throw new UserError('model.bigEndian', { file: path });
  const value = unpickle(new PickleInput(await bytesAt(handle, ranges.get(pickleName)!, path)), torchNames);
  const inside = `${folder}data/`;
  const storages = [...ranges]
    .filter(([name]) => name.startsWith(inside))
    .map(([name, range]): [string, StorageRange] => [name.slice(inside.length), range]);
  return { value, storages: new Map(storages) };
}

async function bytesAt(handle: FileHandle, { begin, bytes }: StorageRange, path: string): Promise<Buffer> {
  if (bytes > longestHeader) throw damaged('a pickle that is too long');
  const buffer = Buffer.alloc(bytes);
  await readFully(handle, buffer, begin, path);
  return buffer;
}

/** The byte range of each member; torch.save compresses none. */
async function rangesIn(handle: FileHandle, path: string): Promise<Map<string, StorageRange>> {
  const zip = await openZip(handle);
  const ranges = new Map<string, StorageRange>();
  for await (const entry of entriesOf(zip)) {
    if (entry.fileName.endsWith('/')) continue;
    if (entry.compressionMethod !== 0 || entry.isEncrypted() || entry.compressedSize !== entry.uncompressedSize)
      throw damaged('a compressed member');
    if (ranges.has(entry.fileName)) throw new UserError('model.duplicateKey', { file: path, key: entry.fileName });
    ranges.set(entry.fileName, { begin: await startOf(zip, entry), bytes: entry.uncompressedSize });
  }
  return ranges;
}

/** The library reports a damaged archive as an Error of its own. */
function broken(error: unknown): Error {
  return damaged(reasonOf(error));
}

function openZip(handle: FileHandle): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    fromFd(handle.fd, { lazyEntries: true, autoClose: false, strictFileNames: true }, (error, zip) => {
      if (error === null) resolve(zip);
      else reject(broken(error));
    });
  });
}

async function* entriesOf(zip: ZipFile): AsyncGenerator<Entry, void, undefined> {
  for (;;) {
    const entry = await new Promise<Entry | null>((resolve, reject) => {
      for (const name of ['entry', 'end', 'error']) zip.removeAllListeners(name);
      zip
        .once('entry', resolve)
        .once('end', () => {
          resolve(null);
        })
        .once('error', (error) => {
          reject(broken(error));
        });
      zip.readEntry();
    });
    if (entry === null) return;
    yield entry;
  }
}

/** The offset after the member's own header, whose length may differ from the one in the directory. */
function startOf(zip: ZipFile, entry: Entry): Promise<number> {
  return new Promise((resolve, reject) => {
    zip.readLocalFileHeader(entry, { minimal: true }, (error, header) => {
      if (error === null) resolve(header.fileDataStart);
      else reject(broken(error));
    });
  });
}
