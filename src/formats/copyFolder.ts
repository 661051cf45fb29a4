// Copies a model: the files that one is read from and those that tell of it, and nothing else that lies beside them.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { readFailure } from '../base/fileErrors.js';
import { openFile } from '../base/openFile.js';
import { UserError } from '../shared/errors.js';
import { writeAtomically } from './atomicWrite.js';
import { modelFileNames, sentencePieceNames } from './modelFiles.js';

/** Files beside a model's own that belong to it. */
const companions: readonly string[] = [
  ...sentencePieceNames,
  'model.onnx',
  'finetune_bert.json',
  'added_tokens.json',
  'README.md',
  'LICENSE',
  'LICENSE.md',
  'LICENSE.txt',
  'NOTICE',
];

const pieceBytes = 1 << 22;

/**
 * Copies the files of a model into an existing folder.
 * @param limit the largest number of bytes that a file of it can have
 * @throws UserError when one cannot be read, is no file, or is a link that leads out of the model's folder; as
 *   `writeAtomically`; the signal's reason when it is aborted
 */
export async function copyModelFiles(from: string, into: string, limit: number, signal: AbortSignal): Promise<void> {
  const present = await readdir(from).catch((error: unknown) => {
    throw readFailure(error, from);
  });
  const known = new Set(modelFileNames(present));
  for (const name of present.filter((one) => known.has(one) || companions.includes(one)))
    await copyFile(join(from, name), join(into, name), limit, signal);
}

async function copyFile(from: string, to: string, limit: number, signal: AbortSignal): Promise<void> {
  const file = await openFile(from);
  try {
    const { size } = await file.stat();
    if (size > limit) throw new UserError('model.fileTooLong', { file: from, bytes: size, limit });
    const piece = new Uint8Array(pieceBytes);
    await writeAtomically(
      to,
      async (sink) => {
        for (;;) {
          const { bytesRead } = await file.read(piece, 0, piece.length, null);
          if (bytesRead === 0) return;
          await sink.write(piece.subarray(0, bytesRead));
        }
      },
      { signal },
    );
  } catch (error) {
    throw readFailure(error, from);
  } finally {
    await file.close();
  }
}
