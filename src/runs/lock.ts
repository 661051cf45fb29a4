// The lock of a run: one process at a time works on a folder. A lock outlives a killed process; another process then
// takes it over.

import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { hostname, uptime } from 'node:os';
import { join } from 'node:path';

import * as z from 'zod';

import { writeFailure } from '../base/fileErrors.js';
import { removeIfThere } from '../base/files.js';
import { UserError } from '../shared/errors.js';
import { systemCode } from '../shared/failures.js';
import { isRunning } from '../shared/processes.js';

export const lockName = 'lock.json';

const holderSchema = z.object({
  pid: z.number().int().positive(),
  host: z.string(),
  /** When the machine started, in seconds of wall time; process ids are assigned anew then. */
  boot: z.number(),
  /** The start of the process as the system reports it, where it does: process ids are reused. */
  started: z.string().nullable(),
  /** Distinguishes this lock from every other. */
  token: z.string(),
});
type Holder = z.infer<typeof holderSchema>;

export interface Lock {
  release(): void;
}

/**
 * Takes the lock of a run folder. Throws `run.locked` when a living process has it, `run.lockedElsewhere` when that
 * process is on another machine, and a UserError when the folder cannot be written.
 */
export function acquireLock(folder: string): Lock {
  const path = join(folder, lockName);
  const mine: Holder = {
    pid: process.pid,
    host: hostname(),
    boot: bootTime(),
    started: processStat(process.pid)?.started ?? null,
    token: newToken(),
  };
  for (;;) {
    if (created(path, mine)) return { release: () => release(path, mine) };
    const holder = readHolder(path);
    if (holder !== null) refuseIfAlive(holder, folder, path);
    takeAway(path, holder);
  }
}

/**
 * Whether a living process works on the folder, as far as this machine can tell: a process of another machine counts as
 * living.
 */
export function isLocked(folder: string): boolean {
  const holder = readHolder(join(folder, lockName));
  return holder !== null && (holder.host !== hostname() || isAlive(holder));
}

function created(path: string, mine: Holder): boolean {
  // The lock is written aside and linked into place, so that no process ever reads half a lock.
  const aside = `${path}.${mine.token}`;
  try {
    writeFileSync(aside, JSON.stringify(mine), { flag: 'wx' });
    return linked(aside, path, mine);
  } catch (error) {
    throw writeFailure(error, path);
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
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP', 'EMLINK'].includes(systemCode(error) ?? '')) throw error;
  }
  try {
    writeFileSync(path, JSON.stringify(mine), { flag: 'wx' });
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** The holder of the lock; null when the file is gone by now or is no lock. */
function readHolder(path: string): Holder | null {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}

function refuseIfAlive(holder: Holder, folder: string, file: string): void {
  const { pid, host } = holder;
  if (host !== hostname()) throw new UserError('run.lockedElsewhere', { folder, pid: String(pid), host, file });
  if (isAlive(holder)) throw new UserError('run.locked', { folder, pid: String(pid) });
}

function isAlive({ pid, boot, started }: Holder): boolean {
  // The clock may be corrected a little while a machine runs; a restart takes longer.
  if (Math.abs(boot - bootTime()) > 60 && boot < bootTime()) return false;
  if (!isRunning(pid)) return false;
  const now = processStat(pid);
  if (now === null) return true;
  // A killed process counts as running until its parent has collected its exit status, which may never happen; it does
  // no more work.
  if (['Z', 'X'].includes(now.state)) return false;
  return started === null || started === now.started;
}

/**
 * The state and start time of a process on Linux: the start in clock ticks since boot (proc(5), fields 3 and 22 of
 * stat). Null elsewhere, and for a process that is gone.
 */
function processStat(pid: number): { readonly state: string; readonly started: string } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the command in parentheses, which may contain spaces: fields are counted from the last
    // parenthesis.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, started] = [fields[0], fields[19]];
    return state === undefined || started === undefined ? null : { state, started };
  } catch {
    return null;
  }
}

function bootTime(): number {
  return Math.round(Date.now() / 1000 - uptime());
}

/** Removes a dead lock. If another process has taken the folder over in the meantime, its lock is put back. */
function takeAway(path: string, dead: Holder | null): void {
  const aside = `${path}.${newToken()}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return;
    throw error;
  }
  const removed = readHolder(aside);
  if (removed !== null && removed.token !== dead?.token) linked(aside, path, removed);
  removeIfThere(aside);
}

function release(path: string, mine: Holder): void {
  if (readHolder(path)?.token === mine.token) removeIfThere(path);
}

function newToken(): string {
  return randomBytes(8).toString('hex');
}
