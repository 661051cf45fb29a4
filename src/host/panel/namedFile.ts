// A file that a run names. The run may be a stranger's: its path is used only where it lies in a folder that the person
// opened, or is the file of the panel.

import { realpathSync, statSync } from 'node:fs';
import { extname, isAbsolute, relative, sep } from 'node:path';

import { dataEndings } from '../../shared/ids.js';

/**
 * Whether a named file may be used: it lies in one of these folders, links followed, or it is one of the chosen files.
 * No other path is even looked at, since the one of another machine would be connected to.
 */
export function mayBeUsed(path: string, folders: readonly string[], chosen: readonly string[]): boolean {
  if (chosen.includes(path)) return true;
  const roots = folders.filter((folder) => liesIn(path, folder));
  if (roots.length === 0) return false;
  try {
    const real = realpathSync(path);
    return roots.some((folder) => liesIn(real, realpathSync(folder)));
  } catch {
    return false;
  }
}

/** Whether the system may open it with another program: a regular file of data, whatever links lead to it. */
export function mayBeOpenedElsewhere(path: string): boolean {
  try {
    const real = realpathSync(path);
    return statSync(real).isFile() && isData(path) && isData(real) && !isOfAnotherMachine(real);
  } catch {
    return false;
  }
}

function isData(path: string): boolean {
  return dataEndings.some((ending) => extname(path).toLowerCase() === `.${ending}`);
}

function isOfAnotherMachine(path: string): boolean {
  return /^[\\/]{2}/.test(path);
}

function liesIn(path: string, folder: string): boolean {
  if (!isAbsolute(path) || (isOfAnotherMachine(path) && !isOfAnotherMachine(folder))) return false;
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
