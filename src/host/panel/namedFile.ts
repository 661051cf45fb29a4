// A file that a run names and that the system may open.

import { realpathSync, statSync } from 'node:fs';
import { extname } from 'node:path';

import { isOfAnotherMachine } from '../../base/namedPath.js';
import { dataEndings } from '../../shared/ids.js';

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
