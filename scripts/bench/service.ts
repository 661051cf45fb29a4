// Starts the service worker as the extension's host does, and connects to it.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { WorkerConnection } from '../../src/host/workerClient/connection.js';
import { startProcess } from '../../src/host/workerClient/program.js';
import { newSocketPath, newToken, privateFolder } from '../../src/processes/privateFolder.js';
import { type ServiceMethods, serviceMethods } from '../../src/shared/messages/worker.js';
import { type ServiceStart } from '../../src/shared/messages/workerStart.js';
import { existing } from './options.js';

export type Service = WorkerConnection<ServiceMethods>;

const startTimeout = 60_000;

/** Returns the result of `use`, after the process has ended and its log was removed. */
export async function withService<Result>(use: (service: Service) => Promise<Result>): Promise<Result> {
  const logFolder = await mkdtemp(join(tmpdir(), 'finetune-bench-'));
  const start: ServiceStart = { socket: newSocketPath(privateFolder()), token: newToken(), idleSeconds: 3600 };
  const { pid, exit, log } = await startProcess(
    { script: resolve(existing('dist', 'worker.js')), logFolder },
    'serve',
    start,
  );
  try {
    const service = await WorkerConnection.connect(serviceMethods, {
      socket: start.socket,
      token: start.token,
      patience: startTimeout,
      gaveUp: exit,
      log,
    });
    const result = await use(service);
    service.close();
    return result;
  } finally {
    process.kill(pid, 'SIGTERM');
    await rm(logFolder, { recursive: true, force: true });
  }
}
