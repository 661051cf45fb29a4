// Failures to open or read a data file, as errors for the user.

import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';

import { isHeldAlone } from '../../base/fileErrors.js';
import { UserError } from '../../shared/errors.js';
import { systemCode } from '../../shared/failures.js';
import type { DataFile } from './row.js';

/** The error to throw when `file` could not be read. An error that is no failed system call is returned as it is. */
export function dataReadFailure(error: unknown, file: string): unknown {
  const code = systemCode(error);
  if (error instanceof UserError || code === undefined || !/^E[A-Z0-9]+$/.test(code)) return error;
  if (code === 'ENOENT' || code === 'ENOTDIR') return new UserError('data.notFound', { file }, { cause: error });
  if (code === 'EISDIR') return new UserError('data.isFolder', { file }, { cause: error });
  if (code === 'EACCES' || code === 'EPERM') return new UserError('data.unreadable', { file }, { cause: error });
  if (isHeldAlone(code)) return new UserError('machine.heldByProgram', { file }, { cause: error });
  return new UserError('machine.readFailed', { file, reason: code }, { cause: error });
}

/** The error to throw when a library could not parse a file. A failed system call is reported as such. */
export function damagedFailure(error: unknown, file: string, kind: string): unknown {
  const failure = dataReadFailure(error, file);
  if (failure instanceof UserError || !(error instanceof Error)) return failure;
  return new UserError(
    'data.damaged',
    { file, kind, reason: error.message.split('\n')[0]!.slice(0, 200).replace(/\.$/, '') },
    { cause: error },
  );
}

/** Throws a UserError when there is no such file or folder. */
export async function statData(path: string): Promise<Stats> {
  return stat(path).catch((error: unknown) => {
    throw dataReadFailure(error, path);
  });
}

/** The size and time of a file, or the time of a folder. Throws a UserError for anything else. */
export async function fileOf(path: string): Promise<DataFile> {
  const stats = await statData(path);
  if (!stats.isFile() && !stats.isDirectory()) throw new UserError('data.notAFile', { file: path });
  return { path, size: stats.isDirectory() ? 0 : stats.size, changed: stats.mtimeMs };
}

/**
 * The size and times of a data file.
 * @throws UserError when it is missing, a folder, a pipe or empty
 */
export async function statDataFile(file: string): Promise<Stats> {
  const stats = await statData(file);
  if (stats.isDirectory()) throw new UserError('data.isFolder', { file });
  if (!stats.isFile()) throw new UserError('data.notAFile', { file });
  if (stats.size === 0) throw new UserError('data.empty', { file });
  return stats;
}
