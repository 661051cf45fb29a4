// What the operating system refuses, as a sentence for the person.

import { UserError } from '../shared/errors.js';

/** The code of a failed system call, such as ENOSPC; undefined for any other error. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** The error to throw when `file` could not be written. What is no failed system call is handed back as it is. */
export function writeFailure(error: unknown, file: string): unknown {
  const code = systemCode(error);
  if (error instanceof UserError || code === undefined || !/^E[A-Z0-9]+$/.test(code)) return error;
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
    default:
      return new UserError('machine.writeFailed', { file, reason: code }, { cause: error });
  }
}

/** The error to throw when `file` could not be read, other than for not being there. */
export function readFailure(error: unknown, file: string): unknown {
  const code = systemCode(error);
  if (error instanceof UserError || code === undefined || !/^E[A-Z0-9]+$/.test(code)) return error;
  if (code === 'ENOENT' || code === 'ENOTDIR') return new UserError('model.fileMissing', { file }, { cause: error });
  if (code === 'EACCES' || code === 'EPERM') return new UserError('machine.notReadable', { file }, { cause: error });
  return new UserError('machine.readFailed', { file, reason: code }, { cause: error });
}
