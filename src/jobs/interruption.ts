// Ends a job that was asked to stop before it had anything new to save.

/** Thrown between two pieces of work; the job that catches it ends with `interrupted`. */
export class Interruption extends Error {
  override readonly name = 'Interruption';
}

export function stopIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new Interruption();
}
