// The engine's entrance for training: a Trainer on the device that the settings name.

import type { InspectableTrainer, TrainerOptions } from '../shared/training.js';
import { createCpuTrainer } from './backends/onnx/cpuTrainer.js';

/** Throws machine.outOfMemory. */
export async function createTrainer(options: TrainerOptions): Promise<InspectableTrainer> {
  return createCpuTrainer(options);
}
