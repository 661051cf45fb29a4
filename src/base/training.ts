// The conversation between the training loop (worker) and the engine: batches in, losses and logits out.

import type { Notice } from '../shared/notices.js';
import type { Settings } from '../shared/settings.js';
import type { BertConfig, FloatTensor, Weights } from './model.js';

/** A value of the setting `device`. */
export type Device = Settings['device'];

/** Texts as a rectangle of tokens, [size, length] in row-major order, padded at the end. */
export interface TokenBatch {
  readonly size: number;
  readonly length: number;
  readonly ids: Int32Array;
  /** Segment of each token: 0, or 1 for the second text of a pair. */
  readonly types: Int32Array;
  /** 1 for a token, 0 for padding. */
  readonly mask: Int32Array;
  /** What the frozen bottom gives for these rows, where it is cached: [size, length, hidden] or [size, hidden]. */
  readonly frozen?: Float32Array;
}

/** Class ids [size] for single-label; 0 or 1 [size, labels] for multi-label; numbers [size, labels] for regression. */
export type Targets = Int32Array | Float32Array;

export interface LabelledBatch extends TokenBatch {
  readonly targets: Targets;
  /**
   * What its loss counts beside those of the step's other batches; 1 when not given. Parts of a batch have shares of
   * one.
   */
  readonly share?: number | undefined;
}

export interface OptimizerOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  /** Decay biases and layer norms too. */
  readonly decayAll: boolean;
  /** Largest global norm; 0 for no clipping. */
  readonly clip: number;
  /** Factor on the learning rate per layer away from the classifier. */
  readonly layerDecay: number;
}

export interface TrainerOptions {
  readonly config: BertConfig;
  /** Those that learn are copied; the others are kept and must not change. */
  readonly weights: Weights;
  /** Names of the weights that do not learn. */
  readonly frozen: ReadonlySet<string>;
  readonly optimizer: OptimizerOptions;
  /** Mean over the batch of −log p, class c weighted by classWeights[c] as torch.nn.CrossEntropyLoss does. */
  readonly classWeights?: Float32Array | undefined;
  readonly labelSmoothing: number;
  /** Seed of the dropout masks; the step's number is the other half of their counter. */
  readonly seed: number;
  readonly threads: number;
  /** Run the frozen bottom apart, so that its outputs can be cached; see Trainer.frozenStage. */
  readonly splitFrozen: boolean;
  /** What computes; `auto` when not given. */
  readonly device?: Device | undefined;
  /** Of matrix products, where the device offers a choice; weights and moments are float32. */
  readonly precision?: Settings['precision'] | undefined;
  /** Recompute each layer in the backward pass instead of keeping what it computed. */
  readonly checkpointActivations?: Settings['checkpointActivations'] | undefined;
  /** Said when something worth a sentence happens in the engine. */
  readonly log?: ((line: string) => void) | undefined;
}

/**
 * What of the frozen bottom can be kept for each text: nothing, the hidden states [length, hidden] after so many
 * encoder
 * layers, or one vector [hidden]: [CLS] after the last layer (`first`), or the pooler's output (`pooled`).
 */
export type FrozenStage =
  | { readonly kind: 'none' }
  | { readonly kind: 'hidden'; readonly layers: number }
  | { readonly kind: 'first' }
  | { readonly kind: 'pooled' };

export interface StepResult {
  /** Mean loss of the step's batches, by their shares. */
  readonly loss: number;
  /** L2 norm of all gradients before clipping. */
  readonly gradientNorm: number;
  /** Logits of each batch [size, labels], in order. */
  readonly logits: readonly Float32Array[];
}

/** Bytes of memory that a run takes where it takes most, by what they are for. */
export interface Footprint {
  readonly weights: number;
  readonly gradients: number;
  /** The moments. */
  readonly optimizer: number;
  /** What a step computes on its way, with the gaps that are left between. */
  readonly activations: number;
  /** The runtime and its process. */
  readonly runtime: number;
  /** Of the machine's memory, where all of the above is in the device's own; else 0. */
  readonly beside: number;
}

/** On what numbers were computed. */
export interface Computing {
  /** The device, as a person reads it. */
  readonly device: string;
  /** What computed there, under the name of its package. */
  readonly runtime: { readonly name: string; readonly version: string };
  /** What a person should know of the device. */
  readonly notices: readonly Notice[];
}

/** A model being trained on one device. Calls are awaited one at a time. */
export interface Trainer extends Computing {
  readonly frozenStage: FrozenStage;
  /**
   * One update from one batch, or from several whose gradients are averaged by their shares.
   * @param step number of this update from 0; decides the dropout masks and AdamW's bias correction
   * When the loss or the norm is not finite the weights stay as they were.
   */
  step(batches: readonly LabelledBatch[], learningRate: number, step: number): Promise<StepResult>;
  /** Logits [size, labels], without dropout. */
  predict(batch: TokenBatch): Promise<Float32Array>;
  /** Output of the frozen bottom: [size, length, hidden] when the stage is hidden, else [size, hidden]. */
  frozenOutputs(batch: TokenBatch): Promise<Float32Array>;
  /** Weights as they are now, all of them. Views: valid until the next step. */
  weights(): Promise<Weights>;
  /** What a checkpoint holds: `weight.NAME`, `moment1.NAME`, `moment2.NAME` of all that learns. Views, as above. */
  state(): Promise<ReadonlyMap<string, FloatTensor>>;
  /** Takes such a state back. Throws a UserError when a name is missing or a shape differs. */
  restore(state: ReadonlyMap<string, FloatTensor>): Promise<void>;
  dispose(): Promise<void>;
}

/** What every engine's Trainer also offers, so that its numbers can be held against PyTorch's. */
export interface InspectableTrainer extends Trainer {
  /**
   * Gradients of the loss of one batch at the present weights, whole tensors, by the weight's name; dropout as in step
   * 0.
   */
  gradients(batch: LabelledBatch): Promise<ReadonlyMap<string, FloatTensor>>;
  /** Hidden states [size, length, hidden] after the embeddings and after each layer; no dropout. */
  hiddenStates(batch: TokenBatch): Promise<readonly Float32Array[]>;
}

export interface Predictor extends Computing {
  /** Logits [size, labels]. */
  predict(batch: TokenBatch): Promise<Float32Array>;
  dispose(): Promise<void>;
}
