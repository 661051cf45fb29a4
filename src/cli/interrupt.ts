// Ctrl-C: the first asks the run to stop after its step and write a checkpoint, the second ends the process.

import { type StuckWatchOptions, watchForStuck } from '../processes/stuckWatch.js';
import { removeUnfinished } from '../processes/unfinished.js';
import type { Locale } from '../shared/catalogue.js';
import { logVariable, peopleDescriptor } from './invocation.js';
import { text } from './texts.js';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * For a command that saves nothing when it is stopped: the first signal ends the process as it would without this, and
 * what was being written is removed.
 */
export function cleanUpOnSignal(): void {
  const stop = (signal: (typeof signals)[number]) => {
    for (const name of signals) process.removeListener(name, stop);
    removeUnfinished();
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  for (const name of signals) process.on(name, stop);
}

/**
 * A signal for the job, aborted by the first Ctrl-C (or SIGTERM, SIGHUP). From then on the signals have their default
 * effect, so that a second one ends the process even while a native call keeps JavaScript from running. Where not even
 * the first is heard, a thread ends the process (`src/processes/stuckWatch.ts`).
 */
export function listenForInterrupt(
  locale: Locale,
  onInterrupt: () => void,
): { readonly signal: AbortSignal; dispose(): void } {
  const controller = new AbortController();
  const watch = watchForStuck({ signals, sentence: text(locale, 'stuck'), ...whereToSay() });
  const leave = () => {
    for (const name of signals) process.removeListener(name, stop);
  };
  const dispose = () => {
    leave();
    watch.dispose();
  };
  const stop = () => {
    leave();
    watch.leave();
    onInterrupt();
    controller.abort();
  };
  for (const name of signals) process.on(name, stop);
  return { signal: controller.signal, dispose };
}

/** Where a thread says that this process is stuck; a second process also tells the first of silences. */
function whereToSay(): Pick<StuckWatchOptions, 'descriptor' | 'onSilence'> {
  if (process.env[logVariable] === undefined) return { descriptor: 2 };
  return { descriptor: peopleDescriptor, onSilence: (milliseconds) => process.send?.(milliseconds) };
}
