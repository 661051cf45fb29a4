// Work that takes a while, in a notification that shows how far it is and can be cancelled.

import { type Progress, ProgressLocation, window } from 'vscode';

import { say } from './locale.js';
import { Cancelled } from './workerClient/connection.js';

export type Word = Progress<{ readonly increment?: number; readonly message?: string }>;

/**
 * Null when the person cancelled; what is left then is said by that time.
 * @param left that nothing was written, unless something else is
 */
export async function cancellable<Result>(
  title: string,
  work: (signal: AbortSignal, progress: Word) => Promise<Result>,
  left: 'cancelled' | 'hubCancelled' | 'installCancelled' = 'cancelled',
): Promise<Result | null> {
  const stop = new AbortController();
  try {
    return await window.withProgress(
      { location: ProgressLocation.Notification, title, cancellable: true },
      (progress, token) => {
        token.onCancellationRequested(() => stop.abort());
        return work(stop.signal, progress);
      },
    );
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
    void window.showInformationMessage(say(left));
    return null;
  }
}
