// Shows failures: one sentence in the user's language, with a button that opens the log.

import { describeError, isUserError } from '../shared/errors.js';
import { reasonOf, traceOf } from '../shared/failures.js';
import type { Failure } from '../shared/messages/failures.js';
import { tellError } from './doors/messages.js';
import { displayLocale, say } from './locale.js';
import type { WorkerLog } from './log.js';
import { withShownPaths } from './shownPaths.js';
import { Cancelled } from './workerClient/connection.js';

/** The sentence for anything that was thrown. The stack of a defect goes to the log. */
export function sentenceOf(error: unknown, log: WorkerLog): string {
  if (isUserError(error)) return describeError(withShownPaths(error), displayLocale());
  log.write(traceOf(error));
  return say('defect', { reason: reasonOf(error) });
}

/** An error as data, for the panel; null when the user cancelled. */
export function failureOf(error: unknown, log: WorkerLog): Failure | null {
  if (error instanceof Cancelled) return null;
  if (isUserError(error)) return withShownPaths(error);
  return { code: 'usage.defect', values: { reason: sentenceOf(error, log), log: '' } };
}

/** Shows a failure without waiting for an answer; shows nothing when the user cancelled. */
export async function showFailure(error: unknown, log: WorkerLog): Promise<void> {
  if (error instanceof Cancelled) return;
  const showLog = say('showLog');
  const chosen = await tellError(sentenceOf(error, log), showLog);
  if (chosen === showLog) log.show();
}
