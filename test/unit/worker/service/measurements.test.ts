// Measurements of the devices: one for all clients, repeated on request and after a failure.

import { expect, test, vi } from 'vitest';

import { measureDevices } from '../../../../src/jobs/devices/deviceProcess.js';
import { webgpuCandidates } from '../../../../src/jobs/devices/webgpuCandidates.js';
import { type DeviceReport, fastestDevice } from '../../../../src/shared/devices.js';
import { UserError } from '../../../../src/shared/errors.js';
import { Measurements } from '../../../../src/worker/service/measurements.js';
import { refusal, temporaryFolder } from '../../data/folder.js';

const report: DeviceReport = {
  device: 'onnx-cpu',
  works: true,
  detail: 'CPU × 2',
  problem: null,
  failure: null,
  gigaflops: 50,
  bfloat16: null,
  notices: [],
};
const folder = temporaryFolder();

test('simultaneous requests start one process', async () => {
  const probe = vi.fn(async () => [report]);
  const measurements = new Measurements(probe);
  const [first, second] = await Promise.all([measurements.measure(false), measurements.measure(true)]);
  expect(second).toBe(first);
  expect(await measurements.measure(false)).toBe(first);
  expect(probe).toHaveBeenCalledTimes(1);
  await measurements.measure(true);
  expect(probe).toHaveBeenCalledTimes(2);
});

test('a failed measurement is repeated', async () => {
  const probe = vi
    .fn<() => Promise<DeviceReport[]>>()
    .mockRejectedValueOnce(new UserError('machine.devicesUnmeasured', { reason: 'SIGSEGV' }))
    .mockResolvedValue([report]);
  const measurements = new Measurements(probe);
  expect((await refusal(measurements.measure(false))).code).toBe('machine.devicesUnmeasured');
  expect((await measurements.measure(false)).devices).toEqual([report]);
});

test('a driver that crashes its process is reported in one sentence', async () => {
  const script = await folder.write('crash.mjs', "process.kill(process.pid, 'SIGSEGV')");
  expect(await refusal(measureDevices(script))).toEqual({
    code: 'machine.devicesUnmeasured',
    values: { reason: 'SIGSEGV' },
  });
  const leaving = await folder.write('leave.mjs', 'process.exit(3)');
  expect(await refusal(measureDevices(leaving))).toEqual({
    code: 'machine.devicesUnmeasured',
    values: { reason: 'status 3' },
  });
});

test('the fastest device is one that works', () => {
  const of = (device: string, gigaflops: number | null) => ({
    ...report,
    device,
    gigaflops,
    works: gigaflops !== null,
  });
  expect(fastestDevice([of('onnx-cpu', 50), of('onnx-webgpu', null), of('tensorflow', 80)])?.device).toBe('tensorflow');
  expect(fastestDevice([of('onnx-cpu', 50), of('onnx-webgpu', 50)])?.device).toBe('onnx-cpu');
  expect(fastestDevice([of('onnx-cpu', null)])).toBeNull();
});

test('both graphics adapters of a machine are tried', () => {
  expect(webgpuCandidates('linux', 1, 'x64')).toEqual(['onnx-webgpu']);
  expect(webgpuCandidates('linux', 2, 'x64')).toEqual(['onnx-webgpu', 'onnx-webgpu:low-power']);
  expect(webgpuCandidates('win32', 0)).toEqual(['onnx-webgpu', 'onnx-webgpu:low-power']);
  expect(webgpuCandidates('linux', 1, 'arm64')).toEqual([]);
  expect(webgpuCandidates('darwin', 0)).toEqual(['onnx-webgpu']);
});
