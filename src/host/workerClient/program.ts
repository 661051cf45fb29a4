// Starts worker processes: detached, so that they outlive the window, with a log file instead of a terminal.

import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

import { startChild } from '../../processes/children.js';
import { privateFolder, removeQuietly, writePrivate } from '../../processes/privateFolder.js';
import { UserError } from '../../shared/errors.js';
import { reasonOf, systemCode } from '../../shared/failures.js';
import { largePages } from '../../shared/processes.js';

/** The program that workers are started with. */
export interface WorkerProgram {
  /** dist/worker.js of the extension. */
  readonly script: string;
  /** The folder of the logs; created when missing. */
  readonly logFolder: string;
  /** Further environment variables for the process, read when it starts: those of the hub and of proxies. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** Node, or VS Code's Electron; this process's own when not given. */
  readonly executable?: string | undefined;
}

/** A process that has been started. */
export interface StartedProcess {
  readonly pid: number;
  readonly log: string;
  /** How the process ended; null while it runs. */
  readonly exit: () => string | null;
}

/** The number of bytes above which a log is renamed when the next process starts. */
const largestLog = 5 << 20;

/**
 * Starts `worker.js ROLE`.
 * @param start the start message; it contains the secret, and is passed in a file that is deleted once it was read
 * @throws UserError when there is no such script, or the system refuses
 */
export async function startProcess(
  program: WorkerProgram,
  role: 'train' | 'serve',
  start: unknown,
): Promise<StartedProcess> {
  const log = openLog(program.logFolder, role);
  const startFile = join(privateFolder(), `${randomBytes(6).toString('hex')}.json`);
  try {
    if (!existsSync(program.script)) throw new Error(`${basename(program.script)} is missing`);
    writePrivate(startFile, start);
    const child = startChild(program.executable ?? process.execPath, [program.script, role, startFile, log.path], {
      detached: true,
      stdio: ['ignore', log.descriptor, log.descriptor],
      environment: { ...largePages, ...process.env },
      variables: { ...program.environment, ELECTRON_RUN_AS_NODE: '1' },
    });
    await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
    let exit: string | null = null;
    child.once('exit', (code, signal) => (exit = signal ?? `status ${String(code)}`));
    child.unref();
    return { pid: child.pid ?? 0, log: log.path, exit: () => exit };
  } catch (error) {
    removeQuietly(startFile);
    throw new UserError('worker.notStarted', { reason: reasonOf(error), log: log.path }, { cause: error });
  } finally {
    closeSync(log.descriptor);
  }
}

function openLog(folder: string, role: string): { readonly path: string; readonly descriptor: number } {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${role}.log`);
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > largestLog) putAside(path);
  return { path, descriptor: openSync(path, 'a') };
}

/** On Windows a living worker has the older log open: this one then grows on. */
function putAside(log: string): void {
  try {
    renameSync(log, `${log}.old`);
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
  }
}
