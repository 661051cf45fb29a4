// The devices of the shared suite: the same tests with the same limits on each.

import { existsSync } from 'node:fs';

import { beforeAll, describe, test } from 'vitest';

import { softwareGpus } from '../../scripts/installSoftwareGpu.mjs';
import type { Device } from '../../src/base/training.js';
import type { InspectableTrainer, TrainerOptions } from '../../src/base/training.js';
import { DeviceTensors } from '../../src/engine/backends/webgpu/deviceTensors.js';
import { createTrainer } from '../../src/engine/trainer.js';
import { isUserError } from '../../src/shared/errors.js';
import { tensorflowEnvironment } from '../../src/tensorflow/environment.js';
import { openTensorflow } from '../../src/tensorflow/graphRuntime.js';
import { findRuntime } from '../../src/tensorflow/load.js';
import { defaultPlaces } from '../../src/tensorflow/places.js';

export type TestedDevice = Exclude<Device, 'auto'>;
export const testedDevices = ['onnx-cpu', 'onnx-webgpu', 'tensorflow'] as const satisfies readonly TestedDevice[];

/** A trainer on a device of the suite. */
export function trainerOn(device: TestedDevice, options: TrainerOptions): Promise<InspectableTrainer> {
  return createTrainer({ ...options, device }, { tensorflow: openTensorflow });
}

/**
 * Runs the tests on every device. Where TensorFlow is not installed the report says so; with CI=true that is a failure.
 */
export function describeOnDevices(name: string, tests: (device: TestedDevice) => void): void {
  for (const device of testedDevices) describeOn(device, `${name} (${device})`, () => tests(device));
}

/** The same for one device. `gpu`: the driver of the file's tests on WebGPU, SwiftShader when not given. */
export function describeOn(
  device: TestedDevice,
  name: string,
  tests: () => void,
  gpu = softwareGpus().swiftShader,
): void {
  const reason = device === 'tensorflow' ? missingTensorflow() : device === 'onnx-webgpu' ? missingGpu(gpu) : null;
  if (reason === null) {
    describe(name, device === 'onnx-webgpu' ? { timeout: 120_000 } : {}, () => {
      if (device === 'onnx-webgpu') beforeAll(() => (open ??= DeviceTensors.create(device)).then(() => undefined));
      tests();
    });
    return;
  }
  describe(name, () => {
    test(`not run: ${reason}`, (context) => {
      if (process.env['CI'] === 'true') throw new Error(`${reason} With CI=true no test may be left out.`);
      context.skip(reason);
    });
  });
}

/**
 * A GPU in software, whose numbers are the same everywhere. Vulkan reads its variables when a GPU is first asked for.
 */
function missingGpu(driver: string): string | null {
  if (!existsSync(driver)) return 'No GPU in software is installed: run node scripts/installSoftwareGpu.mjs.';
  process.env['VK_ICD_FILENAMES'] = driver;
  return null;
}

/**
 * What a GPU has compiled stays with it while a session is open: a GPU in software takes seconds to compile a step.
 * Open to the end of the file.
 */
let open: Promise<DeviceTensors> | undefined;

/** TensorFlow reads its variables as it is loaded: the tests give it those that a command does. */
function missingTensorflow(): string | null {
  const places = defaultPlaces();
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '1';
  try {
    Object.assign(process.env, tensorflowEnvironment(findRuntime(places).library, places));
    return null;
  } catch (error) {
    if (isUserError(error)) return error.message;
    throw error;
  }
}
