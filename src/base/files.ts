// What is asked of the disk before anything is read from it or written to it.

import { realpathSync, statSync, unlinkSync } from 'node:fs';
import { lstat, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

import { hasCode } from '../shared/failures.js';
import { writeFailure } from './fileErrors.js';
import { patientlyNow } from './moving.js';
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
 * Whether two paths lead to one file: the letters of a path may differ in case on Windows and macOS, and two names may
 * be links to one file.
 */
export function isSameFile(one: string, other: string): boolean {
  const first = statSync(one, { bigint: true, throwIfNoEntry: false });
  const second = statSync(other, { bigint: true, throwIfNoEntry: false });
  if (first === undefined || second === undefined) return false;
  // Some file systems number no files.
  if (first.ino === 0n && second.ino === 0n) return realpathSync.native(one) === realpathSync.native(other);
  return first.dev === second.dev && first.ino === second.ino;
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
    patientlyNow(path, () => {
      unlinkSync(path);
    });
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}
