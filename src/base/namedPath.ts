// A path that a run names. The run may be a stranger's: its path is used only where it lies in a folder that the person
// opened, or is what the person chose.

import { realpathSync } from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';

/**
 * Whether a named path may be used: it lies in one of these folders, links followed, or it is one of the chosen ones.
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

/** A share of Windows, to which opening it connects. */
export function isOfAnotherMachine(path: string): boolean {
  return /^[\\/]{2}/.test(path);
}

function liesIn(path: string, folder: string): boolean {
  if (!isAbsolute(path) || (isOfAnotherMachine(path) && !isOfAnotherMachine(folder))) return false;
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
