// A model exported as it is: its whole folder, copied.

import { randomBytes } from 'node:crypto';
import { cp, mkdir, readdir, realpath, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { writeFailure } from '../formats/fileErrors.js';
import { UserError } from '../shared/errors.js';
import { stopIfAborted } from './interruption.js';
import { modelFolderHere } from './locateModel.js';
import { readConfigOf } from './modelInfo.js';

/**
 * Copies a model to a folder that is new or empty, whole or not at all; gives the files.
 * Throws `run.folderNotEmpty`, `data.outputIsInput`, and for a full disk; an Interruption when the signal comes.
 */
export async function copyModel(model: string, out: string, signal: AbortSignal): Promise<string[]> {
  const folder = modelFolderHere(model);
  await readConfigOf(folder);
  const target = resolve(out);
  const aside = join(dirname(target), `.${basename(target)}.${randomBytes(4).toString('hex')}.tmp`);
  const made = await mkdir(target, { recursive: true }).catch((error: unknown) => {
    throw writeFailure(error, target);
  });
  try {
    await checkEmpty(target, folder);
    const filter = () => {
      stopIfAborted(signal);
      return true;
    };
    await cp(folder, aside, { recursive: true, dereference: true, filter });
    // Not every system renames over a folder, be it empty.
    await rmdir(target);
    await rename(aside, target);
    return (await readdir(target)).sort().map((name) => join(target, name));
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    if (made !== undefined) await rmdir(target).catch(() => undefined);
    throw writeFailure(error, target);
  }
}

async function checkEmpty(target: string, source: string): Promise<void> {
  const inside = `${await realpath(target)}${sep}`.startsWith(`${await realpath(source)}${sep}`);
  if (inside) throw new UserError('data.outputIsInput', { file: target });
  if ((await readdir(target)).length > 0) throw new UserError('run.folderNotEmpty', { folder: target });
}
