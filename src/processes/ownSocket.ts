// The only module that connects to a worker's socket: the address in a run's folder may be anything, such as a port, a
// pipe of another machine or another program's socket.

import { connect, type Socket } from 'node:net';

import { isOwnSocket } from './privateFolder.js';

/**
 * Connects to a socket that a process of ours may have made; for any other path it returns null without touching it.
 */
export function connectOwn(path: string): Socket | null {
  return isOwnSocket(path) ? connect({ path }) : null;
}
