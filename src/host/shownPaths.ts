// Shortens paths in sentences: relative to the workspace where they lie in it.

import { isAbsolute } from 'node:path';

import { workspace } from 'vscode';

import type { Failure } from '../shared/messages/failures.js';

/** The same error with paths as the explorer shows them. */
export function withShownPaths(failure: Failure): Failure {
  const shown = Object.entries(failure.values).map(
    ([name, value]) =>
      [name, typeof value === 'string' && isAbsolute(value) ? workspace.asRelativePath(value) : value] as const,
  );
  return { code: failure.code, values: Object.fromEntries(shown) };
}

/** Does the same for an object that may hold a failure: a run, its status. */
export function withShownFailure<Outcome extends { readonly failure: Failure | null }>(outcome: Outcome): Outcome {
  return outcome.failure === null ? outcome : { ...outcome, failure: withShownPaths(outcome.failure) };
}
