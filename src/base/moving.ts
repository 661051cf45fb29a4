// Renames and removals that wait for other programs. On Windows no file can be renamed, replaced or removed while a
// program has it open that does not allow it, and virus scanners, indexers and synchronised folders open every new file
// for a moment.

import { lstatSync, renameSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

import { UserError } from '../shared/errors.js';
import { hasCode } from '../shared/failures.js';

/** What Windows reports while another program has a file open, and libuv makes of it. */
const heldCodes = ['EPERM', 'EACCES', 'EBUSY'];
/** In milliseconds: how long other programs are waited for, and the longest pause between two attempts. */
const patience = 20_000;
const longestPause = 500;

/**
 * Repeats a system call on a file for up to 20 s while another program has the file open; only on Windows does that
 * stop one.
 * @param limit in milliseconds
 * @throws UserError `machine.heldByProgram` when one still has it open then; what `call` throws otherwise
 */
export async function patiently<T>(file: string, call: () => Promise<T>, limit = patience): Promise<T> {
  for (const wait of pauses(limit)) {
    try {
      return await call();
    } catch (error) {
      if (!isHeld(error)) throw error;
      if (wait === null) throw new UserError('machine.heldByProgram', { file }, { cause: error });
      await pause(wait);
    }
  }
  throw new Error('the pauses end with null');
}

/** As `patiently`, and blocks the thread meanwhile. */
export function patientlyNow<T>(file: string, call: () => T, limit = patience): T {
  for (const wait of pauses(limit)) {
    try {
      return call();
    } catch (error) {
      if (!isHeld(error)) throw error;
      if (wait === null) throw new UserError('machine.heldByProgram', { file }, { cause: error });
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, wait);
    }
  }
  throw new Error('the pauses end with null');
}

/**
 * Gives a file or folder another name, in place of a file of that name.
 * @throws UserError `machine.isFolder` where a file meets a folder, and as `patiently`
 */
export async function moveFile(from: string, to: string): Promise<void> {
  await patiently(to, () => rename(from, to).catch((error: unknown) => refuseFolder(error, from, to)));
}

/** As `moveFile`, and blocks the thread meanwhile. */
export function moveFileNow(from: string, to: string): void {
  patientlyNow(to, () => {
    try {
      renameSync(from, to);
    } catch (error) {
      refuseFolder(error, from, to);
    }
  });
}

/** Removes a folder with all that is in it, if it is there; each of its files is waited for up to four seconds. */
export async function removeFolder(folder: string): Promise<void> {
  // Node's pauses grow by their first length.
  await rm(folder, { recursive: true, force: true, maxRetries: 8, retryDelay: 100 });
}

/** Whether a failed system call may succeed once another program closes the file. */
function isHeld(error: unknown): boolean {
  return process.platform === 'win32' && hasCode(error, ...heldCodes);
}

/** Windows reports a folder in the place of a file as it reports a held file. */
function refuseFolder(error: unknown, from: string, to: string): never {
  if (isFolderAt(to) && !isFolderAt(from)) throw new UserError('machine.isFolder', { file: to }, { cause: error });
  throw error;
}

function isFolderAt(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Pauses in milliseconds, each twice as long as the one before, until the limit is reached; then null. */
function* pauses(limit: number): Generator<number | null> {
  const end = performance.now() + limit;
  for (let wait = 10; performance.now() < end; wait = Math.min(2 * wait, longestPause)) yield wait;
  yield null;
}
