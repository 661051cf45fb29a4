// What is asked of the disk before anything is read from it or written to it.

import { unlinkSync } from 'node:fs';
import { stat } from 'node:fs/promises';

import { hasCode } from '../shared/failures.js';

/** Whether anything is there that can be looked at. */
export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** Removes a file or socket that may be gone already. */
export function removeIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}
