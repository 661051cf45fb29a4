// Lists a folder in an order that depends on the names alone.

import { readdir } from 'node:fs/promises';

import { compareCodePoints } from '../source/codePoints.js';
import { dataReadFailure } from '../source/dataFileErrors.js';

export interface FolderName {
  readonly name: string;
  readonly isFolder: boolean;
}

/** The names in a folder, in code point order, without hidden ones. Throws a UserError. */
export async function namesIn(folder: string): Promise<FolderName[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw dataReadFailure(error, folder);
  });
  const shown = entries
    .filter(({ name }) => !name.startsWith('.'))
    .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
  return shown.sort((a, b) => compareCodePoints(a.name, b.name));
}
