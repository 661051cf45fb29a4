// Which ends of runs were told: several windows see the same end, and a person need not be told of it by each.

import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';

import { hasCode } from '../../shared/failures.js';

/** Milliseconds after which no window can still be about to tell. */
const forgottenAfter = 24 * 3600_000;

export class ToldEnds {
  /** @param folder of this extension, the same for all windows */
  constructor(private readonly folder: string) {}

  /**
   * True for the first that asks, in whatever window, and false for all others.
   * @param end names the run and the worker that ended it: a resumed run ends again
   */
  claim(end: string): boolean {
    try {
      mkdirSync(this.folder, { recursive: true });
      this.forgetOld();
      closeSync(openSync(join(this.folder, createHash('sha256').update(end).digest('hex').slice(0, 32)), 'wx'));
      return true;
    } catch (error) {
      // Rather told twice than never.
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
