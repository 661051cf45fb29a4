// Lists a folder in an order that depends on the names alone.

import { readdir } from 'node:fs/promises';

import { checkInside } from '../../base/openFile.js';
import { compareCodePoints } from '../source/codePoints.js';
import { dataReadFailure } from '../source/dataFileErrors.js';

export interface FolderName {
  readonly name: string;
  readonly isFolder: boolean;
  readonly isLink: boolean;
}

/** The names in a folder, in code point order, without hidden ones. Throws a UserError. */
export async function namesIn(folder: string): Promise<FolderName[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw dataReadFailure(error, folder);
  });
  const shown = entries
    .filter(({ name }) => !name.startsWith('.'))
    .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory(), isLink: entry.isSymbolicLink() }));
  return shown.sort((a, b) => compareCodePoints(a.name, b.name));
}

/**
 * Refuses what links lead to from outside of the folder that a person has named: it would become rows of a run, and of
 * what is published of it. @throws UserError `machine.linkLeadsOut`, and where it cannot be read
 */
export function checkDataInside(path: string, folder: string): void {
  try {
    checkInside(path, folder);
  } catch (error) {
    throw dataReadFailure(error, path);
  }
}
