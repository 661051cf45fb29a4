// The one door to files that a stranger may have written: nothing but a regular file is opened, none that a link leads
// to from outside of its folder, and small ones are read up to a limit.

import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { TextDecoder } from 'node:util';

import { UserError } from '../shared/errors.js';
import { systemCode } from '../shared/failures.js';
import { readFailure } from './fileErrors.js';

export interface OpenOptions {
  /**
   * The folder that the file has to lie in, with all links followed: by default the one that its path names. `null` for
   * a file that a person has named, wherever a link leads.
   */
  readonly within?: string | null;
}

export interface SmallFileOptions extends OpenOptions {
  /** The largest number of bytes. */
  readonly limit?: number;
}

/** Far more than any text file of a model has: the largest, a tokenizer.json with 250 000 tokens, has 17 MB. */
export const longestText = 64 << 20;

/** A pipe is opened without waiting for its writer; Windows has no such flag. */
const withoutWaiting = process.platform === 'win32' ? constants.O_RDONLY : constants.O_RDONLY | constants.O_NONBLOCK;

/**
 * Opens a file for reading.
 * @throws UserError `model.fileMissing`, `machine.notRegular`, `machine.hollow`, `machine.linkLeadsOut`, and as
 *   `readFailure`
 */
export async function openFile(file: string, options: OpenOptions = {}): Promise<FileHandle> {
  try {
    checkPlace(file, options);
    return await openRegular(file);
  } catch (error) {
    throw readFailure(error, file);
  }
}

/**
 * Opens a file that a person has named, such as data, wherever a link leads.
 * @throws UserError `machine.notRegular`, `machine.hollow`; a failed system call as it is
 */
export async function openRegular(file: string): Promise<FileHandle> {
  // Opening a device may do something: it is looked at before. Another file may have taken its name afterwards.
  checkRegular(await stat(file), file);
  const handle = await open(file, withoutWaiting);
  try {
    const stats = await handle.stat();
    checkRegular(stats, file);
    checkNotHollow(stats, file);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** The same at once, as a descriptor. */
export function openFileSync(file: string, options: OpenOptions = {}): number {
  let descriptor: number | undefined;
  try {
    checkPlace(file, options);
    checkRegular(statSync(file), file);
    descriptor = openSync(file, withoutWaiting);
    checkRegular(fstatSync(descriptor), file);
    return descriptor;
  } catch (error) {
    if (descriptor !== undefined) closeSync(descriptor);
    throw readFailure(error, file);
  }
}

/**
 * Flags for appending to a file of our own: between the look at it and its opening another may take its name, so that
 * no link is followed and no pipe waited for. Node knows neither flag on Windows, where only some users may make links.
 */
export const appendingFlags =
  constants.O_RDWR |
  constants.O_APPEND |
  constants.O_CREAT |
  (process.platform === 'win32' ? 0 : constants.O_NOFOLLOW | constants.O_NONBLOCK);

/**
 * Appends a text to a log in a folder that a stranger may have written: to no link, pipe or device, and to no file that
 * has another name too. Throws as `openFile`, or a failed system call as it is.
 */
export function appendToOwn(file: string, text: string): void {
  const descriptor = openSync(file, appendingFlags, 0o600);
  try {
    const stats = fstatSync(descriptor);
    checkRegular(stats, file);
    if (stats.nlink > 1) throw new UserError('machine.linkLeadsOut', { file, target: file });
    writeSync(descriptor, text);
  } finally {
    closeSync(descriptor);
  }
}

/** What a path leads to; null where nothing can be looked at: it is missing, or a link in a circle. */
export function lookAt(path: string): Stats | null {
  try {
    return statSync(path);
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return null;
  }
}

/**
 * The bytes of a small file.
 * @throws UserError as `openFile`, and `model.fileTooLong`
 */
export function readSmallFile(file: string, { limit = longestText, ...options }: SmallFileOptions = {}): Buffer {
  const descriptor = openFileSync(file, options);
  try {
    const { size } = fstatSync(descriptor);
    if (size > limit) throw new UserError('model.fileTooLong', { file, bytes: size, limit });
    const bytes = readUpTo(descriptor, size, limit, file);
    checkOwnContent(bytes, file);
    return bytes;
  } catch (error) {
    throw readFailure(error, file);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Refuses what stands in the place of a file that was not downloaded.
 * @param start the file's first bytes, eight or more
 * @throws UserError `model.gitLfsPointer`, `model.webPage`
 */
export function checkOwnContent(start: Uint8Array, file: string): void {
  const text = Buffer.from(start.subarray(0, 64)).toString('latin1');
  if (/^version (https:\/\/git-lfs|$)/.test(text)) throw new UserError('model.gitLfsPointer', { file });
  if (/^\s*<(!doc|html|\?xml|head|!--)/i.test(text)) throw new UserError('model.webPage', { file });
}

/**
 * The text of a small file in UTF-8, without a byte-order mark.
 * @throws UserError as `readSmallFile`, and `model.notUtf8`
 */
export function readSmallText(file: string, options: SmallFileOptions = {}): string {
  const bytes = readSmallFile(file, options);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new UserError('model.notUtf8', { file }, { cause: error });
  }
}

/** Its stated size is no promise: a file of the system has none and gives bytes, another may grow meanwhile. */
function readUpTo(descriptor: number, size: number, limit: number, file: string): Buffer {
  let buffer = Buffer.alloc(Math.min(Math.max(size, 4096), limit) + 1);
  for (let length = 0; ;) {
    const read = readSync(descriptor, buffer, length, buffer.length - length, length);
    length += read;
    if (length > limit) throw new UserError('model.fileTooLong', { file, bytes: length, limit });
    if (read === 0) return buffer.subarray(0, length);
    if (length === buffer.length) buffer = Buffer.concat([buffer], Math.min(2 * length, limit + 1));
  }
}

function checkPlace(file: string, { within = dirname(file) }: OpenOptions): void {
  if (within !== null) checkInside(file, within);
}

function checkRegular(stats: Stats, file: string): void {
  if (!stats.isFile()) throw new UserError('machine.notRegular', { file });
}

/** Bytes: what claims less is read to its end within a second or two, whatever is in it. */
const largeFile = 2 ** 30;
/** Far more than a file system that compresses saves on data. */
const hollowness = 1000;

/**
 * A file of terabytes takes some kilobytes of an archive or a disk, and would be read for hours. One without any block
 * is in a cloud's folder and comes when it is read.
 */
function checkNotHollow({ size, blocks }: Stats, file: string): void {
  const written = blocks * 512;
  if (size > largeFile && blocks > 0 && written * hollowness < size)
    throw new UserError('machine.hollow', { file, bytes: size, written });
}

/**
 * Refuses a file or folder that links lead to from outside of `folder`. The hub's cache is let through: its models are
 * links to blobs two folders above, and Python's client has linked folders of its users to them.
 * @throws UserError `machine.linkLeadsOut`, and a failed system call where there is no such file
 */
export function checkInside(file: string, folder: string): void {
  const target = realpathSync(file);
  const root = realpathSync(folder);
  if (target.startsWith(root.endsWith(sep) ? root : root + sep)) return;
  const isSnapshot = basename(dirname(root)) === 'snapshots';
  if (isSnapshot && dirname(target) === join(dirname(dirname(root)), 'blobs')) return;
  if (isBlob(target)) return;
  throw new UserError('machine.linkLeadsOut', { file, target });
}

/** Whether a path is that of a file in a cache of the hub, which is named by its sum. */
function isBlob(path: string): boolean {
  const blobs = dirname(path);
  return (
    /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(basename(path)) &&
    basename(blobs) === 'blobs' &&
    /^(models|datasets)--/.test(basename(dirname(blobs)))
  );
}
