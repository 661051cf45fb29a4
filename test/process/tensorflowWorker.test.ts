// The extension's workers on TensorFlow: the environment of their processes, and the reason when a GPU is not used.

import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { softwareGpus } from '../../scripts/installSoftwareGpu.mjs';
import { serviceMethods, type TrainingMethods, trainingMethods } from '../../src/shared/messages/worker.js';
import { type TrainingStart } from '../../src/shared/messages/workerStart.js';
import { cudaFiles } from '../../src/tensorflow/cuda.js';
import { findLibrary } from '../../src/tensorflow/find.js';
import { defaultLocations } from '../../src/tensorflow/locations.js';
import { allNeed } from '../support/needs.js';
import { eventsOf, sample, startCli, temporaryFolder } from './cliKit.js';
import { type Client, until, WorkerProcess } from './workerKit.js';

const temporary = temporaryFolder();
const { folder } = temporary;
const driver = join(folder, 'driver');
const library = findLibrary(defaultLocations())?.folder ?? '';
const workers: WorkerProcess[] = [];

/**
 * A machine with a driver of two GPUs, none of which is there; with this one's cache, where a checkout's binding is
 * compiled to.
 */
const machine = {
  XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'),
  LD_LIBRARY_PATH: driver,
  PATH: `${driver}:${process.env['PATH'] ?? ''}`,
  VK_ICD_FILENAMES: softwareGpus().swiftShader,
  FINETUNE_BERT_TENSORFLOW: library,
};

beforeAll(() => {
  mkdirSync(driver);
  writeFileSync(join(driver, 'libcuda.so.1'), '');
  writeFileSync(
    join(driver, 'nvidia-smi'),
    '#!/bin/sh\nprintf "0, NVIDIA A100, 81920 MiB\\n1, NVIDIA L4, 23034 MiB\\n"\n',
    { mode: 0o755 },
  );
});
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.remove();
});
afterAll(() => temporary.remove());

function start(
  role: 'train' | 'serve',
  what: { readonly run: TrainingStart['run'] } | { readonly idleSeconds: number },
  variables: Readonly<Record<string, string>>,
): WorkerProcess {
  const worker = new WorkerProcess(role, what, variables);
  workers.push(worker);
  return worker;
}

interface Followed {
  readonly worker: WorkerProcess;
  readonly client: Client<TrainingMethods>;
  readonly pid: number;
}

/** A run is worked on by the second process: that one listens. */
async function follow(run: TrainingStart['run'], variables: Readonly<Record<string, string>>): Promise<Followed> {
  const worker = start('train', { run }, variables);
  const client = await worker.open(trainingMethods);
  client.hello(worker.token);
  await until(() => client.others.length > 0, 'a welcome');
  const [welcome] = client.others;
  return { worker, client, pid: welcome?.type === 'welcome' ? welcome.pid : expect.fail(worker.log) };
}

function environmentOf(pid: number): Record<string, string> {
  return Object.fromEntries(
    readFileSync(`/proc/${pid}/environ`, 'utf8')
      .split('\0')
      .filter((line) => line.includes('='))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

const settings = { recipe: 'tutorial', rows: 96, epochs: 40, batch: 8, threads: 2 };

describe('a run of the extension', () => {
  allNeed('tensorflow');

  test('on TensorFlow has the environment it needs, logs its output, and names missing CUDA files', async () => {
    const run = join(folder, 'run');
    const { worker, client, pid } = await follow(
      { kind: 'train', data: sample, settings: { ...settings, device: 'tensorflow' }, out: run },
      machine,
    );
    expect(pid).not.toBe(worker.child.pid);
    expect(environmentOf(pid)).toMatchObject({
      TF_FORCE_GPU_ALLOW_GROWTH: 'true',
      TF_NUM_INTRAOP_THREADS: '2',
      CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
    });
    expect(environmentOf(pid)['LD_LIBRARY_PATH']?.split(':')).toEqual([library, driver]);
    await until(() => client.events.some(({ event }) => event.event === 'step'), 'a step');
    const notices = client.events.map(({ event }) => event).filter((event) => event.event === 'notice');
    expect(notices).toContainEqual(
      expect.objectContaining({ code: 'tensorflow.cudaFilesMissing', values: { files: cudaFiles.join(', ') } }),
    );
    expect(client.events.find(({ event }) => event.event === 'started')?.event).toMatchObject({
      device: 'tensorflow (CPU)',
    });
    expect(worker.log).toContain('Reading SavedModel from');
    await client.ask('stop', {});
    await client.phase('interrupted');
    expect(await worker.ended).toBe(0);
    const resumed = await follow({ kind: 'resume', folder: run, rowsAtOnce: null }, machine);
    expect(environmentOf(resumed.pid)).toMatchObject({ TF_NUM_INTRAOP_THREADS: '2' });
    await until(() => resumed.client.events.some(({ event }) => event.event === 'resumed'), 'the run to go on');
    // A signal to the process that was started reaches the one that trains.
    process.kill(resumed.worker.child.pid ?? 0, 'SIGTERM');
    await resumed.client.phase('interrupted');
    expect(await resumed.worker.ended).toBe(0);
  });

  test('on a named GPU sees no other GPU', async () => {
    const { client, pid } = await follow(
      {
        kind: 'train',
        data: sample,
        settings: { ...settings, device: 'tensorflow:gpu:1' },
        out: join(folder, 'second'),
      },
      machine,
    );
    expect(environmentOf(pid)).toMatchObject({ CUDA_VISIBLE_DEVICES: '1' });
    await client.ask('stop', {});
    await client.phase('interrupted');
  });

  test('on ONNX Runtime is one process, and a missing library of TensorFlow is reported', async () => {
    const { worker, client, pid } = await follow(
      { kind: 'train', data: sample, settings: { ...settings, device: 'onnx-cpu' }, out: join(folder, 'plain') },
      machine,
    );
    expect(pid).toBe(worker.child.pid);
    await client.ask('stop', {});
    await client.phase('interrupted');
    const nothing = {
      XDG_CACHE_HOME: join(folder, 'empty'),
      PATH: join(folder, 'nowhere'),
      FINETUNE_BERT_TENSORFLOW: '',
    };
    const failing = await follow(
      { kind: 'train', data: sample, settings: { ...settings, device: 'tensorflow' }, out: join(folder, 'failed') },
      nothing,
    );
    expect((await failing.client.phase('failed')).failure).toMatchObject({ code: 'tensorflow.notInstalled' });
  });
});

describe('devices', () => {
  allNeed('tensorflow');
  allNeed('swiftShader');

  test('of the panel are measured in TensorFlow’s environment, and missing CUDA files are named', async () => {
    const client = await start('serve', { idleSeconds: 60 }, machine).join(serviceMethods);
    const { devices } = await client.ask('devices', { again: false });
    expect(devices.map(({ device, works }) => [device, works])).toEqual([
      ['onnx-cpu', true],
      ['onnx-webgpu', true],
      ['tensorflow', true],
    ]);
    expect(devices[2]).toMatchObject({
      detail: expect.stringMatching(/^TensorFlow 2\.\d+\.\d+, CPU/),
      notices: [{ code: 'tensorflow.cudaFilesMissing' }],
    });
  });

  test('of the command line are every GPU by name, and the CPU', async () => {
    const cuda = join(folder, 'cuda');
    mkdirSync(cuda);
    for (const file of cudaFiles) writeFileSync(join(cuda, file), '');
    const variables = { ...machine, LD_LIBRARY_PATH: `${driver}:${cuda}` };
    const { stdout, status, stderr } = await startCli(['devices', '--json'], { variables }).ended;
    expect(status, stderr).toBe(0);
    expect(eventsOf(stdout).map(({ device, works }) => [device, works])).toEqual([
      ['onnx-cpu', true],
      ['onnx-webgpu', true],
      ['tensorflow', true],
      ['tensorflow:gpu:1', true],
      ['tensorflow:cpu', true],
    ]);
    // None of these files is a library: TensorFlow computes on the CPU, and that is said, but not of the CPU itself.
    expect(
      eventsOf(stdout).map(({ notices }) => (notices as { readonly code: string }[]).map(({ code }) => code)),
    ).toEqual([[], [], ['tensorflow.gpuNotFound'], ['tensorflow.gpuNotFound'], []]);
    expect(stderr).toContain('CUDA_VISIBLE_DEVICES: 1');
  });

  test('that cannot be used leave the others usable', async () => {
    const { stdout, status } = await startCli(['devices', '--json'], {
      variables: { FINETUNE_BERT_TENSORFLOW: realpathSync(folder), VK_ICD_FILENAMES: softwareGpus().swiftShader },
    }).ended;
    expect(status).toBe(0);
    expect(eventsOf(stdout)).toMatchObject([
      { device: 'onnx-cpu', works: true },
      { device: 'onnx-webgpu', works: true },
      { device: 'tensorflow', works: false, gigaflops: null, bfloat16: null },
    ]);
  });
});
