// What is asked of the disk before anything is read from it or written to it.

import { unlinkSync } from 'node:fs';
import { lstat, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

import { hasCode } from '../shared/failures.js';
import { writeFailure } from './fileErrors.js';
import { checkInside } from './openFile.js';

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

/**
 * Makes a folder to write into, unless it is there. A link in its place is refused: what is written into it would land
 * elsewhere. @throws UserError `machine.linkLeadsOut`, and as `writeFailure`
 */
export async function makeOwnFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    if ((await lstat(folder)).isSymbolicLink()) checkInside(folder, dirname(folder));
  } catch (error) {
    throw writeFailure(error, folder);
  }
}

/** Removes a file or socket that may be gone already. */
export function removeIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}
