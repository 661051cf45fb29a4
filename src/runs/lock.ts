// The lock of a run: one process at a time works on a folder. A lock outlives a killed process; another process then
// takes it over.

import { randomBytes } from 'node:crypto';
import { linkSync, lstatSync, readdirSync, writeFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { join } from 'node:path';

import * as z from 'zod';

import { writeFailure } from '../base/fileErrors.js';
import { removeIfThere } from '../base/files.js';
import { parseJson } from '../base/json.js';
import { moveFileNow } from '../base/moving.js';
import { readSmallFile } from '../base/openFile.js';
import { isAbandoned, markPattern, ownMark } from '../processes/ownerMark.js';
import { thisPlace } from '../processes/place.js';
import { isSameProcess, startOf } from '../processes/processIdentity.js';
import { isUserError, UserError } from '../shared/errors.js';
import { hasCode, systemCode } from '../shared/failures.js';
import { type HeldFile, holdFile, isHeldFile } from './heldFile.js';

export const lockName = 'lock.json';
/** The file that the holder keeps open for itself alone, where the system lets it. */
export const heldName = 'lock.held';

const holderSchema = z.object({
  pid: z.number().int().positive(),
  host: z.string(),
  /** Seconds of wall time, for an earlier version alone: a clock can be set. */
  boot: z.number(),
  /** The start of the process as the system reports it, where it does: process ids are reused. */
  started: z.string().nullable(),
  /** As `Place` has them; an earlier version wrote none. */
  machine: z.string().nullable().optional(),
  bootId: z.string().nullable().optional(),
  processes: z.string().nullable().optional(),
  /** Whether the holder keeps the file `heldName` open. */
  held: z.boolean().optional(),
  /** Whether the folder has its name from us: one that a person has named stays. */
  numbered: z.boolean().optional(),
  /** Distinguishes this lock from every other. */
  token: z.string(),
});
type Holder = z.infer<typeof holderSchema>;

export interface Lock {
  release(): void;
}

export interface LockOptions {
  /** Whether the folder has its name from us. */
  readonly numbered?: boolean;
}

/**
 * Takes the lock of a run folder. Throws `run.locked` when a living process has it, `run.lockedElsewhere` when that
 * process is on another machine, and a UserError when the folder cannot be written.
 */
export function acquireLock(folder: string, { numbered = false }: LockOptions = {}): Lock {
  const path = join(folder, lockName);
  const held = holdOrRefuse(folder);
  try {
    return lockFile(folder, held, numbered);
  } catch (error) {
    if (held !== 'unknown') held.release();
    throw writeFailure(error, path);
  }
}

/** @throws UserError `run.locked` */
function holdOrRefuse(folder: string): HeldFile | 'unknown' {
  const path = join(folder, heldName);
  try {
    return holdFile(path);
  } catch (error) {
    if (!isUserError(error) || error.code !== 'machine.heldByProgram') throw writeFailure(error, path);
    const file = join(folder, lockName);
    throw new UserError('run.locked', { folder, pid: String(readHolder(file)?.pid ?? '?'), file }, { cause: error });
  }
}

function lockFile(folder: string, held: HeldFile | 'unknown', numbered: boolean): Lock {
  const path = join(folder, lockName);
  const mine: Holder = {
    pid: process.pid,
    boot: Math.round(Date.now() / 1000 - uptime()),
    started: startOf(process.pid),
    ...thisPlace(),
    held: held !== 'unknown',
    numbered,
    token: newToken(),
  };
  for (;;) {
    if (created(path, mine)) {
      removeLeftovers(folder);
      return { release: () => release(path, mine, held) };
    }
    const holder = readHolder(path);
    // Whoever kept the file open that this process has now is gone.
    if (holder !== null && !(holder.held === true && held !== 'unknown')) refuseIfAlive(holder, folder, path);
    takeAway(path, holder);
  }
}

/**
 * Whether the folder was locked by a process that numbered it and is gone. A process of another machine counts as
 * living.
 */
export function isLeftNumbered(folder: string): boolean {
  const holder = readHolder(join(folder, lockName));
  return holder?.numbered === true && stateIn(folder, holder) === 'gone';
}

/**
 * Whether a living process works on the folder, as far as this machine can tell: a process of another machine counts as
 * living.
 */
export function isLocked(folder: string): boolean {
  const holder = readHolder(join(folder, lockName));
  return holder !== null && stateIn(folder, holder) !== 'gone';
}

/** The open file tells the truth where the holder has one; all else may be another process's by now. */
function stateIn(folder: string, holder: Holder): 'alive' | 'gone' | 'elsewhere' {
  const isOpen = holder.held === true ? isHeldFile(join(folder, heldName)) : null;
  if (isOpen === null) return stateOf(holder);
  return isOpen ? 'alive' : 'gone';
}

function created(path: string, mine: Holder): boolean {
  // The lock is written aside and linked into place, so that no process ever reads half a lock.
  const aside = asideOf(path);
  try {
    writeFileSync(aside, JSON.stringify(mine), { flag: 'wx' });
    return linked(aside, path, mine);
  } finally {
    removeIfThere(aside);
  }
}

/**
 * Gives a file its second name unless that name is taken. On file systems without links it is created exclusively
 * instead.
 */
function linked(aside: string, path: string, mine: Holder): boolean {
  try {
    linkSync(aside, path);
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    if (!hasCode(error, ...withoutLinks)) throw error;
  }
  try {
    writeFileSync(path, JSON.stringify(mine), { flag: 'wx' });
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** What systems report where a file system knows no links; EISDIR is Windows' on exFAT and FAT. */
const withoutLinks = ['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP', 'EMLINK', 'EISDIR', 'EINVAL', 'UNKNOWN'];

/** In bytes; a lock has a few hundred. */
const longestLock = 1 << 16;

/** The holder of the lock; null when the file is gone by now or is no lock. */
function readHolder(path: string): Holder | null {
  try {
    return holderSchema.safeParse(parseJson(readSmallFile(path, { limit: longestLock }).toString('utf8'))).data ?? null;
  } catch (error) {
    // A lock that may not be read is still one.
    if (isUserError(error) && ['machine.notReadable', 'machine.heldByProgram'].includes(error.code)) throw error;
    return null;
  }
}

function refuseIfAlive(holder: Holder, folder: string, file: string): void {
  const { pid, host } = holder;
  const state = stateOf(holder);
  if (state === 'elsewhere') throw new UserError('run.lockedElsewhere', { folder, pid: String(pid), host, file });
  if (state === 'alive') throw new UserError('run.locked', { folder, pid: String(pid), file });
}

/** Numbers of processes are compared only where they mean the same; the machine's name may have changed meanwhile. */
function stateOf(holder: Holder): 'alive' | 'gone' | 'elsewhere' {
  const here = thisPlace();
  const { pid, started, host, machine = null, bootId = null, processes = null } = holder;
  const alive = () => (isSameProcess(pid, started) ? 'alive' : 'gone');
  const isHere = host === here.host && (machine === null || here.machine === null || machine === here.machine);
  if (bootId === null || here.bootId === null) return isHere ? alive() : 'elsewhere';
  // Another start of this machine ended all processes of the one before.
  if (bootId !== here.bootId) return isHere ? 'gone' : 'elsewhere';
  return processes === here.processes ? alive() : 'elsewhere';
}

/** Removes a dead lock. If another process has taken the folder over in the meantime, its lock is put back. */
function takeAway(path: string, dead: Holder | null): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true)
    throw new UserError('machine.isFolder', { file: path });
  const aside = asideOf(path);
  try {
    moveFileNow(path, aside);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return;
    throw error;
  }
  const removed = readHolder(aside);
  if (removed !== null && removed.token !== dead?.token) linked(aside, path, removed);
  removeIfThere(aside);
}

/** A lock aside: its name says whose it is, whatever is in it by now. */
function asideOf(path: string): string {
  return `${path}.${ownMark()}.${newToken()}`;
}

const asidePattern = new RegExp(String.raw`^lock\.json\.(${markPattern})\.[0-9a-f]{16}$`);

/** Whether a name is that of a lock, or of one aside. */
export function isLockName(name: string): boolean {
  return name === lockName || name === heldName || asidePattern.test(name);
}

/** Removes what a process left that was killed while it took the lock. */
function removeLeftovers(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const [, mark] = asidePattern.exec(entry.name) ?? [];
    if (mark !== undefined && entry.isFile() && isAbandoned(mark)) removeIfThere(join(folder, entry.name));
  }
}

function release(path: string, mine: Holder, held: HeldFile | 'unknown'): void {
  if (readHolder(path)?.token === mine.token) removeIfThere(path);
  if (held !== 'unknown') held.release();
}

function newToken(): string {
  return randomBytes(8).toString('hex');
}
