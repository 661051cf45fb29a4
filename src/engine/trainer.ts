// The engine's entrance for training: a Trainer on the device that the settings name.

import type { Trainer, TrainerOptions } from '../shared/training.js';
import { createCpuTrainer } from './backends/onnx/cpuTrainer.js';

/** Throws machine.outOfMemory. */
export async function createTrainer(options: TrainerOptions): Promise<Trainer> {
  return createCpuTrainer(options);
}
