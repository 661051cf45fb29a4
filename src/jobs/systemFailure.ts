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
  return noRuntime(firstLine(message), error);
}

/** What helps depends on the system. */
function noRuntime(reason: string, cause: unknown): UserError {
  const { platform, arch } = process;
  const values = { platform: `${platform}-${arch}`, reason };
  if (platform === 'win32')
    return new UserError('usage.noRuntimeWindows', { ...values, address: visualCppRuntime(arch) }, { cause });
  if (platform === 'darwin')
    return arch === 'x64'
      ? new UserError('usage.noRuntimeIntelMac', { cause })
      : new UserError('usage.noRuntimeMac', values, { cause });
  // Libraries of the other C libraries name themselves, and old ones the version that they lack.
  if (/musl|GLIBC_|ld-linux/.test(reason)) return new UserError('usage.noRuntimeMusl', { reason }, { cause });
  return new UserError('usage.noRuntime', values, { cause });
}

/** Microsoft's own permanent address. */
function visualCppRuntime(arch: string): string {
  return `https://aka.ms/vs/17/release/vc_redist.${arch === 'arm64' ? 'arm64' : 'x64'}.exe`;
}

export function firstLine(message: string): string {
  return message.split('\n')[0] ?? '';
}
