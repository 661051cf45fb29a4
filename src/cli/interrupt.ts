// Ctrl-C: the first asks the run to stop after its step and write a checkpoint, the second ends the process.

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

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
