// A limit of time for one text: a tokenizer.json may be a stranger's, and neither a regular expression nor the search
// for pieces can be interrupted from within.

import { createContext, Script } from 'node:vm';

import { UserError } from '../shared/errors.js';

/** Milliseconds for one text. */
const limit = 5000;

let work: () => unknown = () => undefined;
const script = new Script('run()');
let context: ReturnType<typeof createContext> | undefined;

/**
 * Runs a function that takes long at most; V8 ends it also within a regular expression. Costs a tenth of a millisecond.
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

/** The error is one of the script's own world, where Error is another class. */
function isTimeout(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  );
}
