// Exports a model as it is, by copying its files.

import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';

import { parameterShapes } from '../../base/model.js';
import { writeFolderAtomically } from '../../formats/atomicWrite.js';
import { copyModelFiles } from '../../formats/copyFolder.js';
import { UserError } from '../../shared/errors.js';
import { stopIfAborted } from '../interruption.js';
import { countParameters, longestModelFile } from '../model/defaults.js';
import { modelFolderHere } from '../model/locateModel.js';
import { readConfigOf } from '../model/modelInfo.js';

/**
 * Copies a model to a folder that is new or empty, whole or not at all; returns the files. Throws `run.folderNotEmpty`,
 * `data.outputIsInput`, `model.fileTooLong`, and for a full disk; an Interruption when the signal is aborted.
 */
export async function copyModel(model: string, out: string, signal: AbortSignal): Promise<string[]> {
  const folder = modelFolderHere(model);
  const { config } = await readConfigOf(folder);
  const limit = longestModelFile(countParameters(parameterShapes(config)));
  await refuseInside(resolve(out), folder);
  return writeFolderAtomically(out, async (aside) => {
    stopIfAborted(signal);
    await copyModelFiles(folder, aside, limit, signal).catch((error: unknown) => {
      stopIfAborted(signal);
      throw error;
    });
  });
}

/** A copy in the model's own folder would be copied into itself. */
async function refuseInside(target: string, source: string): Promise<void> {
  const inside = `${await realPlace(target)}${sep}`.startsWith(`${await realpath(source)}${sep}`);
  if (inside) throw new UserError('data.outputIsInput', { file: target });
}

/** The real path, with links followed as far as the path exists. */
async function realPlace(path: string): Promise<string> {
  return realpath(path).catch(async () =>
    dirname(path) === path ? path : join(await realPlace(dirname(path)), basename(path)),
  );
}
