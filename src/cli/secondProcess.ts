// Runs a command in a second process. TensorFlow reads its environment as its process starts, and like a GPU's driver
// it writes internal messages to stderr and may crash. The second process has that environment, its stderr goes to a
// log, and ours is its descriptor 3.

import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { isatty } from 'node:tty';

import { startScript } from '../processes/children.js';
import { longestPatience } from '../processes/stuckWatch.js';
import { makeTemporaryFolder } from '../processes/temporaryFolder.js';
import { exitStatus, isUserError, UserError } from '../shared/errors.js';
import { hasCode } from '../shared/failures.js';
import { describeNotice } from '../shared/notices.js';
import type { EnvironmentOptions } from '../tensorflow/environment.js';
import { defaultLocations } from '../tensorflow/locations.js';
import { type Preparation, prepareTensorflow } from '../tensorflow/preparation.js';
import { logVariable, peopleDescriptor } from './invocation.js';
import type { Log } from './logFile.js';
import type { Sink } from './output.js';
import { canAsk } from './question.js';
import type { Session } from './session.js';

/**
 * The exit statuses of the second process that come from our own code; a failure of the loader, for example, has
 * another status and no message for people.
 */
const knownStatuses: ReadonlySet<number> = new Set(Object.values(exitStatus));
/** What the second process answers to a signal that was forwarded; without that answer it is ended. */
const heard = 'heard';
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
type Signal = (typeof signals)[number];

/** Whether the reason why a GPU will not be used is printed here, or by the command itself. */
export type Saying = 'hint' | 'nothing';

/**
 * Runs `here` in a process that may load TensorFlow: this one, when it was started for that, and otherwise a second one
 * with the same arguments, whose exit status becomes ours. Throws what `findRuntime` throws, and `tensorflow.crashed`.
 */
export async function withTensorflow(
  session: Session,
  options: EnvironmentOptions,
  here: () => Promise<void>,
  saying: Saying,
): Promise<void> {
  if (process.env[logVariable] !== undefined) return here();
  const prepared = await prepareOrInstall(session, options);
  if (prepared === null) return;
  const { variables, notice } = prepared;
  if (notice !== null && saying === 'hint') session.output.warn(describeNotice(notice, session.output.locale));
  await runSecond(session, variables, (values) => new UserError('tensorflow.crashed', values));
}

/** Does the same for a GPU through WebGPU. Throws `machine.gpuCrashed`. */
export async function withWebgpu(session: Session, here: () => Promise<void>): Promise<void> {
  if (process.env[logVariable] !== undefined) return here();
  await runSecond(session, {}, (values) => new UserError('machine.gpuCrashed', values));
}

/** Installs what is missing, if the user agreed or can be asked; null when the user interrupted that. */
async function prepareOrInstall(session: Session, options: EnvironmentOptions): Promise<Preparation | null> {
  try {
    return prepareTensorflow(defaultLocations(), options);
  } catch (error) {
    if (!isUserError(error) || error.code !== 'tensorflow.notInstalled' || !(session.agrees || canAsk())) throw error;
    const { install } = await import('./installTensorflow.js');
    const outcome = await install(session, { yes: session.agrees });
    if (outcome === 'declined') throw error;
    return outcome === 'installed' ? prepareTensorflow(defaultLocations(), options) : null;
  }
}

type Crash = { readonly reason: string; readonly log: string };

/** Milliseconds that the log of a process that crashed is kept. */
const keptLog = 7 * 24 * 3600 * 1000;

async function runSecond(
  session: Session,
  variables: Readonly<Record<string, string>>,
  crashed: (crash: Crash) => UserError,
): Promise<void> {
  const folder = makeTemporaryFolder('runtime', keptLog);
  const log = join(folder, 'runtime.log');
  const descriptor = openSync(log, 'a', 0o600);
  const words = [...process.execArgv, ...process.argv.slice(1)];
  const child = startScript(words, {
    variables: { ...variables, [logVariable]: log },
    stdio: ['inherit', 'inherit', descriptor, 2, 'ipc'],
    inCurrentFolder: true,
  });
  closeSync(descriptor);
  const stopForwarding = forwardSignals(child);
  const { status, signal } = await ended(child);
  const wasKilled = stopForwarding();
  if (status !== null && knownStatuses.has(status)) {
    rmSync(folder, { recursive: true, force: true });
    session.status = status;
  } else if (wasKilled) {
    // The user stopped it at once: this process ends as the second one did.
    rmSync(folder, { recursive: true, force: true });
    session.status = 128 + constants.signals[signal ?? 'SIGINT'];
  } else {
    throw crashed({ reason: signal ?? `status ${status ?? '?'}`, log });
  }
}

function ended(
  child: ChildProcess,
): Promise<{ readonly status: number | null; readonly signal: NodeJS.Signals | null }> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (status, signal) => resolve({ status, signal }));
  });
}

/**
 * Forwards signals. A terminal sends Ctrl-C to both processes, `kill` to one: the first is forwarded as a message,
 * which the second process ignores when it received the signal itself, the next as a signal. The returned function
 * stops this, and tells whether the second process was to end at once.
 */
function forwardSignals(child: ChildProcess): () => boolean {
  let count = 0;
  let silence = 0;
  let timer: NodeJS.Timeout | undefined;
  child.on('message', (message) => {
    if (message === heard) clearTimeout(timer);
    if (typeof message === 'number') silence = Math.max(silence, message);
  });
  const forward = (signal: Signal) => {
    count++;
    if (count > 1) child.kill(signal);
    else if (child.connected) {
      child.send(signal);
      timer = setTimeout(() => child.kill('SIGKILL'), longestPatience(silence));
    }
  };
  for (const signal of signals) process.on(signal, forward);
  return () => {
    for (const signal of signals) process.removeListener(signal, forward);
    clearTimeout(timer);
    return count > 0;
  };
}

/**
 * Prepares the second process: it takes signals from the first, and saves its stderr in the log when it ends. Does
 * nothing in any other process.
 */
export function takePartInSecondProcess(log: Log): void {
  const file = process.env[logVariable];
  if (file === undefined) return;
  process.once('exit', () => {
    for (const line of readFileSync(file, 'utf8').split('\n')) if (line !== '') log.line(`runtime: ${line}`);
  });
  let hadSignal = false;
  const first = (signal: Signal) => {
    hadSignal = true;
    for (const name of signals) process.removeListener(name, first);
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  for (const signal of signals) process.on(signal, first);
  const emit = (signal: Signal) => {
    if (!hadSignal) process.emit(signal);
  };
  process.on('message', (message) => {
    const signal = signals.find((name) => name === message);
    if (signal === undefined) return;
    process.send?.(heard);
    emit(signal);
  });
  // The first process has ended.
  process.on('disconnect', () => emit('SIGHUP'));
  process.channel?.unref();
}

/** The stream for messages to people: stderr, which in the second process is the first one's. */
export function stderrForPeople(): Sink {
  if (process.env[logVariable] === undefined) return process.stderr;
  return { write: writeToPeople, isTTY: isatty(peopleDescriptor), columns: process.stdout.columns };
}

/** Writes synchronously, as stderr does; waits for a slow reader, and gives up on one that has gone. */
function writeToPeople(text: string): void {
  let bytes = Buffer.from(text);
  while (bytes.length > 0) {
    try {
      bytes = bytes.subarray(writeSync(peopleDescriptor, bytes));
    } catch (error) {
      if (!hasCode(error, 'EAGAIN')) return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}
