// Runs longer work with a notification that shows its progress and can cancel it.

import { inform, withProgress, type Word } from './doors/messages.js';
import { say } from './locale.js';
import { Cancelled } from './workerClient/connection.js';

/**
 * The result; null when the user cancelled, after a message about what is left behind.
 * @param left that message; by default it says that nothing was written
 */
export async function cancellable<Result>(
  title: string,
  work: (signal: AbortSignal, progress: Word) => Promise<Result>,
  left: 'cancelled' | 'hubCancelled' | 'installCancelled' = 'cancelled',
): Promise<Result | null> {
  try {
    return await withProgress(title, work);
  } catch (error) {
    if (!(error instanceof Cancelled)) throw error;
    void inform(say(left));
    return null;
  }
}
