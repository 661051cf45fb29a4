// The engine's entrance for prediction: a trained model that gives logits.

import { cpus } from 'node:os';

import type { BertConfig, Weights } from '../base/model.js';
import type { Device, Predictor } from '../base/training.js';
import { isTensorflow, isWebgpu } from '../shared/devices.js';
import { createCpuPredictor } from './backends/cpu/cpuPredictor.js';
import type { Runtimes } from './trainer.js';

export interface PredictorOptions {
  readonly config: BertConfig;
  /** Kept, not copied. */
  readonly weights: Weights;
  /** Processor threads; all cores when not given. */
  readonly threads?: number | undefined;
  /** What computes; `auto` when not given. */
  readonly device?: Device | undefined;
}

/** Throws machine.outOfMemory, and what loading a runtime does. */
export async function createPredictor(
  { config, weights, threads, device }: PredictorOptions,
  runtimes?: Runtimes,
): Promise<Predictor> {
  if (isWebgpu(device))
    return (await import('./backends/webgpu/webgpuPredictor.js')).createWebgpuPredictor(config, weights, device);
  if (!isTensorflow(device)) return createCpuPredictor(config, weights, threads ?? cpus().length);
  if (!runtimes) throw new Error('nothing was given to load TensorFlow with');
  const { createTensorflowPredictor } = await import('./backends/tensorflow/tensorflowPredictor.js');
  return createTensorflowPredictor(config, weights, await runtimes.tensorflow());
}
