// A time limit for one text: a tokenizer.json may be a stranger's, and neither a regular expression nor the search for
// pieces can be interrupted from within.

import { createContext, Script } from 'node:vm';

import { UserError } from '../shared/errors.js';

/** Milliseconds for one text. */
const limit = 5000;

let work: () => unknown = () => undefined;
const script = new Script('run()');
let context: ReturnType<typeof createContext> | undefined;

/**
 * Runs a function with a time limit, which V8 enforces even within a regular expression. Costs a tenth of a
 * millisecond.
 * @throws UserError `model.tokenizerSlow`
 */
export function withTimeLimit<Result>(file: string, run: () => Result): Result {
  context ??= createContext({ run: () => work() });
  let result: { readonly value: Result } | undefined;
  work = () => void (result = { value: run() });
  try {
    script.runInContext(context, { timeout: limit });
  } catch (error) {
    if (!isTimeout(error)) throw error;
    throw new UserError('model.tokenizerSlow', { file, seconds: limit / 1000 }, { cause: error });
  } finally {
    work = () => undefined;
  }
  return result!.value;
}

/** The error belongs to the script's own context, in which Error is another class. */
function isTimeout(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  );
}
