// Writes files and folders that are whole or absent: they are written aside in the same folder, then renamed over the
// target.

import { type FileHandle, lstat, mkdir, open, readdir, rmdir, unlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

import { writeFailure } from '../base/fileErrors.js';
import { moveFile, patiently, removeFolder } from '../base/moving.js';
import { beginUnfinished, finish, sweepUnfinished } from '../processes/unfinished.js';
import { UserError } from '../shared/errors.js';
import { systemCode } from '../shared/failures.js';

/** The destination of a file's bytes, one piece after the other. */
export interface ByteSink {
  /** The number of bytes taken so far. */
  readonly position: number;
  /** Takes the bytes; their memory may be reused once the promise resolves. */
  write(bytes: Uint8Array): Promise<void>;
  /** Puts other bytes in the place of the first ones. */
  rewriteStart(bytes: Uint8Array): Promise<void>;
}

export interface WriteOptions {
  /** Stops the writing between two pieces; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes the file `path` from what `write` puts into the sink. Whatever happens, the file is either unchanged or whole:
 * the bytes go to a hidden file beside it, which is synced to the disk and then takes its name. What an
 * earlier, killed process left half-written in the same folder is removed.
 * @throws UserError when the disk is full, the folder is missing or cannot be written, or a pipe or a device is in the
 *   file's place, or the signal's reason; nothing stays behind then
 */
export async function writeAtomically(
  path: string,
  write: (sink: ByteSink) => Promise<void>,
  { signal }: WriteOptions = {},
): Promise<void> {
  const folder = dirname(resolve(path));
  const aside = beginUnfinished(resolve(path));
  try {
    await refuseSpecial(path);
    await sweepUnfinished(folder);
    await writeSynced(aside, write, signal);
    await moveFile(aside, path);
    await syncFolder(folder);
  } catch (error) {
    await unlink(aside).catch(() => undefined);
    throw writeFailure(error, path);
  } finally {
    finish(aside);
  }
}

/**
 * Checks before long work that `writeAtomically` will be able to make the file `path`.
 * @throws UserError as `writeAtomically`, and `machine.heldByProgram` for one that is open in Excel, say
 */
export async function checkWritable(path: string): Promise<void> {
  const aside = beginUnfinished(resolve(path));
  try {
    await refuseSpecial(path);
    await (await open(aside, 'wx')).close();
    await unlink(aside);
    const found = await lstat(path).catch(unlessMissing);
    if (found?.isDirectory() === true) throw new UserError('machine.isFolder', { file: path });
    // Elsewhere an open file can be replaced, and one that may not be written as well.
    if (process.platform === 'win32' && found !== undefined)
      await patiently(path, async () => {
        await (await open(path, 'r+')).close();
      });
  } catch (error) {
    throw writeFailure(error, path);
  } finally {
    finish(aside);
  }
}

/** Writes a text in UTF-8, whole or not at all. */
export async function writeTextAtomically(path: string, text: string): Promise<void> {
  await writeAtomically(path, (sink) => sink.write(Buffer.from(text, 'utf8')));
}

/**
 * Makes the folder `path`, which is new or empty, from what `fill` puts into a folder beside it that then takes its
 * name: whole or not at all. Returns its files.
 * @throws UserError `run.folderNotEmpty`, and as `writeAtomically`; what `fill` throws
 */
export async function writeFolderAtomically(path: string, fill: (aside: string) => Promise<void>): Promise<string[]> {
  const target = resolve(path);
  const aside = beginUnfinished(target);
  try {
    // The folder itself is not made before it is whole: whoever is killed meanwhile leaves nothing under its name.
    await mkdir(dirname(target), { recursive: true });
    if ((await namesIn(target)).length > 0) throw new UserError('run.folderNotEmpty', { folder: target });
    await sweepUnfinished(dirname(target));
    await mkdir(aside);
    await fill(aside);
    // Not every system renames over an existing folder, even an empty one.
    await patiently(target, () => rmdir(target)).catch(unlessMissing);
    await moveFile(aside, target);
    return (await readdir(target)).sort().map((name) => join(target, name));
  } catch (error) {
    await removeFolder(aside);
    throw writeFailure(error, target);
  } finally {
    finish(aside);
  }
}

/** None for a folder that is not there. */
async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((error: unknown) => {
    unlessMissing(error);
    return [];
  });
}

function unlessMissing(error: unknown): void {
  if (systemCode(error) !== 'ENOENT') throw error;
}

/** A pipe or a device in the place of a file would be gone, replaced by the file: a link is replaced as a file is. */
async function refuseSpecial(path: string): Promise<void> {
  const stats = await lstat(path).catch(unlessMissing);
  if (stats !== undefined && !stats.isFile() && !stats.isSymbolicLink() && !stats.isDirectory())
    throw new UserError('machine.notRegular', { file: path });
}

async function writeSynced(
  file: string,
  write: (sink: ByteSink) => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    const sink = new BufferedSink(handle, signal);
    await write(sink);
    await sink.flush();
    await handle.sync();
  } catch (error) {
    await handle.close().catch(() => undefined);
    throw error;
  }
  await handle.close();
}

/** Gathers the hundreds of small tensors of a model into few system calls; large ones are written directly. */
class BufferedSink implements ByteSink {
  position = 0;
  private readonly buffer = Buffer.allocUnsafeSlow(1 << 20);
  private filled = 0;

  constructor(
    private readonly handle: FileHandle,
    private readonly signal: AbortSignal | undefined,
  ) {}

  async write(bytes: Uint8Array): Promise<void> {
    this.signal?.throwIfAborted();
    if (this.filled + bytes.length > this.buffer.length) await this.flush();
    if (bytes.length >= this.buffer.length) {
      await writeAll(this.handle, bytes);
    } else {
      this.buffer.set(bytes, this.filled);
      this.filled += bytes.length;
    }
    this.position += bytes.length;
  }

  async rewriteStart(bytes: Uint8Array): Promise<void> {
    if (bytes.length > this.position) throw new Error(`${bytes.length} bytes in the place of ${this.position}`);
    await this.flush();
    for (let done = 0; done < bytes.length;)
      done += (await this.handle.write(bytes, done, bytes.length - done, done)).bytesWritten;
  }

  async flush(): Promise<void> {
    await writeAll(this.handle, this.buffer.subarray(0, this.filled));
    this.filled = 0;
  }
}

/** One system call writes at most 2 GiB, and may write less than it is asked to. */
const largestWrite = 1 << 26;

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, done, Math.min(largestWrite, bytes.length - done));
    done += bytesWritten;
  }
}

/**
 * A rename survives a power failure only once its folder is synced. Windows has no such call, and some file systems
 * refuse it.
 */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  try {
    const handle = await open(folder, 'r');
    await handle.sync().finally(() => handle.close());
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP', 'EACCES', 'EPERM', 'EISDIR'].includes(systemCode(error) ?? '')) throw error;
  }
}
