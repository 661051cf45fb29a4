// Provides the runtimes for jobs: the engine, and TensorFlow where a device asks for it. Each is loaded on first use.

import type { Runtimes } from '../../engine/trainer.js';
import type { JobContext } from '../jobs.js';
import { readMeasured } from './deviceCache.js';

export const runtimes: Runtimes = {
  tensorflow: async () => (await import('../../tensorflow/graphRuntime.js')).openTensorflow(),
};

export const computing: Pick<JobContext, 'createTrainer' | 'createPredictor' | 'measuredDevices'> = {
  measuredDevices: () => readMeasured()?.devices ?? [],
  createTrainer: async (options) => (await import('../../engine/trainer.js')).createTrainer(options, runtimes),
  createPredictor: async (options) => (await import('../../engine/predictor.js')).createPredictor(options, runtimes),
};
