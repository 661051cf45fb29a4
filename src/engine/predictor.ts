// The engine's entrance for prediction: a trained model that computes logits.

import { cpus } from 'node:os';

import type { BertConfig, Weights } from '../base/model.js';
import type { Device, Predictor } from '../base/training.js';
import { isTensorflow, isWebgpu } from '../shared/devices.js';
import { createCpuPredictor } from './backends/cpu/cpuPredictor.js';
import type { Runtimes } from './trainer.js';

export interface PredictorOptions {
  readonly config: BertConfig;
  /** Kept by reference, not copied. */
  readonly weights: Weights;
  /** The number of processor threads; all cores when absent. */
  readonly threads?: number | undefined;
  /** The device that computes; `auto` when absent. */
  readonly device?: Device | undefined;
}

/** Throws machine.outOfMemory, and what loading a runtime throws. */
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
