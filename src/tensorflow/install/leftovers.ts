// Temporary folders, named after their process, so that those of a killed process can be recognised and removed.

import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { isRunning } from '../../shared/processes.js';

/** The prefix of this process's temporary folders. */
export const temporaryPrefix = `.tmp-${process.pid}-`;

/** Removes the temporary folders of processes that no longer run. */
export function removeLeftovers(cache: string): void {
  for (const name of readdirSync(cache)) {
    const pid = /^\.tmp-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && Number(pid) !== process.pid && !isRunning(Number(pid)))
      rmSync(join(cache, name), { recursive: true, force: true });
  }
}
