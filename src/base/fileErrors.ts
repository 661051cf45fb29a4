// Failed system calls on files, as errors for the user.

import { UserError } from '../shared/errors.js';
import { systemCode } from '../shared/failures.js';

/** The error to throw when `file` could not be written. An error that is no failed system call is returned as it is. */
export function writeFailure(error: unknown, file: string): unknown {
  const code = systemCode(error);
  if (error instanceof UserError || code === undefined || !/^E[A-Z0-9]+$/.test(code)) return error;
  if (isHeldAlone(code)) return new UserError('machine.heldByProgram', { file }, { cause: error });
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new UserError('machine.diskFull', { file }, { cause: error });
    case 'EFBIG':
      return new UserError('machine.fileTooLarge', { file }, { cause: error });
    case 'EACCES':
    case 'EPERM':
      return new UserError('machine.notWritable', { file }, { cause: error });
    case 'EROFS':
      return new UserError('machine.readOnly', { file }, { cause: error });
    case 'ENOENT':
    case 'ENOTDIR':
      return new UserError('machine.folderMissing', { file }, { cause: error });
    case 'EEXIST':
      return new UserError('machine.isFile', { file }, { cause: error });
    case 'EISDIR':
      return new UserError('machine.isFolder', { file }, { cause: error });
    case 'EMFILE':
    case 'ENFILE':
      return new UserError('machine.tooManyFiles', { cause: error });
    default:
      return new UserError('machine.writeFailed', { file, reason: code }, { cause: error });
  }
}

/** Whether a system call failed since another program has the file open: elsewhere a busy file is a mounted one. */
export function isHeldAlone(code: string): boolean {
  return process.platform === 'win32' && code === 'EBUSY';
}

/** The error to throw when `file` exists but could not be read. */
export function readFailure(error: unknown, file: string): unknown {
  const code = systemCode(error);
  if (error instanceof UserError || code === undefined || !/^E[A-Z0-9]+$/.test(code)) return error;
  if (code === 'ENOENT' || code === 'ENOTDIR') return new UserError('model.fileMissing', { file }, { cause: error });
  if (code === 'EACCES' || code === 'EPERM') return new UserError('machine.notReadable', { file }, { cause: error });
  if (isHeldAlone(code)) return new UserError('machine.heldByProgram', { file }, { cause: error });
  if (code === 'EMFILE' || code === 'ENFILE') return new UserError('machine.tooManyFiles', { cause: error });
  return new UserError('machine.readFailed', { file, reason: code }, { cause: error });
}
