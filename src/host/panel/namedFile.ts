// Decides whether the system may open a file that a run names.

import { realpathSync, statSync } from 'node:fs';
import { extname } from 'node:path';

import { isOfAnotherMachine } from '../../base/namedPath.js';
import { dataEndings } from '../../shared/ids.js';

/** Whether the system may open the file with another program: only a regular data file, with links followed. */
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
