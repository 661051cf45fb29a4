// The paths of the results in a run's folder.

import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

import { checkInside } from '../../base/openFile.js';
import { runFilePath } from '../../runs/runFile.js';
import { UserError } from '../../shared/errors.js';

export function modelFolderOf(folder: string): string {
  return join(folder, 'model');
}

export function evaluationPath(folder: string): string {
  return join(folder, 'evaluation.json');
}

/**
 * A model folder as it is given, or the model in the folder of a finished run. Throws `run.noModel` for an unfinished
 * one, `machine.linkLeadsOut` for one that lies elsewhere.
 */
export function resolveModelFolder(path: string): string {
  if (!existsSync(runFilePath(path))) {
    const run = dirname(resolve(path));
    if (basename(path) === 'model' && existsSync(path) && existsSync(runFilePath(run))) checkInside(path, run);
    return path;
  }
  const folder = modelFolderOf(path);
  if (!existsSync(join(folder, 'config.json'))) throw new UserError('run.noModel', { folder: path });
  checkInside(folder, path);
  return folder;
}
