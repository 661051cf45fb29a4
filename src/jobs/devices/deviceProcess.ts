// Measures the devices, each in a process of its own: a native call blocks, a driver may hang or crash, a runtime keeps
// its memory, and TensorFlow computes on the device that its process was started for.

import * as z from 'zod';

import type { Device } from '../../base/training.js';
import { startScript } from '../../processes/children.js';
import { type DeviceReport, isTensorflow, isWebgpu } from '../../shared/devices.js';
import { UserError } from '../../shared/errors.js';
import { deviceReportSchema } from '../../shared/messages/models.js';
import type { Candidate, Gpu } from '../../tensorflow/gpus.js';
import { webgpuCandidates } from './webgpuCandidates.js';

/** Milliseconds for one device: loading TensorFlow from a cold disk takes long. */
const deviceTimeout = 60_000;
/** The number of devices of a large machine. */
const mostDevices = 12;
const reports = z.array(deviceReportSchema);

/**
 * Receives the output of the processes beside their answers, for a log; by default it goes where this process's own
 * output goes.
 */
export type DeviceLog = (text: string) => void;

export interface MeasureOptions {
  readonly log?: DeviceLog;
  /** Milliseconds for one device. */
  readonly timeout?: number;
}

/**
 * Starts `worker.js devices`, which answers with one message and ends. A device that does not answer in time, crashes
 * or computes wrongly is listed in the answer, with its reason.
 * @throws UserError `machine.devicesUnmeasured` when the process that starts the others ends without an answer, or
 *   takes too long
 */
export function measureDevices(
  script: string,
  { log, timeout = deviceTimeout }: MeasureOptions = {},
): Promise<DeviceReport[]> {
  const failing = ({ reason }: Ending) => new UserError('machine.devicesUnmeasured', { reason });
  return ask(script, [String(timeout)], { log, timeout: mostDevices * timeout, failing });
}

/** The end of a process that gave no answer. */
interface Ending {
  /** The name of a signal, or `status 1` and the like. */
  readonly reason: string;
  readonly isLate: boolean;
}

interface Asking {
  readonly log?: DeviceLog | undefined;
  readonly timeout: number;
  readonly variables?: Readonly<Record<string, string>>;
  readonly failing: (ending: Ending) => UserError;
}

function ask(
  script: string,
  words: readonly string[],
  { log, timeout, variables, failing }: Asking,
): Promise<DeviceReport[]> {
  const output = log === undefined ? 'inherit' : 'pipe';
  const child = startScript([...process.execArgv, script, 'devices', ...words], {
    stdio: ['ignore', output, output, 'ipc'],
    variables,
  });
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => log?.(text));
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    child.kill('SIGKILL');
  }, timeout);
  return new Promise<DeviceReport[]>((resolve, reject) => {
    const fail = (reason: string) => reject(failing({ reason, isLate }));
    child.once('message', (message) => resolve(reports.parse(message)));
    child.once('error', ({ message }) => fail(message));
    child.once('exit', (status, signal) => {
      const end = () => fail(signal ?? `status ${String(status)}`);
      // Its last message may still be on the way.
      if (child.connected) child.once('disconnect', end);
      else end();
    });
  }).finally(() => clearTimeout(timer));
}

/** Runs in that process: measures the given device, or all of them in order of preference. */
export async function tellDevices(
  script: string,
  timeout: string | undefined,
  device: string | undefined,
  gpu: string | undefined,
): Promise<void> {
  // The process that waited for the answer has gone.
  process.once('disconnect', () => process.exit(1));
  const devices =
    device === undefined
      ? await measureAll(script, Number(timeout))
      : [await measureHere(device as Device, gpu ?? null)];
  await new Promise<void>((resolve, reject) => {
    const sent = (error: Error | null) => (error === null ? resolve() : reject(error));
    process.send?.(devices, undefined, undefined, sent);
  });
}

/** One after the other: a measurement beside other work comes out too slow. */
async function measureAll(script: string, timeout: number): Promise<DeviceReport[]> {
  const measured: DeviceReport[] = [];
  for (const device of ['onnx-cpu', ...webgpuCandidates()] as const)
    for (const report of await measureApart(script, device, { detail: 'ONNX Runtime', timeout })) measured.push(report);
  return [...measured, ...(await measureTensorflow(script, timeout))];
}

async function measureHere(device: Device, gpu: string | null): Promise<DeviceReport> {
  const [{ probeCpu, probeTensorflow, probeWebgpu }, { runtimes }] = await Promise.all([
    import('../../engine/backends/select.js'),
    import('./computing.js'),
  ]);
  if (isTensorflow(device)) return probeTensorflow(runtimes.tensorflow, device, gpu);
  return isWebgpu(device) ? probeWebgpu(device) : probeCpu();
}

async function measureTensorflow(script: string, timeout: number): Promise<DeviceReport[]> {
  const { failedProbe } = await import('../../engine/backends/select.js');
  const [{ findRuntime }, { tensorflowCandidates }, { defaultLocations }] = await Promise.all([
    import('../../tensorflow/load.js'),
    import('../../tensorflow/gpus.js'),
    import('../../tensorflow/locations.js'),
  ]);
  const locations = defaultLocations();
  try {
    const measured: DeviceReport[] = [];
    for (const { device, gpu } of tensorflowCandidates(findRuntime(locations).library, locations)) {
      const reports = await measureApart(script, device, {
        detail: 'TensorFlow',
        timeout,
        gpu,
        variables: await variablesFor(device),
      });
      for (const report of reports) measured.push({ ...report, ...memoryOf(gpu) });
    }
    return measured;
  } catch (error) {
    return [failedProbe('tensorflow', 'TensorFlow', error)];
  }
}

async function variablesFor(device: Candidate['device']): Promise<Readonly<Record<string, string>>> {
  const [{ environmentOptions, prepareTensorflow }, { defaultLocations }] = await Promise.all([
    import('../../tensorflow/preparation.js'),
    import('../../tensorflow/locations.js'),
  ]);
  return prepareTensorflow(defaultLocations(), environmentOptions({ device }) ?? {}).variables;
}

interface Apart {
  readonly detail: string;
  readonly timeout: number;
  readonly gpu?: Gpu | null;
  readonly variables?: Readonly<Record<string, string>>;
}

/** A device that hangs or crashes its process is listed with that reason. */
async function measureApart(
  script: string,
  device: Device,
  { detail, timeout, gpu = null, variables }: Apart,
): Promise<DeviceReport[]> {
  const failing = ({ reason, isLate }: Ending) =>
    isLate
      ? new UserError('machine.deviceSilent', { seconds: Math.round(timeout / 1000) })
      : new UserError('machine.deviceCrashed', { reason });
  try {
    return await ask(script, [String(timeout), device, ...(gpu === null ? [] : [nameOf(gpu)])], {
      timeout,
      failing,
      ...(variables ? { variables } : {}),
    });
  } catch (error) {
    const { failedProbe } = await import('../../engine/backends/select.js');
    return [failedProbe(device, gpu === null ? detail : `${detail}, ${nameOf(gpu)}`, error)];
  }
}

/** The driver reports it in MiB. */
function memoryOf(gpu: Gpu | null): Pick<DeviceReport, 'memory'> {
  const mebibytes = /^(\d+) MiB$/.exec(gpu?.memory ?? '')?.[1];
  return mebibytes === undefined ? {} : { memory: Number(mebibytes) * 2 ** 20 };
}

function nameOf({ index, name, memory }: Gpu): string {
  return `GPU ${index}: ${name}, ${memory}`;
}
