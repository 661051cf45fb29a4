// Ends a process that was asked to stop and does not react: its handlers are JavaScript, which a native call or a
// regular expression can block. A thread of its own receives the signal too, and checks for heartbeats.

import { constants } from 'node:os';
import { Worker } from 'node:worker_threads';

/**
 * Milliseconds without a heartbeat after a signal; a process that was silent for longer before gets twice its longest
 * silence.
 */
export const patience = 8000;
/** Milliseconds for a process that has reacted to the signal: it may be writing a checkpoint. */
const patienceAfter = 60_000;
/** Milliseconds between two heartbeats. */
const beatInterval = 250;

/** The longest silence that is tolerated, in milliseconds, for a process whose longest one so far is given. */
export function longestPatience(longestSilence: number): number {
  return Math.max(patience, 2 * longestSilence);
}

export interface StuckWatchOptions {
  readonly signals: readonly ('SIGINT' | 'SIGTERM' | 'SIGHUP')[];
  /** The message that is written before the process is ended, and its file descriptor. */
  readonly sentence: string;
  readonly descriptor: number;
  /** Called with every silence of at least a second that is the longest so far, in milliseconds. */
  readonly onSilence?: ((milliseconds: number) => void) | undefined;
}

export interface StuckWatch {
  /**
   * Called when the process has handled the first signal and removed its handlers: the next one has its default effect.
   */
  leave(): void;
  dispose(): void;
}

/** The indices of the memory that the thread and the process share. */
const beats = 0;
const longest = 1;
const left = 2;

/**
 * Watches until it is disposed. If Node no longer provides the binding by which the thread receives signals, nothing is
 * watched, and a second signal does not help either.
 */
export function watchForStuck({ signals, sentence, descriptor, onSilence }: StuckWatchOptions): StuckWatch {
  const shared = new Int32Array(new SharedArrayBuffer(12));
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    const silence = Math.round(now - last);
    last = now;
    Atomics.add(shared, beats, 1);
    if (silence <= Atomics.load(shared, longest)) return;
    Atomics.store(shared, longest, silence);
    if (silence > 1000) onSilence?.(silence);
  }, beatInterval);
  timer.unref();
  const thread = new Worker(threadSource, {
    eval: true,
    execArgv: [],
    workerData: { shared, patience, patienceAfter, sentence, descriptor, signals: signals.map(numberOf) },
    resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 4 },
  });
  thread.unref();
  // Without the thread only `kill -9` ends a stuck process.
  thread.on('error', () => undefined);
  return {
    leave: () => void Atomics.store(shared, left, 1),
    dispose() {
      clearInterval(timer);
      void thread.terminate();
    },
  };
}

function numberOf(signal: StuckWatchOptions['signals'][number]): number {
  return constants.signals[signal];
}

/**
 * Threads have no `process.on('SIGTERM')`; libuv notifies every event loop that subscribes, which Node's internal
 * binding can do.
 */
const threadSource = `
const { workerData } = require('node:worker_threads');
const { writeSync } = require('node:fs');
process.noDeprecation = true;
const { shared, patience, patienceAfter, sentence, descriptor, signals } = workerData;
const { Signal } = process.binding('signal_wrap');
const handles = [];
let since = null;
function watch(signal) {
  if (since !== null) return again(signal);
  since = performance.now();
  let beats = Atomics.load(shared, ${beats});
  let last = performance.now();
  let heard = false;
  setInterval(() => {
    const now = Atomics.load(shared, ${beats});
    if (now !== beats) {
      beats = now;
      last = performance.now();
      heard = true;
    }
    const limit = Math.max(heard ? patienceAfter : patience, 2 * Atomics.load(shared, ${longest}));
    if (performance.now() - last < limit) return;
    try { writeSync(descriptor, sentence + '\\n'); } catch {}
    process.kill(process.pid, 'SIGKILL');
  }, 100);
}
// A program that started this one may pass on what the terminal sent to both: that is the same signal.
function again(signal) {
  const passed = performance.now() - since;
  if (Atomics.load(shared, ${left}) === 1) {
    if (passed < 100) return;
    for (const handle of handles) handle.stop();
    process.kill(process.pid, signal);
  } else if (passed > 1000) process.kill(process.pid, 'SIGKILL');
}
for (const signal of signals) {
  const handle = new Signal();
  handle.onsignal = watch;
  handle.start(signal);
  handles.push(handle);
}
`;
