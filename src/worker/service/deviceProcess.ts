// Measures the devices in a process of its own: a native call blocks, a driver may crash, and a runtime keeps its memory.

import { fork } from 'node:child_process';
import * as z from 'zod';
import type { DeviceReport } from '../../shared/devices.js';
import { UserError } from '../../shared/errors.js';
import { deviceReportSchema } from '../../shared/messages/models.js';

/** Milliseconds: loading TensorFlow from a cold disk takes many of them. */
const patience = 60_000;
const reports = z.array(deviceReportSchema);

/**
 * Starts `worker.js devices`, which answers with one message and ends.
 * @throws UserError `machine.devicesUnmeasured` when it ends without, or takes too long
 */
export async function measureDevices(script: string): Promise<DeviceReport[]> {
  const child = fork(script, ['devices'], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], timeout: patience, killSignal: 'SIGKILL' });
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => reject(new UserError('machine.devicesUnmeasured', { reason }));
    child.once('message', (message) => resolve(reports.parse(message)));
    child.once('error', ({ message }) => fail(message));
    child.once('exit', (status, signal) => {
      const end = () => fail(signal ?? `status ${String(status)}`);
      // Its last message may still be on the way.
      if (child.connected) child.once('disconnect', end);
      else end();
    });
  });
}

/** What that process does. */
export async function tellDevices(): Promise<void> {
  // Nobody waits for the answer any more.
  process.once('disconnect', () => process.exit(1));
  const { probeDevices } = await import('../../engine/backends/select.js');
  const { runtimes } = await import('../computing.js');
  const devices = await probeDevices(runtimes);
  await new Promise<void>((resolve, reject) => {
    const sent = (error: Error | null) => (error === null ? resolve() : reject(error));
    process.send?.(devices, undefined, undefined, sent);
  });
}
