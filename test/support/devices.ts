// The devices that the shared suite runs on: the same tests, the same limits.

import { describe, test } from 'vitest';
import type { Device } from '../../src/shared/training.js';
import { isUserError } from '../../src/shared/errors.js';
import { createTrainer } from '../../src/engine/trainer.js';
import type { InspectableTrainer, TrainerOptions } from '../../src/shared/training.js';
import { tensorflowEnvironment } from '../../src/tensorflow/environment.js';
import { openTensorflow } from '../../src/tensorflow/graphRuntime.js';
import { findRuntime } from '../../src/tensorflow/load.js';
import { defaultPlaces } from '../../src/tensorflow/places.js';

export type TestedDevice = Exclude<Device, 'auto'>;
export const testedDevices = ['onnx-cpu', 'tensorflow'] as const satisfies readonly TestedDevice[];

/** A trainer on a device of the suite. */
export function trainerOn(device: TestedDevice, options: TrainerOptions): Promise<InspectableTrainer> {
  return createTrainer({ ...options, device }, { tensorflow: openTensorflow });
}

/** Runs the tests on every device. Where TensorFlow is not installed the report says so; with CI=true that is a failure. */
export function describeOnDevices(name: string, tests: (device: TestedDevice) => void): void {
  for (const device of testedDevices) describeOn(device, `${name} (${device})`, () => tests(device));
}

/** The same for one device. */
export function describeOn(device: TestedDevice, name: string, tests: () => void): void {
  const reason = device === 'tensorflow' ? missingTensorflow() : null;
  if (reason === null) return void describe(name, tests);
  describe(name, () => {
    test(`not run: ${reason}`, (context) => {
      if (process.env['CI'] === 'true') throw new Error(`${reason} With CI=true no test may be left out: run npm run setup:tensorflow.`);
      context.skip(reason);
    });
  });
}

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
