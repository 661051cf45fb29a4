// Checks whether an allocation fits into this machine's memory, before it is made: a system that overcommits does not
// refuse, but swaps for hours or kills the process.

import { totalmem } from 'node:os';

import { UserError } from '../shared/errors.js';

/** Throws machine.outOfMemory for more bytes than the machine, or the container of this process, has in all. */
export function refuseBeyondMemory(bytes: number): void {
  const container = process.constrainedMemory();
  const available = Math.min(totalmem(), container > 0 ? container : Infinity);
  if (bytes > available) throw new UserError('machine.outOfMemory', { megabytes: Math.ceil(bytes / 1e6) });
}
