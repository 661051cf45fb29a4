// Temporary folders, named after their process, so that those of a killed process can be recognised and removed.

import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { isAbandoned, markPattern, ownMark } from '../../processes/ownerMark.js';

/** The prefix of this process's temporary folders. */
export function temporaryPrefix(): string {
  return `.tmp-${ownMark()}-`;
}

const pattern = new RegExp(`^\\.tmp-(${markPattern})-`);

/** Removes the temporary folders of processes of this machine that no longer run. */
export function removeLeftovers(cache: string): void {
  for (const name of readdirSync(cache)) {
    const mark = pattern.exec(name)?.[1];
    if (mark !== undefined && isAbandoned(mark)) rmSync(join(cache, name), { recursive: true, force: true });
  }
}
