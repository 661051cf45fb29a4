// Marks of processes, as the names of temporary files have them: of one that is dead, and of another machine's.

import { spawnSync } from 'node:child_process';

import { ownMark } from '../../src/processes/ownerMark.js';

/** Of a process of this machine that has ended. */
export function deadMark(): string {
  return ownMark().replace(/^\d+/, String(spawnSync(process.execPath, ['-e', '']).pid));
}

/** Of a process of another machine, where it may be alive although its number is that of no process here. */
export function markElsewhere(): string {
  return deadMark().replace(/.{8}$/, '01234567');
}
