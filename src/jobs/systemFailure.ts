// Turns failures of the machine that no job foresaw into errors that the user can act on.

import * as z from 'zod';

import { UserError } from '../shared/errors.js';

/** The fields that Node adds to the errors of the system. */
const systemError = z.object({
  message: z.string(),
  code: z.string().optional().catch(undefined),
  path: z.string().optional().catch(undefined),
});

/** Codes of Node for a module or a native library that cannot be loaded. */
const loadingFailures = ['ERR_DLOPEN_FAILED', 'ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'];

/**
 * The UserError for a full disk, too few files that may be open, or a runtime that cannot be loaded; null for a defect.
 */
export function systemFailure(error: unknown): UserError | null {
  const { code, path, message } = systemError.parse(error instanceof Error ? error : { message: String(error) });
  if (code === 'ENOSPC') return new UserError('machine.diskFull', { file: path ?? '?' }, { cause: error });
  if (code === 'EMFILE' || code === 'ENFILE') return new UserError('machine.tooManyFiles', { cause: error });
  if (code === undefined || !loadingFailures.includes(code)) return null;
  return new UserError(
    'usage.noRuntime',
    { platform: `${process.platform}-${process.arch}`, reason: firstLine(message) },
    { cause: error },
  );
}

export function firstLine(message: string): string {
  return message.split('\n')[0] ?? '';
}
