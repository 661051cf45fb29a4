// The engine's entrance for training: a Trainer on the device that the settings name.

import type { LoadTensorflow } from '../base/tensorflow.js';
import type { InspectableTrainer, TrainerOptions } from '../base/training.js';
import { isTensorflow, isWebgpu } from '../shared/devices.js';
import { createCpuTrainer } from './backends/cpu/cpuTrainer.js';

/** Runtimes that are not part of the product, loaded where a device needs them. */
export interface Runtimes {
  readonly tensorflow: LoadTensorflow;
}

/** Throws machine.outOfMemory, machine.noGpu, and what loading a runtime throws. */
export async function createTrainer(options: TrainerOptions, runtimes?: Runtimes): Promise<InspectableTrainer> {
  if (isWebgpu(options.device))
    return (await import('./backends/webgpu/webgpuTrainer.js')).createWebgpuTrainer({
      ...options,
      device: options.device,
    });
  if (!isTensorflow(options.device)) return createCpuTrainer(options);
  if (!runtimes) throw new Error('nothing was given to load TensorFlow with');
  const { createTensorflowTrainer } = await import('./backends/tensorflow/tensorflowTrainer.js');
  return createTensorflowTrainer(options, await runtimes.tensorflow());
}
