// The devices of the shared suite: the same tests with the same limits on each.

import { beforeAll, describe } from 'vitest';

import { type SoftwareGpus, softwareGpus } from '../../scripts/installSoftwareGpu.mjs';
import type { Device, InspectableTrainer, TrainerOptions } from '../../src/base/training.js';
import { DeviceTensors } from '../../src/engine/backends/webgpu/deviceTensors.js';
import { createTrainer } from '../../src/engine/trainer.js';
import { tensorflowEnvironment } from '../../src/tensorflow/environment.js';
import { openTensorflow } from '../../src/tensorflow/graphRuntime.js';
import { findRuntime } from '../../src/tensorflow/load.js';
import { defaultLocations } from '../../src/tensorflow/locations.js';
import { describeNeeding, missing } from './needs.js';

export type TestedDevice = Exclude<Device, 'auto'>;
export const testedDevices = ['onnx-cpu', 'onnx-webgpu', 'tensorflow'] as const satisfies readonly TestedDevice[];

/** A trainer on a device of the suite. */
export function trainerOn(device: TestedDevice, options: TrainerOptions): Promise<InspectableTrainer> {
  return createTrainer({ ...options, device }, { tensorflow: openTensorflow });
}

/** Runs the tests on every device that computes here; the report names the others, and why they do not. */
export function describeOnDevices(name: string, tests: (device: TestedDevice) => void): void {
  for (const device of testedDevices) describeOn(device, `${name} (${device})`, () => tests(device));
}

/** The same for one device. `gpu`: the driver of the file's tests on WebGPU. */
export function describeOn(
  device: TestedDevice,
  name: string,
  tests: () => void,
  gpu: keyof SoftwareGpus = 'swiftShader',
): void {
  if (device === 'onnx-webgpu') return describeOnGpu(gpu, name, tests);
  if (device !== 'tensorflow') {
    describe(name, tests);
    return;
  }
  if (missing(device) === null) useTensorflow();
  describeNeeding(device, name, tests);
}

function describeOnGpu(gpu: keyof SoftwareGpus, name: string, tests: () => void): void {
  // Vulkan reads its variables when a GPU is first asked for.
  process.env['VK_ICD_FILENAMES'] = softwareGpus()[gpu];
  const onGpu = () => {
    beforeAll(() => (open ??= DeviceTensors.create('onnx-webgpu')).then(() => undefined));
    tests();
  };
  describeNeeding(gpu, name, onGpu, 120_000);
}

/**
 * What a GPU has compiled stays with it while a session is open: a GPU in software takes seconds to compile a step.
 * Open to the end of the file.
 */
let open: Promise<DeviceTensors> | undefined;

/** TensorFlow reads its variables as it is loaded: the tests give it those that a command does. */
function useTensorflow(): void {
  const locations = defaultLocations();
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '1';
  Object.assign(process.env, tensorflowEnvironment(findRuntime(locations).library, locations));
}
