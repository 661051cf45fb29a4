// The folder for sockets and secrets: in the temporary folder, accessible to this user only, with a path short enough
// for a socket.

import { randomBytes } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, isAbsolute, join } from 'node:path';

import { readSmallFile } from '../base/openFile.js';
import { hasCode } from '../shared/failures.js';
import { isRunning } from '../shared/processes.js';
import { ownPlace } from './place.js';
import { userNumber } from './user.js';

/**
 * The largest number of bytes of a socket's path: systems allow 104 (macOS) or 108 (Linux) with the terminator; Node 20
 * silently cuts a longer one.
 */
const longestSocketPath = 100;
/** Start files that are older belong to processes that died before they could remove them. */
const leftoverAge = 7 * 24 * 3600_000;

/** Makes the folder, or returns an existing one if no other user can have made it. */
export function privateFolder(base = socketBase()): string {
  const folder = join(base, `ftbert-${String(userNumber)}`);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
    // The name can be guessed, and anyone can write to the temporary folder.
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
    return stats === undefined || (stats.isSocket() && stats.uid === userNumber);
  } catch {
    return false;
  }
}

/** The name of the usual private folder, and of one that was made because another user had taken that name. */
const ownFolderName = new RegExp(`^ftbert-(${String(userNumber)}|[A-Za-z0-9]{6})$`);

export function newToken(): string {
  return randomBytes(32).toString('hex');
}

/** Writes a file that only this user can read. */
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

/** The folders that may contain this user's private folder: other processes may have another TMPDIR. */
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
  if (stats.uid !== userNumber) return false;
  if ((stats.mode & 0o077) !== 0) chmodSync(folder, 0o700);
  return true;
}

/**
 * The file with the address of a service, for all windows of this machine: others may share the folder.
 * @param kind eight hexadecimal digits
 */
export function serviceFile(kind: string): string {
  return join(privateFolder(), `service-${ownPlace()}-${kind}.json`);
}

function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) if (isLeft(join(folder, name), name)) removeQuietly(join(folder, name));
}

/** Larger than the number of any process. */
const none = 2 ** 31 - 1;

/** A run may take days: of sockets a connection shows whether they are alive. */
function isLeft(path: string, name: string): boolean {
  const changed = lstatSync(path, { throwIfNoEntry: false })?.mtimeMs;
  if (changed === undefined || Date.now() - changed <= leftoverAge) return false;
  if (/^[0-9a-f]{12}\.json$/.test(name)) return true;
  const [, place] = /^service-([0-9a-f]{8})-[0-9a-f]{8}\.json(?:\.\d+)?$/.exec(name) ?? [];
  return place === ownPlace() && !isRunning(processIn(path));
}

/** The process that an address names; one that there cannot be where the file is damaged or gone. */
function processIn(address: string): number {
  try {
    return Number(
      /"pid":(\d{1,10})\b/.exec(readSmallFile(address, { limit: 1 << 16 }).toString('latin1'))?.[1] ?? none,
    );
  } catch {
    return none;
  }
}
