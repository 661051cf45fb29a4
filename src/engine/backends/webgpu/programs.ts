// The graphs that a trainer runs on a GPU, and the tensors that it keeps there for each weight.

import type { TrainerOptions } from '../../../base/training.js';
import type { WebgpuDevice } from '../../../shared/devices.js';
import type { Tensor } from '../support/onnxRuntime.js';
import { hostTensor } from '../support/onnxTensors.js';

export const moments = ['moment1', 'moment2'] as const;
export const stateKinds = ['weight', ...moments] as const;
export const scalarOf = (value: number): Tensor => hostTensor({ shape: [], data: Float32Array.of(value) });

/** The graphs that a trainer runs, by name; each is made into a session when it is first needed. */
export type Program = 'training' | 'update' | 'sum' | 'norm' | 'predict' | 'predictFrozen' | 'frozen' | 'hidden';

/** The graphs with matmuls. */
export const ofModel = (program: Program): boolean => program !== 'update' && program !== 'sum' && program !== 'norm';

/** The results of the forward and backward pass of a batch. */
export interface TrainingOutputs {
  readonly loss: number;
  readonly norm: number;
  readonly logits: Float32Array;
}

export type WebgpuTrainerOptions = TrainerOptions & { readonly device: WebgpuDevice };
