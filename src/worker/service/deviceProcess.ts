// Measures the devices in processes of their own: a native call blocks, a driver may crash, a runtime keeps its memory, and
// TensorFlow computes on the device that its process was started for.

import { fork } from 'node:child_process';
import * as z from 'zod';
import type { DeviceReport, TensorflowDevice } from '../../shared/devices.js';
import { UserError } from '../../shared/errors.js';
import { deviceReportSchema } from '../../shared/messages/models.js';
import type { Candidate, Gpu } from '../../tensorflow/gpus.js';

/** Milliseconds for one device: loading TensorFlow from a cold disk takes many of them. For all: as many devices as a large machine has. */
const patience = 60_000;
const patienceForAll = 10 * patience;
const reports = z.array(deviceReportSchema);

/** Told what the processes have to say beside their answers, for a log; it goes where this process's own goes when not given. */
export type DeviceLog = (text: string) => void;

/**
 * Starts `worker.js devices`, which answers with one message and ends.
 * @throws UserError `machine.devicesUnmeasured` when it ends without, or takes too long
 */
export function measureDevices(script: string, log?: DeviceLog): Promise<DeviceReport[]> {
  return ask(script, [], { log, timeout: patienceForAll });
}

interface Asking {
  readonly log?: DeviceLog | undefined;
  readonly timeout: number;
  readonly variables?: Readonly<Record<string, string>>;
}

function ask(script: string, words: readonly string[], { log, timeout, variables }: Asking): Promise<DeviceReport[]> {
  const output = log === undefined ? 'inherit' : 'pipe';
  const child = fork(script, ['devices', ...words], { stdio: ['ignore', output, output, 'ipc'], timeout, killSignal: 'SIGKILL', env: { ...process.env, ...variables } });
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => log?.(text));
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

/** What that process does: with a device of TensorFlow it measures that one, and otherwise all, in order of preference. */
export async function tellDevices(script: string, device: string | undefined, gpu: string | undefined): Promise<void> {
  // Nobody waits for the answer any more.
  process.once('disconnect', () => process.exit(1));
  const devices = device === undefined ? await measureAll(script) : [await measureHere(device as TensorflowDevice, gpu ?? null)];
  await new Promise<void>((resolve, reject) => {
    const sent = (error: Error | null) => (error === null ? resolve() : reject(error));
    process.send?.(devices, undefined, undefined, sent);
  });
}

async function measureAll(script: string): Promise<DeviceReport[]> {
  const { probeCpu } = await import('../../engine/backends/select.js');
  return [await probeCpu(), ...(await measureTensorflow(script))];
}

async function measureHere(device: TensorflowDevice, gpu: string | null): Promise<DeviceReport> {
  const [{ probeTensorflow }, { runtimes }] = await Promise.all([import('../../engine/backends/select.js'), import('../computing.js')]);
  return probeTensorflow(runtimes.tensorflow, device, gpu);
}

/** One after the other: what is measured beside other work comes out slow. */
async function measureTensorflow(script: string): Promise<DeviceReport[]> {
  const { failedProbe } = await import('../../engine/backends/select.js');
  const [{ findRuntime }, { tensorflowCandidates }, { defaultPlaces }] = await Promise.all([import('../../tensorflow/load.js'), import('../../tensorflow/gpus.js'), import('../../tensorflow/places.js')]);
  const places = defaultPlaces();
  try {
    const measured: DeviceReport[] = [];
    for (const candidate of tensorflowCandidates(findRuntime(places).library, places)) {
      measured.push(...(await measureApart(script, candidate).catch((error: unknown) => [failedProbe(candidate.device, 'TensorFlow', error)])));
    }
    return measured;
  } catch (error) {
    return [failedProbe('tensorflow', 'TensorFlow', error)];
  }
}

async function measureApart(script: string, { device, gpu }: Candidate): Promise<DeviceReport[]> {
  const [{ environmentOptions, prepareTensorflow }, { defaultPlaces }] = await Promise.all([import('../../tensorflow/preparation.js'), import('../../tensorflow/places.js')]);
  const { variables } = prepareTensorflow(defaultPlaces(), environmentOptions({ device }) ?? {});
  return ask(script, [device, ...(gpu === null ? [] : [nameOf(gpu)])], { timeout: patience, variables });
}

function nameOf({ index, name, memory }: Gpu): string {
  return `GPU ${index}: ${name}, ${memory}`;
}
