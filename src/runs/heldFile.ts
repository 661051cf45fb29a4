// A file that one process keeps open for itself alone. The system closes it when the process ends, whatever ends it, so
// it tells the truth where numbers of processes do not: on Windows they are given away again at once. On Linux the
// start of a process is known, and no such file is used.

import { closeSync, constants, fstatSync, lstatSync, openSync, statSync, unlinkSync } from 'node:fs';

import { patientlyNow } from '../base/moving.js';
import { UserError } from '../shared/errors.js';
import { hasCode, systemCode } from '../shared/failures.js';

/** libuv's UV_FS_O_EXLOCK on Windows; O_EXLOCK and O_NONBLOCK of macOS. Node has no names for them. */
const exclusively: Partial<Record<NodeJS.Platform, number>> = { win32: 0x10000000, darwin: 0x20 | 0x4 };

/** In milliseconds: how long a file may be open in a program that only looks at it. */
const glance = 300;

export interface HeldFile {
  release(): void;
}

/**
 * Makes the file and keeps it open for this process alone.
 * @returns 'unknown' where the system or the disk has no such thing
 * @throws UserError `machine.heldByProgram` when another process keeps it, `machine.notRegular`
 */
export function holdFile(path: string): HeldFile | 'unknown' {
  for (;;) {
    const descriptor = openAlone(path, constants.O_CREAT);
    if (descriptor === null) return 'unknown';
    // The holder before removes the file as it ends: this one is the file of that name, or is opened again.
    if (statSync(path, { throwIfNoEntry: false })?.ino === fstatSync(descriptor).ino)
      return { release: () => release(path, descriptor) };
    closeSync(descriptor);
  }
}

/** Whether a process keeps the file open for itself alone; null where that cannot be told. */
export function isHeldFile(path: string): boolean | null {
  try {
    const descriptor = openAlone(path, 0);
    if (descriptor === null) return null;
    closeSync(descriptor);
    return false;
  } catch (error) {
    if (error instanceof UserError) return true;
    if (systemCode(error) === 'ENOENT') return false;
    return null;
  }
}

/** Null where there is no such thing. Throws a UserError when the file is open elsewhere, and failed system calls. */
function openAlone(path: string, flags: number): number | null {
  const alone = exclusively[process.platform];
  if (alone === undefined) return null;
  if (lstatSync(path, { throwIfNoEntry: false })?.isFile() === false)
    throw new UserError('machine.notRegular', { file: path });
  try {
    return patientlyNow(path, () => openSync(path, constants.O_RDWR | flags | alone, 0o644), glance);
  } catch (error) {
    if (hasCode(error, 'EAGAIN', 'EWOULDBLOCK')) throw new UserError('machine.heldByProgram', { file: path });
    if (hasCode(error, 'ENOTSUP', 'EOPNOTSUPP', 'EINVAL')) return null;
    throw error;
  }
}

/** Windows removes no open file; elsewhere it has to go while nobody else can have it. */
function release(path: string, descriptor: number): void {
  if (process.platform !== 'win32') removeQuietly(path);
  closeSync(descriptor);
  if (process.platform === 'win32') removeQuietly(path);
}

/** Another process may have it already: then it is that one's. */
function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
  }
}
