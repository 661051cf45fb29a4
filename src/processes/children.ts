// The only module that starts processes, as lint ensures: in a folder of our own instead of the current one, by an
// absolute path, with environment variables that cannot load code from a stranger's folder.

import { type ChildProcess, execFileSync, spawn, type StdioOptions } from 'node:child_process';
import { dirname, isAbsolute } from 'node:path';

import { childEnvironment } from './environment.js';
import { privateFolder } from './privateFolder.js';
import type { Environment } from './programs.js';

export interface ChildOptions {
  /** The environment; that of this process when absent. */
  readonly environment?: Environment | undefined;
  /** Further variables. */
  readonly variables?: Environment | undefined;
}

export interface StartOptions extends ChildOptions {
  readonly stdio: StdioOptions;
  /** How messages are written where `stdio` has a channel for them; as JSON when absent. */
  readonly serialization?: 'advanced' | undefined;
  /** Whether the process outlives this one. */
  readonly detached?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /**
   * Whether it starts in the current folder instead: only for our own program with the user's arguments, whose paths
   * are relative to that folder.
   */
  readonly inCurrentFolder?: boolean | undefined;
}

/**
 * Starts a program by its absolute path. Throws where the path is relative; a program that cannot be started emits
 * `error`, as Node's own `spawn` does.
 */
export function startChild(program: string, words: readonly string[], options: StartOptions): ChildProcess {
  const { stdio, serialization = 'json', detached = false, signal, inCurrentFolder = false } = options;
  return spawn(program, [...words], {
    stdio,
    serialization,
    detached,
    ...(signal === undefined ? {} : { signal }),
    ...common(program, options, inCurrentFolder),
  });
}

/** Starts a script of ours in this process's own Node, VS Code's included. */
export function startScript(words: readonly string[], options: StartOptions): ChildProcess {
  const variables = { ...options.variables, ELECTRON_RUN_AS_NODE: '1' };
  return startChild(process.execPath, words, { ...options, variables });
}

/**
 * Runs a program to its end and returns its stdout. Throws as Node's `execFileSync` does: no such program, another
 * status than 0, more milliseconds than `timeout`.
 */
export function askChild(
  program: string,
  words: readonly string[],
  { timeout, ...options }: ChildOptions & { readonly timeout: number },
): string {
  return execFileSync(program, [...words], {
    encoding: 'utf8',
    timeout,
    killSignal: 'SIGKILL' as const,
    stdio: ['ignore', 'pipe', 'ignore'],
    ...common(program, options, false),
  });
}

function common(program: string, { environment = process.env, variables }: ChildOptions, inCurrentFolder: boolean) {
  if (!isAbsolute(program)) throw new Error(`${program} is not an absolute path`);
  return {
    env: childEnvironment(environment, variables),
    cwd: inCurrentFolder ? process.cwd() : neutralFolder(),
    shell: false,
    windowsHide: true,
  } as const;
}

/**
 * The folder that children start in. Where it cannot be made, that of this program is used, which is no stranger's
 * either.
 */
export function neutralFolder(): string {
  try {
    return privateFolder();
  } catch {
    return dirname(process.execPath);
  }
}
