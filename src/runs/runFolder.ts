// The names of run folders, and how they are created.

import { lstatSync, mkdirSync, readdirSync, rmdirSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';

import { writeFailure } from '../base/fileErrors.js';
import { removeIfThere } from '../base/files.js';
import { checkInside } from '../base/openFile.js';
import { isUnfinishedOf } from '../processes/unfinished.js';
import { UserError } from '../shared/errors.js';
import { hasCode, systemCode } from '../shared/failures.js';
import { workerFileName } from '../shared/messages/worker.js';
import { acquireLock, heldName, isLeftNumbered, isLockName, lockName } from './lock.js';

/** The folder beside the data that holds the runs. */
export const runsFolder = '.finetune';

/**
 * Creates the folder of a new run: `out`, or the first free `.finetune/<name>-<n>/` beside the CSV.
 * Throws `run.exists` or `run.folderNotEmpty` when `out` is in use, and a UserError when it cannot be created.
 */
export function createRunFolder(data: string, out: string | undefined): string {
  return out === undefined ? createNumbered(resolve(data)) : createNamed(resolve(out));
}

function createNamed(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true });
    const content = readdirSync(folder).filter((name) => !isOfFirstMoments(name));
    if (content.includes('run.json')) throw new UserError('run.exists', { folder });
    if (content.length > 0) throw new UserError('run.folderNotEmpty', { folder });
    return folder;
  } catch (error) {
    throw writeFailure(error, folder);
  }
}

/** Whether a run that was killed before its run.json was in place leaves a file of that name. */
export function isOfFirstMoments(name: string): boolean {
  return isLockName(name) || name === workerFileName || isUnfinishedOf(name, 'run.json');
}

function createNumbered(data: string): string {
  const parent = join(dirname(data), runsFolder);
  const name = basename(data, extname(data)) || 'run';
  try {
    for (let number = 1; ; number++) {
      const folder = join(parent, `${name}-${number}`);
      if (createdNew(folder) || isEmptyLeft(folder) || (isLeft(folder) && isEmptied(folder))) return folder;
    }
  } catch (error) {
    throw writeFailure(error, parent);
  }
}

/** Milliseconds: far longer than a process takes from making its folder to locking it. */
const oldEnough = 10_000;

/** Whether nothing is in a folder, and nobody has just made it. One that a person has made is used and not removed. */
function isEmptyLeft(folder: string): boolean {
  const { isFolder, entries } = entriesOf(folder);
  return isFolder && entries.length === 0 && Date.now() - lstatSync(folder).mtimeMs > oldEnough;
}

/**
 * Whether a folder is that of a run whose process numbered and locked it, and was killed before it had written
 * run.json: nothing can go on there. One that a person has named, linked or written into is not.
 */
function isLeft(folder: string): boolean {
  const { isFolder, entries } = entriesOf(folder);
  return (
    isFolder &&
    entries.every((entry) => entry.isFile() && isOfFirstMoments(entry.name)) &&
    entries.some(({ name }) => name === lockName) &&
    isLeftNumbered(folder)
  );
}

/** A link is no folder, and neither is what cannot be listed. */
function entriesOf(folder: string) {
  try {
    const isFolder = lstatSync(folder).isDirectory();
    return { isFolder, entries: isFolder ? readdirSync(folder, { withFileTypes: true }) : [] };
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return { isFolder: false, entries: [] };
  }
}

/** Removes what its process left; false where another uses the folder by now. */
function isEmptied(folder: string): boolean {
  try {
    const lock = acquireLock(folder, { numbered: true });
    const names = readdirSync(folder).filter((name) => isOfFirstMoments(name) && ![lockName, heldName].includes(name));
    for (const name of names) removeIfThere(join(folder, name));
    lock.release();
    return true;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return false;
  }
}

/** Only one of two processes creates a folder: the other tries the next number. */
function createdNew(folder: string, again = true): boolean {
  mkdirSync(dirname(folder), { recursive: true });
  if (lstatSync(dirname(folder)).isSymbolicLink()) checkInside(dirname(folder), dirname(dirname(folder)));
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    const code = systemCode(error);
    if (code === 'EEXIST') return false;
    // A run that failed before it began has just removed `.finetune`.
    if (code === 'ENOENT' && again) return createdNew(folder, false);
    throw error;
  }
}

/**
 * Removes the folder of a run that failed before it wrote anything, and `.finetune` around it; a folder with content
 * stays.
 */
export function removeIfEmpty(folder: string): void {
  removeEmpty(folder);
  if (basename(dirname(folder)) === runsFolder) removeEmpty(dirname(folder));
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    // A link in its place is no folder of ours.
    if (!hasCode(error, 'ENOTEMPTY', 'EEXIST', 'ENOENT', 'ENOTDIR', 'EPERM', 'EACCES')) throw error;
  }
}
