// Renames and removals that wait for other programs. On Windows no file can be renamed, replaced or removed while a
// program has it open that does not allow it, and virus scanners, indexers and synchronised folders open every new file
// for a moment.

import { lstatSync, renameSync, type Stats } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

import { UserError } from '../shared/errors.js';
import { hasCode } from '../shared/failures.js';

/**
 * What Windows reports while another program has a file open. A rename over such a file, and a file that is just being
 * removed, are reported as access denied, as is what this user may not do.
 */
const heldCodes = ['EPERM', 'EACCES', 'EBUSY'];
/** In milliseconds: how long other programs are waited for, and the longest pause between two attempts. */
const patience = 20_000;
const longestPause = 500;

/**
 * Repeats a system call on a file for up to 20 s while another program has the file open; only on Windows does that
 * stop one.
 * @param limit in milliseconds
 * @throws UserError `machine.heldByProgram` when one surely has it open still; what `call` throws otherwise
 */
export async function patiently<T>(file: string, call: () => Promise<T>, limit = patience): Promise<T> {
  for (const wait of pauses(limit)) {
    try {
      return await call();
    } catch (error) {
      if (!isHeld(error)) throw error;
      if (wait === null) throw lastFailure(error, file);
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
      if (wait === null) throw lastFailure(error, file);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, wait);
    }
  }
  throw new Error('the pauses end with null');
}

/**
 * Gives a file or folder another name, in place of a file of that name.
 * @throws UserError `machine.isFolder` where a file meets a folder, `machine.notWritable` where it meets one that may
 *   not be written on Windows, `machine.heldByProgram`, and as `rename`
 */
export async function moveFile(from: string, to: string): Promise<void> {
  try {
    await patiently(to, () => rename(from, to).catch((error: unknown) => refuseLasting(error, from, to)));
  } catch (error) {
    throw isHeld(error) ? heldByProgram(to, error) : error;
  }
}

/** As `moveFile`, and blocks the thread meanwhile. */
export function moveFileNow(from: string, to: string): void {
  try {
    patientlyNow(to, () => {
      try {
        renameSync(from, to);
      } catch (error) {
        refuseLasting(error, from, to);
      }
    });
  } catch (error) {
    throw isHeld(error) ? heldByProgram(to, error) : error;
  }
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

function lastFailure(error: unknown, file: string): unknown {
  return hasCode(error, 'EBUSY') ? heldByProgram(file, error) : error;
}

function heldByProgram(file: string, cause: unknown): UserError {
  return new UserError('machine.heldByProgram', { file }, { cause });
}

/** Windows reports a folder in the place of a file, and a file that may not be written, as it reports a held file. */
function refuseLasting(error: unknown, from: string, to: string): never {
  const target = lstatSync(to, { throwIfNoEntry: false });
  const isFolder = target?.isDirectory() === true;
  if (isFolder && lstatSync(from, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new UserError('machine.isFolder', { file: to }, { cause: error });
  if (isHeld(error) && target?.isFile() === true && isReadOnly(target))
    throw new UserError('machine.notWritable', { file: to }, { cause: error });
  throw error;
}

/** By the owner's bit, which is the attribute of a file on Windows. */
function isReadOnly({ mode }: Stats): boolean {
  return (mode & 0o200) === 0;
}

/** Pauses in milliseconds, each twice as long as the one before, until the limit is reached; then null. */
function* pauses(limit: number): Generator<number | null> {
  const end = performance.now() + limit;
  for (let wait = 10; performance.now() < end; wait = Math.min(2 * wait, longestPause)) yield wait;
  yield null;
}
