// Work that takes a while, in a notification that shows how far it is and can be cancelled.

import { inform, withProgress, type Word } from './doors/messages.js';
import { say } from './locale.js';
import { Cancelled } from './workerClient/connection.js';

/**
 * Null when the person cancelled; what is left then is said by that time.
 * @param left that nothing was written, unless something else is
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
