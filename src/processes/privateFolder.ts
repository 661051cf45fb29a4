// The folder for sockets and secrets: in the temporary folder, of this user alone, under a name short enough for a
// socket.

import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { basename, dirname, isAbsolute, join } from 'node:path';

import { hasCode } from '../shared/failures.js';

/**
 * Bytes that a socket's path may have: 104 on macOS, 108 on Linux, the end mark included; Node 20 cuts a longer one in
 * silence.
 */
const longestSocketPath = 100;
/** Start files and sockets that are older belong to processes that died before they could remove them. */
const leftoverAge = 7 * 24 * 3600_000;

/** Makes the folder, or takes the one that is there when nobody else can have made it. */
export function privateFolder(base = socketBase()): string {
  const folder = join(base, `ftbert-${String(userInfo().uid)}`);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
    // A name that anyone can guess in a folder that anyone can write to.
    if (!isOurs(folder)) return mkdtempSync(join(base, 'ftbert-'));
  }
  removeLeftovers(folder);
  return folder;
}

/** A socket path that is free: in the folder, or a named pipe on Windows. */
export function newSocketPath(folder: string): string {
  const name = randomBytes(6).toString('hex');
  return process.platform === 'win32' ? `\\\\.\\pipe\\ftbert-${name}` : join(folder, `${name}.s`);
}

/**
 * Whether a path is one that `newSocketPath` gave in a folder of this user's, and what is there, if anything, is a
 * socket of this user. A run's folder may come from anyone: nothing else that it names is connected to or removed.
 */
export function isOwnSocket(path: string): boolean {
  if (process.platform === 'win32') return /^\\\\\.\\pipe\\ftbert-[0-9a-f]{12}$/.test(path);
  const folder = dirname(path);
  const isNamed = /^[0-9a-f]{12}\.s$/.test(basename(path)) && ownFolderName.test(basename(folder));
  if (!isNamed || path !== join(folder, basename(path)) || !socketBases().includes(dirname(folder))) return false;
  try {
    if (!isOurs(folder)) return false;
    const stats = lstatSync(path, { throwIfNoEntry: false });
    return stats === undefined || (stats.isSocket() && stats.uid === userInfo().uid);
  } catch {
    return false;
  }
}

/** Of the usual private folder, and of one that was made because another user had taken that name. */
const ownFolderName = new RegExp(`^ftbert-(${String(userInfo().uid)}|[A-Za-z0-9]{6})$`);

export function newToken(): string {
  return randomBytes(32).toString('hex');
}

/** A file that this user alone can read. */
export function writePrivate(path: string, content: unknown): void {
  writeFileSync(path, JSON.stringify(content), { mode: 0o600, flag: 'wx' });
}

/** Removes a file or socket if it is there. */
export function removeQuietly(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

/** Where a private folder of this user may be: processes that were started otherwise may have another TMPDIR. */
function socketBases(): readonly string[] {
  return [socketBase(), '/tmp'];
}

function socketBase(): string {
  // A relative TMPDIR would be in the current folder, which may be a stranger's.
  const usual = isAbsolute(tmpdir()) ? tmpdir() : '/tmp';
  const longest = join(usual, 'ftbert-4294967295', '000000000000.s');
  return process.platform === 'win32' || Buffer.byteLength(longest) <= longestSocketPath ? usual : '/tmp';
}

function isOurs(folder: string): boolean {
  const stats = lstatSync(folder);
  if (!stats.isDirectory()) return false;
  if (process.platform === 'win32') return true;
  if (stats.uid !== userInfo().uid) return false;
  if ((stats.mode & 0o077) !== 0) chmodSync(folder, 0o700);
  return true;
}

function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    // A socket's time is that of its making: a run may take days, and is reached by a connection, not by its age.
    if (changed !== undefined && name.endsWith('.json') && Date.now() - changed > leftoverAge) removeQuietly(path);
  }
}
