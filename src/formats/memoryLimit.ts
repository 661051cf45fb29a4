// Whether something fits in this machine's memory at all: asked before it is allocated, since a system that lends more
// memory than it has does not refuse, but swaps for hours or kills the process.

import { totalmem } from 'node:os';

import { UserError } from '../shared/errors.js';

/** Throws machine.outOfMemory for more bytes than the machine, or the container that this process is in, has in all. */
export function refuseBeyondMemory(bytes: number): void {
  const container = process.constrainedMemory();
  const available = Math.min(totalmem(), container > 0 ? container : Infinity);
  if (bytes > available) throw new UserError('machine.outOfMemory', { megabytes: Math.ceil(bytes / 1e6) });
}
