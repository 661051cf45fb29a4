// Records the ends of runs that the user was notified about, so that of several windows only one notifies.

import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';

import { hasCode } from '../../shared/failures.js';

/** Milliseconds after which no window can still be about to notify. */
const forgottenAfter = 24 * 3600_000;

export class ToldEnds {
  /** @param folder a folder of this extension, the same for all windows */
  constructor(private readonly folder: string) {}

  /**
   * Returns true for the first caller in any window, and false for all others.
   * @param end identifies the run and the worker that ended it: a resumed run ends again
   */
  claim(end: string): boolean {
    try {
      mkdirSync(this.folder, { recursive: true });
      this.forgetOld();
      closeSync(openSync(join(this.folder, createHash('sha256').update(end).digest('hex').slice(0, 32)), 'wx'));
      return true;
    } catch (error) {
      // Two notifications are better than none.
      return !hasCode(error, 'EEXIST');
    }
  }

  private forgetOld(): void {
    const oldest = Date.now() - forgottenAfter;
    for (const name of readdirSync(this.folder)) {
      const file = join(this.folder, name);
      if ((statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) < oldest) unlinkSync(file);
    }
  }
}
