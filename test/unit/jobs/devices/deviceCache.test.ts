// A measurement of the devices is reused while product, runtimes and drivers are the same.

import { expect, test } from 'vitest';

import { keepMeasured, readMeasured, withFastestDevice } from '../../../../src/jobs/devices/deviceCache.js';
import type { DeviceReport } from '../../../../src/shared/devices.js';
import { temporaryFolder } from '../../data/folder.js';

const folder = temporaryFolder();
const reportOf = (device: string, gigaflops: number | null): DeviceReport => ({
  device,
  works: gigaflops !== null,
  detail: '',
  problem: null,
  failure: null,
  gigaflops,
  bfloat16: null,
  notices: [],
});
const measured = {
  devices: [reportOf('onnx-cpu', 50), reportOf('onnx-webgpu', 900), reportOf('tensorflow', null)],
  measured: '2026-01-01T00:00:00.000Z',
};

const here = (environment: Readonly<Record<string, string>>) => ({ environment, version: '1.2.3' });

test('a measurement is reused until a driver changes', async () => {
  const environment = { XDG_CACHE_HOME: folder.path('cache'), LOCALAPPDATA: folder.path('cache'), PATH: '/bin' };
  expect(readMeasured(here(environment))).toBeNull();
  await keepMeasured(measured, here(environment));
  expect(readMeasured(here(environment))).toEqual(measured);
  expect(readMeasured(here({ ...environment, VK_ICD_FILENAMES: '/other.json' }))).toBeNull();
  expect(readMeasured({ environment, version: '1.2.4' })).toBeNull();
});

test('the fastest device with right results is chosen by default, and none before a measurement', async () => {
  const environment = { XDG_CACHE_HOME: folder.path('cache'), LOCALAPPDATA: folder.path('cache') };
  expect(withFastestDevice({ epochs: 2 }, here(environment))).toEqual({ epochs: 2 });
  await keepMeasured(measured, here(environment));
  expect(withFastestDevice({ epochs: 2 }, here(environment))).toEqual({ epochs: 2, device: 'onnx-webgpu' });
  expect(withFastestDevice({ device: 'auto' }, here(environment))).toEqual({ device: 'onnx-webgpu' });
  expect(withFastestDevice({ precision: 'bfloat16' }, here(environment))).toEqual({ precision: 'bfloat16' });
  expect(withFastestDevice({ precision: 'float16' }, here(environment))).toEqual({
    precision: 'float16',
    device: 'onnx-webgpu',
  });
  expect(withFastestDevice({ device: 'onnx-cpu' }, here(environment))).toEqual({ device: 'onnx-cpu' });
});
