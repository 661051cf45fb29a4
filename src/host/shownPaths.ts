// Paths in sentences as people know them: relative to the workspace where they lie in it.

import { isAbsolute } from 'node:path';

import { workspace } from 'vscode';

import type { Failure } from '../shared/messages/failures.js';

/** The same error; its sentence names files as the explorer does. */
export function withShownPaths(failure: Failure): Failure {
  const shown = Object.entries(failure.values).map(
    ([name, value]) =>
      [name, typeof value === 'string' && isAbsolute(value) ? workspace.asRelativePath(value) : value] as const,
  );
  return { code: failure.code, values: Object.fromEntries(shown) };
}

/** The same for what has perhaps failed: a run, its status. */
export function withShownFailure<Outcome extends { readonly failure: Failure | null }>(outcome: Outcome): Outcome {
  return outcome.failure === null ? outcome : { ...outcome, failure: withShownPaths(outcome.failure) };
}
