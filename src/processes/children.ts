// The one place where a process is started (lint knows no other): in a folder of our own instead of the current one,
// by an absolute path, with variables that a stranger's folder has no say in.

import { type ChildProcess, execFileSync, spawn, type StdioOptions } from 'node:child_process';
import { dirname, isAbsolute } from 'node:path';

import { childEnvironment } from './environment.js';
import { privateFolder } from './privateFolder.js';
import type { Environment } from './programs.js';

export interface ChildOptions {
  /** This process's own variables where none are given. */
  readonly environment?: Environment | undefined;
  /** Variables beside those. */
  readonly variables?: Environment | undefined;
}

export interface StartOptions extends ChildOptions {
  readonly stdio: StdioOptions;
  /** Outlives this process. */
  readonly detached?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /**
   * Starts in the current folder instead: only for our own program with the words of a person, whose paths are meant
   * from there.
   */
  readonly inCurrentFolder?: boolean | undefined;
}

/**
 * Starts a program by its absolute path. Throws where the path is relative; a program that cannot be started emits
 * `error`, as Node's own `spawn` does.
 */
export function startChild(program: string, words: readonly string[], options: StartOptions): ChildProcess {
  const { stdio, detached = false, signal, inCurrentFolder = false } = options;
  return spawn(program, [...words], {
    ...{ stdio, detached },
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
 * Runs a program to its end and gives what it wrote to stdout. Throws as Node's `execFileSync` does: no such program,
 * another status than 0, more milliseconds than `timeout`.
 */
export function askChild(
  program: string,
  words: readonly string[],
  { timeout, ...options }: ChildOptions & { readonly timeout: number },
): string {
  return execFileSync(program, [...words], {
    ...{ encoding: 'utf8', timeout, killSignal: 'SIGKILL' as const, stdio: ['ignore', 'pipe', 'ignore'] },
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

/** The folder that children start in: where it cannot be made, that of this program, which is no stranger's either. */
export function neutralFolder(): string {
  try {
    return privateFolder();
  } catch {
    return dirname(process.execPath);
  }
}
