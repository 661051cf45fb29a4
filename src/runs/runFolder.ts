// The names of run folders, and how they are created.

import { existsSync, lstatSync, mkdirSync, readdirSync, rmdirSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';

import { writeFailure } from '../base/fileErrors.js';
import { removeIfThere } from '../base/files.js';
import { checkInside } from '../base/openFile.js';
import { UserError } from '../shared/errors.js';
import { systemCode } from '../shared/failures.js';
import { acquireLock, isLocked, lockName } from './lock.js';

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
  return name.startsWith(lockName) || name === 'worker.json' || /^\.run\.json\..*\.tmp$/.test(name);
}

function createNumbered(data: string): string {
  const parent = join(dirname(data), runsFolder);
  const name = basename(data, extname(data)) || 'run';
  try {
    removeUnbegun(parent);
    for (let number = 1; ; number++) {
      const folder = join(parent, `${name}-${number}`);
      if (createdNew(folder)) return folder;
    }
  } catch (error) {
    throw writeFailure(error, parent);
  }
}

/** Milliseconds: far longer than a process takes from making its folder to locking it. */
const oldEnough = 10_000;

/** Removes the folders of runs whose process was killed before it had written run.json: nothing can go on there. */
function removeUnbegun(parent: string): void {
  for (const entry of existsSync(parent) ? readdirSync(parent, { withFileTypes: true }) : []) {
    const folder = join(parent, entry.name);
    try {
      if (entry.isDirectory() && isUnbegun(folder)) removeFirstMoments(folder);
    } catch (error) {
      // In use by now, or another's: it stays.
      if (!(error instanceof UserError) && systemCode(error) === undefined) throw error;
    }
  }
}

function isUnbegun(folder: string): boolean {
  const names = readdirSync(folder);
  if (!names.every(isOfFirstMoments)) return false;
  return names.includes(lockName) ? !isLocked(folder) : Date.now() - lstatSync(folder).mtimeMs > oldEnough;
}

function removeFirstMoments(folder: string): void {
  const lock = acquireLock(folder);
  const names = readdirSync(folder).filter((name) => isOfFirstMoments(name) && name !== lockName);
  for (const name of names) removeIfThere(join(folder, name));
  lock.release();
  removeEmpty(folder);
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
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT', 'EPERM', 'EACCES'].includes(systemCode(error) ?? '')) throw error;
  }
}
