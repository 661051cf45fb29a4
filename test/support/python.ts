// The Python that `npm run setup:python` makes, for the tests that compare with PyTorch itself.

import { execFileSync } from 'node:child_process';

import { pythonVariables, testPython } from '../../scripts/setupPython.mjs';
import { describeNeeding } from './needs.js';

export { packagedModel } from '../../scripts/setupPython.mjs';

/** How it is started by a test that waits for nothing, or kills it. */
export const python = testPython();
export const pythonEnvironment: NodeJS.ProcessEnv = { ...process.env, ...pythonVariables };

/** A `describe` for tests that start Python. */
export function describeWithPython(name: string, tests: () => void): void {
  describeNeeding('python', name, tests);
}

interface PythonOptions {
  readonly input?: string;
  readonly cwd?: string;
  readonly variables?: Readonly<Record<string, string>>;
}

/** Runs it to its end and gives what it prints; what it says of a failure is in the error's message. */
export function runPython(words: readonly string[], options: PythonOptions = {}): string {
  const { input = '', cwd, variables } = options;
  return execFileSync(python, words, {
    input,
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...pythonEnvironment, ...variables },
    encoding: 'utf8',
    stdio: 'pipe',
    maxBuffer: 1 << 28,
  });
}
