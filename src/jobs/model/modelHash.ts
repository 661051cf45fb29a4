// The SHA-256 of a model folder, by which a run recognises its base model again.

import { createHash, webcrypto } from 'node:crypto';
import { type FileHandle, readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { readFailure } from '../../base/fileErrors.js';
import { longestText, openFile } from '../../base/openFile.js';
import { modelFileNames } from '../../formats/modelFiles.js';
import { UserError } from '../../shared/errors.js';
import { stopIfAborted } from '../interruption.js';

/**
 * The SHA-256 of all files that a run uses from a model folder: configuration, weights and tokenizer, each with its
 * name. Throws a UserError when a file cannot be read or is larger than any, an Interruption when the signal is
 * aborted.
 */
export async function hashModelFolder(folder: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  const present = await readdir(folder).catch((error: unknown) => {
    throw readFailure(error, folder);
  });
  for (const name of modelFileNames(present)) {
    hash.update(`${name}\0`);
    const limit = /\.(json|txt|model)$/.test(name) ? longestText : longestWeights;
    for await (const digest of pieceDigests(join(folder, name), limit)) {
      stopIfAborted(signal);
      hash.update(digest);
    }
  }
  return hash.digest('hex');
}

/** Hashed in a thread of Node's pool, while this one continues with the data. */
const pieceBytes = 1 << 22;

/** In bytes; ten times the weights of the largest model of BERT's family. */
const longestWeights = 2 ** 36;

/** The SHA-256 of each piece of a file, in order. */
async function* pieceDigests(path: string, limit: number): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    const file = await openFile(path);
    try {
      const { size } = await file.stat();
      if (size > limit) throw new UserError('model.fileTooLong', { file: path, bytes: size, limit });
      const buffer = new Uint8Array(pieceBytes);
      for (let length = await fill(file, buffer); length > 0; length = await fill(file, buffer)) {
        yield new Uint8Array(await webcrypto.subtle.digest('SHA-256', buffer.subarray(0, length)));
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    throw readFailure(error, path);
  }
}

/** Reads on until the buffer is full or the file ends: one read may give less than it is asked for. */
async function fill(file: FileHandle, buffer: Uint8Array): Promise<number> {
  let length = 0;
  for (let read = -1; read !== 0 && length < buffer.length; length += read)
    read = (await file.read(buffer, length, buffer.length - length, null)).bytesRead;
  return length;
}
