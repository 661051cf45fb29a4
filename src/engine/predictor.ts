// The engine's entrance for prediction: a trained model that gives logits.

import { cpus } from 'node:os';
import type { BertConfig, Weights } from '../shared/model.js';
import type { TokenBatch } from '../shared/training.js';
import { createCpuPredictor } from './backends/onnx/cpuPredictor.js';

export interface Predictor {
  readonly device: string;
  /** Logits [size, labels]. */
  predict(batch: TokenBatch): Promise<Float32Array>;
  dispose(): Promise<void>;
}

export interface PredictorOptions {
  readonly config: BertConfig;
  /** Kept, not copied. */
  readonly weights: Weights;
  /** Processor threads; all cores when not given. */
  readonly threads?: number | undefined;
}

/** Throws machine.outOfMemory. */
export async function createPredictor({ config, weights, threads }: PredictorOptions): Promise<Predictor> {
  return createCpuPredictor(config, weights, threads ?? cpus().length);
}
