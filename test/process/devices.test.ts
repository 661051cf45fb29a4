// GPUs whose drivers fail: absent, hanging, crashing, computing wrongly. Each is listed with its reason, and none is
// chosen.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { softwareGpus } from '../../scripts/installSoftwareGpu.mjs';
import { keepMeasured } from '../../src/jobs/devices/deviceCache.js';
import { measureDevices } from '../../src/jobs/devices/deviceProcess.js';
import { fastestDevice } from '../../src/shared/devices.js';
import { allNeed, leaveOut } from '../support/needs.js';
import { eventsOf, repository, runCli, sample, temporaryFolder } from './cliKit.js';

const temporary = temporaryFolder();
const worker = join(repository, 'dist', 'worker.js');
const fault = join(temporary.folder, 'fault.cjs');
afterAll(() => temporary.remove());

/** Loaded before the product's own code in the process that tries the GPU, where it takes the driver's place. */
beforeAll(() => {
  writeFileSync(
    fault,
    `
    const [, , role, , device] = process.argv;
    if (role === 'devices' && device === 'onnx-webgpu') {
      const { InferenceSession } = require(${JSON.stringify(join(repository, 'node_modules', 'onnxruntime-node'))});
      const { create } = InferenceSession;
      const wrong = { product: 'sums', softmax: 'y', step: 'logits' }[process.env.FAULT];
      InferenceSession.create = async (...words) => {
        if (process.env.FAULT === 'hang') for (;;);
        if (process.env.FAULT === 'crash') process.kill(process.pid, 'SIGSEGV');
        const session = await create.apply(InferenceSession, words);
        // The processor's numbers are right.
        if (words[1].executionProviders[0] !== 'webgpu') return session;
        const run = session.run.bind(session);
        session.run = async (...rest) => {
          const found = await run(...rest);
          if (found[wrong]?.location === 'cpu') found[wrong].data[0] += 2;
          return found;
        };
        return session;
      };
    }`,
  );
});

/** Without TensorFlow, which has tests of its own. */
function measure(kind: string, timeout: number) {
  Object.assign(process.env, {
    FAULT: kind,
    NODE_OPTIONS: `--require ${fault}`,
    VK_ICD_FILENAMES: softwareGpus().swiftShader,
    FINETUNE_BERT_TENSORFLOW: temporary.folder,
  });
  return measureDevices(worker, { log: () => undefined, timeout });
}

describe('a run that names no device', () => {
  allNeed('swiftShader');

  test('trains on the fastest measured device from the first step to the model', async () => {
    const cache = join(temporary.folder, 'cache');
    const variables = {
      XDG_CACHE_HOME: cache,
      VK_ICD_FILENAMES: softwareGpus().swiftShader,
      FINETUNE_BERT_TENSORFLOW: temporary.folder,
      NODE_OPTIONS: '',
    };
    const train = (name: string) =>
      runCli(
        [
          'train',
          sample,
          '--recipe',
          'tutorial',
          '--json',
          '--out',
          join(temporary.folder, name),
          '--rows',
          '24',
          '--batch',
          '8',
          '--epochs',
          '1',
        ],
        { variables },
      );
    const deviceOf = (stdout: string) => eventsOf(stdout).find(({ event }) => event === 'started')?.['device'];
    expect(deviceOf((await train('unmeasured')).stdout)).toBe('onnx-cpu');
    const of = (device: string, gigaflops: number) => ({
      device,
      works: true,
      detail: '',
      problem: null,
      failure: null,
      gigaflops,
      bfloat16: null,
      notices: [],
    });
    const { version } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
      readonly version: string;
    };
    await keepMeasured(
      { devices: [of('onnx-cpu', 50), of('onnx-webgpu', 900)], measured: '2026-01-01T00:00:00.000Z' },
      { environment: { ...process.env, ...variables }, version },
    );
    const { stdout, status, stderr } = await train('measured');
    expect(status, stderr).toBe(0);
    expect(deviceOf(stdout)).toBe('onnx-webgpu');
    const losses = (text: string) =>
      eventsOf(text)
        .filter(({ event }) => event === 'step')
        .map(({ loss }) => Number(loss));
    const onCpu = losses(
      (
        await runCli(
          [
            'train',
            sample,
            '--recipe',
            'tutorial',
            '--json',
            '--out',
            join(temporary.folder, 'named'),
            '--rows',
            '24',
            '--batch',
            '8',
            '--epochs',
            '1',
            '--device',
            'onnx-cpu',
          ],
          { variables },
        )
      ).stdout,
    );
    expect(onCpu.length).toBeGreaterThan(1);
    losses(stdout).forEach((loss, step) => expect(Math.abs(loss / (onCpu[step] ?? NaN) - 1)).toBeLessThan(1e-4));
  });
});

describe('a GPU', () => {
  test('that works is listed after a trial computation', async (context) => {
    leaveOut(context, 'swiftShader');
    const reports = await measure('none', 60_000);
    expect(reports.slice(0, 2)).toMatchObject([
      { device: 'onnx-cpu', works: true },
      { device: 'onnx-webgpu', works: true, failure: null, gigaflops: expect.any(Number) },
    ]);
    // In software it is slower than the processor that it is.
    expect(fastestDevice(reports)?.device).toBe('onnx-cpu');
  });

  test.for([
    ['crash', { code: 'machine.deviceCrashed', values: { reason: 'SIGSEGV' } }],
    ['product', { code: 'machine.wrongProduct', values: { difference: '2.0e+0' } }],
    ['softmax', { code: 'machine.wrongSoftmax' }],
    ['step', { code: 'machine.wrongStep' }],
  ] as const)(
    'with a faulty driver is listed with the reason, and not chosen (%s)',
    async ([kind, failure], context) => {
      leaveOut(context, 'swiftShader');
      const reports = await measure(kind, 60_000);
      expect(reports.slice(0, 2)).toMatchObject([
        { device: 'onnx-cpu', works: true },
        { device: 'onnx-webgpu', works: false, gigaflops: null, failure },
      ]);
      expect(fastestDevice(reports)?.device).toBe('onnx-cpu');
    },
  );

  test('that hangs is abandoned after a time limit', async () => {
    const begun = performance.now();
    const reports = await measure('hang', 8000);
    expect(performance.now() - begun).toBeLessThan(24_000);
    expect(reports.slice(0, 2)).toMatchObject([
      { device: 'onnx-cpu', works: true },
      { device: 'onnx-webgpu', works: false, failure: { code: 'machine.deviceSilent', values: { seconds: 8 } } },
    ]);
  });

  test('that is absent is reported in one sentence by `devices` and by a run', async () => {
    const variables = {
      VK_ICD_FILENAMES: join(temporary.folder, 'nothing.json'),
      FINETUNE_BERT_TENSORFLOW: temporary.folder,
      NODE_OPTIONS: '',
    };
    const { stdout } = await runCli(['devices', '--json'], { variables });
    expect(eventsOf(stdout).slice(0, 2)).toMatchObject([
      { device: 'onnx-cpu', works: true, fastest: true },
      { device: 'onnx-webgpu', works: false, fastest: false, failure: { code: 'machine.noGpu' } },
    ]);
    const { status, stderr } = await runCli(
      [
        'train',
        sample,
        '--recipe',
        'tutorial',
        '--device',
        'onnx-webgpu',
        '--out',
        join(temporary.folder, 'run'),
        '--rows',
        '16',
        '--epochs',
        '1',
      ],
      { variables },
    );
    expect(status).toBe(3);
    expect(stderr).toContain('No GPU answers through WebGPU here');
    expect(stderr).not.toContain('    at ');
  });
});
