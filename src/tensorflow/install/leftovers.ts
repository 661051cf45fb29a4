// Folders that a process works in, named after it, so that what a killed process left can be told and removed.

import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { isRunning } from '../../shared/processes.js';

/** What the names of this process's folders begin with. */
export const temporaryPrefix = `.tmp-${process.pid}-`;

/** Removes what processes that no longer live were working in. */
export function removeLeftovers(cache: string): void {
  for (const name of readdirSync(cache)) {
    const pid = /^\.tmp-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && Number(pid) !== process.pid && !isRunning(Number(pid)))
      rmSync(join(cache, name), { recursive: true, force: true });
  }
}
