// The end of a command that failed: one sentence with a next step, the detail in the log, and the exit status.

import { exitStatus, UserError } from '../shared/errors.js';
import { flagOf, settingNames } from '../shared/settings.js';
import { printable } from './columns.js';
import type { Log } from './logFile.js';
import type { Output } from './output.js';

/** Says what went wrong and gives the exit status. */
export function reportFailure(error: unknown, output: Output, log: Log): number {
  log.line(error instanceof Error ? stackOf(error) : `thrown: ${String(error)}`);
  const failure = error instanceof UserError ? error : asUserError(error, log);
  output.warn(printable(failure.describe(output.locale, asFlags(failure))));
  if (!output.saidFailed) output.emit({ event: 'failed', code: failure.code, values: failure.values });
  return exitStatus[failure.fault];
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}

/** Codes of Node for a module or a native library that cannot be loaded. */
const loadingFailures = ['ERR_DLOPEN_FAILED', 'ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'];

/** What was not foreseen as an error of the person's: the machine's, where its code says so, and otherwise a defect. */
function asUserError(error: unknown, log: Log): UserError {
  const { code, path, message }: { code?: unknown; path?: unknown; message?: unknown } = error instanceof Error ? error : { message: String(error) };
  const reason = String(message).split('\n')[0] ?? '';
  if (code === 'ENOSPC') return new UserError('machine.diskFull', { file: typeof path === 'string' ? path : '?' }, { cause: error });
  if (typeof code === 'string' && loadingFailures.includes(code)) {
    return new UserError('usage.noRuntime', { platform: `${process.platform}-${process.arch}`, reason }, { cause: error });
  }
  return new UserError('usage.defect', { reason, log: log.save() }, { cause: error });
}

/** Names of settings as the flags that a person of the command line knows them by. */
function asFlags({ code, values }: UserError): UserError['values'] {
  if (!code.startsWith('setting.')) return values;
  const flag = (value: string | number) => {
    const name = settingNames.find((candidate) => candidate === value);
    return name === undefined ? value : `--${flagOf(name)}`;
  };
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, key === 'name' || key === 'other' ? flag(value) : value]));
}
