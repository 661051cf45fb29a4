// The interface between the training loop and the engine: batches in, losses and logits out.

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
  /** The cached output of the frozen layers for these rows: [size, length, hidden] or [size, hidden]. */
  readonly frozen?: Float32Array;
}

/**
 * Class ids [size] for single-label; 0 or 1 [size, labels] for multi-label; numbers [size, labels] for regression.
 * Where rows have weights (`weightedTargets`), [size, labels + 1]: a probability for each class, 0 or 1, or the number,
 * and the row's weight.
 */
export type Targets = Int32Array | Float32Array;

export interface LabelledBatch extends TokenBatch {
  readonly targets: Targets;
  /**
   * The weight of this batch's loss among the batches of the step; 1 when absent. The parts of one batch have shares
   * that add up to its own.
   */
  readonly share?: number | undefined;
}

export interface OptimizerOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  /** Whether weight decay also applies to biases and layer norms. */
  readonly decayAll: boolean;
  /** The largest global norm of the gradients; 0 for no clipping. */
  readonly clip: number;
  /** The factor on the learning rate for each layer further from the classifier. */
  readonly layerDecay: number;
}

export interface TrainerOptions {
  readonly config: BertConfig;
  /** Trainable weights are copied; frozen ones are kept by reference and must not change. */
  readonly weights: Weights;
  /** The names of the frozen weights. */
  readonly frozen: ReadonlySet<string>;
  readonly optimizer: OptimizerOptions;
  /**
   * The loss is the mean over the batch of −log p, with class c weighted by classWeights[c], as in
   * torch.nn.CrossEntropyLoss; of several labels a row they are the `pos_weight` of torch.nn.BCEWithLogitsLoss.
   */
  readonly classWeights?: Float32Array | undefined;
  readonly labelSmoothing: number;
  /** Whether rows have weights, or classes probabilities: the targets then have another form. */
  readonly weightedTargets?: boolean | undefined;
  /** The seed of the dropout masks; the step's number is the other half of their counter. */
  readonly seed: number;
  readonly threads: number;
  /** Whether the frozen layers run on their own, so that their outputs can be cached; see Trainer.frozenStage. */
  readonly splitFrozen: boolean;
  /** The device that computes; `auto` when absent. */
  readonly device?: Device | undefined;
  /** The precision of matmuls, where the device offers a choice; weights and moments are float32. */
  readonly precision?: Settings['precision'] | undefined;
  /** Whether each layer is recomputed in the backward pass instead of kept. */
  readonly checkpointActivations?: Settings['checkpointActivations'] | undefined;
  /** Receives log lines about events in the engine. */
  readonly log?: ((line: string) => void) | undefined;
}

/**
 * What can be cached of the frozen layers for each text: nothing, the hidden states [length, hidden] after a number of
 * encoder layers, or one vector [hidden]: [CLS] after the last layer (`first`), or the pooler's output (`pooled`).
 */
export type FrozenStage =
  | { readonly kind: 'none' }
  | { readonly kind: 'hidden'; readonly layers: number }
  | { readonly kind: 'first' }
  | { readonly kind: 'pooled' };

export interface StepResult {
  /** The mean loss of the step's batches, weighted by their shares. */
  readonly loss: number;
  /** The L2 norm of all gradients before clipping. */
  readonly gradientNorm: number;
  /** Logits of each batch [size, labels], in order. */
  readonly logits: readonly Float32Array[];
}

/** The bytes of memory that a run takes at its peak, by purpose. */
export interface Footprint {
  readonly weights: number;
  readonly gradients: number;
  /** The moments of the optimizer. */
  readonly optimizer: number;
  /** The intermediate results of a step, with the gaps that the allocator leaves between them. */
  readonly activations: number;
  /** The runtime and its process. */
  readonly runtime: number;
  /** Bytes of the machine's memory, where all of the above lies in the device's own; else 0. */
  readonly beside: number;
}

/** The device and the runtime that computed. */
export interface Computing {
  /** The device's name for people. */
  readonly device: string;
  /** The runtime that computed, under the name of its package. */
  readonly runtime: { readonly name: string; readonly version: string };
  /** Notices about the device for the user. */
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
  /** The logits [size, labels], without dropout. */
  predict(batch: TokenBatch): Promise<Float32Array>;
  /** The output of the frozen layers: [size, length, hidden] when the stage is hidden, else [size, hidden]. */
  frozenOutputs(batch: TokenBatch): Promise<Float32Array>;
  /** All weights as they are now. These are views, valid until the next step. */
  weights(): Promise<Weights>;
  /**
   * The tensors of a checkpoint: `weight.NAME`, `moment1.NAME`, `moment2.NAME` for every trainable weight. Views, as
   * above.
   */
  state(): Promise<ReadonlyMap<string, FloatTensor>>;
  /** Restores such a state. Throws a UserError when a name is missing or a shape differs. */
  restore(state: ReadonlyMap<string, FloatTensor>): Promise<void>;
  dispose(): Promise<void>;
}

/** What every engine's Trainer also offers, so that its numbers can be compared with PyTorch's. */
export interface InspectableTrainer extends Trainer {
  /**
   * The gradients of one batch's loss at the present weights, as whole tensors by the weight's name; dropout as in step
   * 0.
   */
  gradients(batch: LabelledBatch): Promise<ReadonlyMap<string, FloatTensor>>;
  /** The hidden states [size, length, hidden] after the embeddings and after each layer, without dropout. */
  hiddenStates(batch: TokenBatch): Promise<readonly Float32Array[]>;
}

export interface Predictor extends Computing {
  /** Returns logits [size, labels]. */
  predict(batch: TokenBatch): Promise<Float32Array>;
  dispose(): Promise<void>;
}
