// Downloads one blob of the cache: aside, from where an earlier download stopped; its hash is checked before it gets
// its name.

import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, mkdir, open, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';

import { moveFile } from '../base/moving.js';
import { UserError } from '../shared/errors.js';
import type { CheckableFile } from './listing.js';
import { claimPartial, type Partial, release } from './partial.js';
import { type Source, transfer } from './transfer.js';

export interface BlobDownload {
  readonly file: CheckableFile;
  /** The path of the finished blob. */
  readonly blob: string;
  readonly source: Omit<Source, 'onBytes'>;
  /** Called with the number of bytes of the file that are here. */
  readonly onProgress: (bytes: number) => void;
}

/**
 * Downloads a blob, whole or not at all. The bytes that arrived before an interruption, or before the process was
 * killed, are kept for the next time. Throws a UserError, the signal's reason, and the errors of the file system as
 * they are.
 */
export async function downloadBlob(download: BlobDownload): Promise<void> {
  await mkdir(dirname(download.blob), { recursive: true });
  const partial = await claimPartial(download.blob);
  try {
    const isRight = (await fillIn(partial, download)) || (partial.bytes > 0 && (await startOver(partial, download)));
    if (!isRight)
      throw new UserError('hub.otherHash', {
        host: download.source.url.host,
        model: download.source.subject.model,
        file: download.file.name,
      });
    await moveIn(partial.path, download.blob);
  } catch (error) {
    // An empty file would not help the next download.
    if ((await stat(partial.path).catch(() => null))?.size === 0) await unlink(partial.path).catch(() => undefined);
    throw error;
  } finally {
    release(partial);
  }
}

/** The bytes that an earlier process left may have been wrong. */
async function startOver({ path }: Partial, download: BlobDownload): Promise<boolean> {
  return fillIn({ path, bytes: 0 }, download);
}

/** The number of bytes that are written between two syncs. */
const syncedAtOnce = 64 << 20;

/** Writes the missing bytes, and returns whether the whole has the right hash; if not, nothing stays. */
async function fillIn({ path, bytes: begun }: Partial, { file, source, onProgress }: BlobDownload): Promise<boolean> {
  const handle = await open(path, 'r+');
  try {
    // A file that is too long cannot be the beginning of this one.
    const from = file.size !== null && begun > file.size ? 0 : begun;
    await handle.truncate(from);
    const hash = startHash(file);
    await hashBeginning(handle, from, hash);
    let at = from;
    let come = from;
    const onBytes = (bytes: number): void =>
      onProgress((come = Math.min(come + bytes, file.size ?? Number.POSITIVE_INFINITY)));
    onProgress(from);
    // Bytes are synced to the disk while more arrive, so that little is left to wait for at the end.
    let synced = from;
    let syncing = Promise.resolve();
    for await (const bytes of transfer({ ...source, onBytes }, from)) {
      const writing = writeAll(handle, bytes, at);
      hash.update(bytes);
      await writing;
      at += bytes.length;
      if (at - synced < syncedAtOnce) continue;
      await syncing;
      synced = at;
      syncing = handle.datasync();
      // The promise is awaited before the next sync, and at the end.
      syncing.catch(() => undefined);
    }
    await syncing;
    const isRight = hash.digest(at) === file.hash;
    if (isRight) await handle.sync();
    else await handle.truncate(0);
    return isRight;
  } finally {
    await handle.close();
  }
}

interface ContentHash {
  update(bytes: Uint8Array): void;
  /** @param length of the content in bytes */
  digest(length: number): string;
}

/**
 * A hash of 64 digits is the SHA-256 of the content; one of 40 digits is git's SHA-1, which begins with the length:
 * https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
 */
function startHash({ hash: expected, size }: CheckableFile): ContentHash {
  if (expected.length === 64) return digesting(createHash('sha256'));
  if (size !== null) return digesting(createHash('sha1').update(`blob ${size}\0`));
  // The length is known only at the end; such files are short.
  const pieces: Uint8Array[] = [];
  return {
    update: (bytes) => void pieces.push(Uint8Array.from(bytes)),
    digest: (length) => {
      const sha1 = createHash('sha1').update(`blob ${length}\0`);
      for (const piece of pieces) sha1.update(piece);
      return sha1.digest('hex');
    },
  };
}

function digesting(hash: Hash): ContentHash {
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest('hex') };
}

async function hashBeginning(handle: FileHandle, length: number, hash: ContentHash): Promise<void> {
  const buffer = Buffer.allocUnsafeSlow(Math.min(length, 1 << 22));
  for (let at = 0; at < length;) {
    const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, length - at), at);
    if (bytesRead === 0) return;
    hash.update(buffer.subarray(0, bytesRead));
    at += bytesRead;
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  for (let done = 0; done < bytes.length;)
    done += (await handle.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
}

/** If another process has downloaded the same content meanwhile, its file stays. */
async function moveIn(path: string, blob: string): Promise<void> {
  try {
    await moveFile(path, blob);
  } catch (error) {
    const isThere = await stat(blob).then(
      (found) => found.isFile(),
      () => false,
    );
    if (!isThere) throw error;
    await unlink(path).catch(() => undefined);
  }
}
