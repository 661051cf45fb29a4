// The end of a command that failed: one sentence with a next step, the detail in the log, and the exit status.

import { isAbsolute } from 'node:path';

import { firstLine, systemFailure } from '../jobs/systemFailure.js';
import { exitStatus, isUserError, UserError } from '../shared/errors.js';
import { reasonOf } from '../shared/failures.js';
import { flagOf, settingNames } from '../shared/settings.js';
import { printable } from './columns.js';
import type { Log } from './logFile.js';
import type { Output } from './output.js';
import { shortPath } from './runReporter.js';

/** Reports what went wrong and returns the exit status. */
export function reportFailure(error: unknown, output: Output, log: Log): number {
  log.line(error instanceof Error ? stackOf(error) : `thrown: ${String(error)}`);
  const failure = isUserError(error) ? error : asUserError(error, log);
  output.warn(printable(failure.describe(output.locale, shownValues(failure))));
  if (!output.saidFailed) output.emit({ event: 'failed', code: failure.code, values: failure.values });
  return exitStatus[failure.fault];
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}

/** An error that no UserError describes: the machine's fault, where its code shows that, and otherwise a defect. */
function asUserError(error: unknown, log: Log): UserError {
  const reason = firstLine(reasonOf(error));
  return systemFailure(error) ?? new UserError('usage.defect', { reason, log: log.save() }, { cause: error });
}

/** The values as a user of the command line knows them: settings as flags, paths relative to the working directory. */
function shownValues({ code, values }: UserError): UserError['values'] {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => {
      const name =
        code.startsWith('setting.') && ['name', 'other'].includes(key)
          ? settingNames.find((candidate) => candidate === value)
          : undefined;
      if (name !== undefined) return [key, `--${flagOf(name)}`];
      return [key, typeof value === 'string' && isAbsolute(value) ? shortPath(value) : value];
    }),
  );
}
