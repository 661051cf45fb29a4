// Reads the ZIP archive that torch.save writes: FOLDER/data.pkl, and the bytes of each storage in FOLDER/data/KEY.

import type { FileHandle } from 'node:fs/promises';

import { type Entry, fromFd, type ZipFile } from 'yauzl';

import { UserError } from '../../shared/errors.js';
import { readFully } from '../readElements.js';
import { longestHeader } from '../safetensorsHeader.js';
import { PickleInput } from './pickle/input.js';
import { torchNames } from './pickle/torchNames.js';
import { unpickle } from './pickle/unpickle.js';
import { damaged } from './pickle/values.js';
import type { StoragePlace, TorchContents } from './torchContents.js';
import { reasonOf } from '../../shared/failures.js';

/** Throws a PickleFault, a UserError, and the errors of the system. */
export async function readArchive(handle: FileHandle, path: string): Promise<TorchContents> {
  const places = await placesIn(handle, path);
  const pickleName = [...places.keys()].find((name) => /^[^/]+\/data\.pkl$/.test(name));
  if (pickleName === undefined) throw damaged('an archive without data.pkl');
  const folder = pickleName.slice(0, -'data.pkl'.length);
  if (places.has(`${folder}constants.pkl`)) throw new UserError('model.torchScript', { file: path });
  const order = places.get(`${folder}byteorder`);
  if (order !== undefined && (await bytesAt(handle, order, path)).toString('latin1') !== 'little')
    throw new UserError('model.bigEndian', { file: path });
  const value = unpickle(new PickleInput(await bytesAt(handle, places.get(pickleName)!, path)), torchNames);
  const inside = `${folder}data/`;
  const storages = [...places]
    .filter(([name]) => name.startsWith(inside))
    .map(([name, place]): [string, StoragePlace] => [name.slice(inside.length), place]);
  return { value, storages: new Map(storages) };
}

async function bytesAt(handle: FileHandle, { begin, bytes }: StoragePlace, path: string): Promise<Buffer> {
  if (bytes > longestHeader) throw damaged('a pickle that is too long');
  const buffer = Buffer.alloc(bytes);
  await readFully(handle, buffer, begin, path);
  return buffer;
}

/** The byte range of each member; torch.save compresses none. */
async function placesIn(handle: FileHandle, path: string): Promise<Map<string, StoragePlace>> {
  const zip = await openZip(handle);
  const places = new Map<string, StoragePlace>();
  for await (const entry of entriesOf(zip)) {
    if (entry.fileName.endsWith('/')) continue;
    if (entry.compressionMethod !== 0 || entry.isEncrypted() || entry.compressedSize !== entry.uncompressedSize)
      throw damaged('a compressed member');
    if (places.has(entry.fileName)) throw new UserError('model.duplicateKey', { file: path, key: entry.fileName });
    places.set(entry.fileName, { begin: await startOf(zip, entry), bytes: entry.uncompressedSize });
  }
  return places;
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
