// The one place where a worker's socket is connected to: what a run's folder names may be anything, also a port, a pipe
// of another machine or another program's socket.

import { connect, type Socket } from 'node:net';

import { isOwnSocket } from './privateFolder.js';

/** Connects to a socket that a process of ours may have made; null, and nothing is touched, where it is none. */
export function connectOwn(path: string): Socket | null {
  return isOwnSocket(path) ? connect({ path }) : null;
}
