// Ctrl-C: the first asks the run to stop after its step and write a checkpoint, the second ends the process.

import { removeUnfinished } from '../base/unfinished.js';

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
 * effect, so that a second one ends the process even while a native call keeps JavaScript from running.
 */
export function listenForInterrupt(onInterrupt: () => void): { readonly signal: AbortSignal; dispose(): void } {
  const controller = new AbortController();
  const dispose = () => {
    for (const name of signals) process.removeListener(name, stop);
  };
  const stop = () => {
    dispose();
    onInterrupt();
    controller.abort();
  };
  for (const name of signals) process.on(name, stop);
  return { signal: controller.signal, dispose };
}
