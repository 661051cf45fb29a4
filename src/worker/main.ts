// The entry of the worker processes, dist/worker.js: `train START` works on one run, `serve START` inspects data and
// predicts, `devices` measures.

import { traceOf } from '../shared/failures.js';
import { serviceStartSchema, trainingStartSchema } from '../shared/messages/workerStart.js';
import { createProcessContext } from './socket/processContext.js';
import { readStartFile, takeStartFile } from './socket/startFile.js';

const [script = '', role = '', startFile, logName = '-'] = process.argv.slice(1);
const context = createProcessContext(script, logName);

function failAtOnce(error: unknown): void {
  context.log(traceOf(error));
  process.exit(1);
}

process.on('uncaughtException', failAtOnce);
process.on('unhandledRejection', failAtOnce);
// The window or terminal that started this process may close; the run continues.
process.on('SIGHUP', () => context.log('SIGHUP ignored'));

if (role === 'train') {
  const { onDeviceOf } = await import('./server/tensorflowProcess.js');
  await onDeviceOf(readStartFile(startFile, trainingStartSchema).run, context, async () => {
    const { serveTraining } = await import('./server/trainingServer.js');
    await serveTraining(takeStartFile(startFile, trainingStartSchema), context);
  });
} else if (role === 'serve') {
  const { serve } = await import('./server/serviceServer.js');
  await serve(takeStartFile(startFile, serviceStartSchema), context);
} else if (role === 'devices') {
  const { tellDevices } = await import('../jobs/devices/deviceProcess.js');
  const [timeout, device, gpu] = process.argv.slice(3);
  await tellDevices(script, timeout, device, gpu);
} else {
  throw new Error(`worker.js knows train, serve and devices, not ${role}`);
}
context.log(`${role} ended`);
process.exit();
