// What training costs, as estimates: bytes of memory, and operations of a row, from a model's shape and what of it learns.

import { frozenWeights } from '../engine/model/freezing.js';
import { frozenStageOf } from '../engine/model/stage.js';
import type { Cost } from '../shared/messages/models.js';
import { parameterShapes, type BertConfig } from '../shared/model.js';
import type { Settings } from '../shared/settings.js';
import type { FrozenStage } from '../shared/training.js';
import { countParameters, defaultLearningRate } from './defaults.js';

/** What a cost depends on besides the model. */
export interface Load {
  readonly settings: Settings;
  /** Tokens of a row in a batch, padding included, and of a row alone. */
  readonly tokens: number;
  readonly meanTokens: number;
  /** Rows that a frozen bottom is computed for; 0 while they are not known. */
  readonly training: number;
  readonly validation: number;
}

/** Tensors of [tokens, hidden] that a layer keeps for its gradients, and of [tokens, intermediate] and [heads, tokens, tokens]. */
const keptHidden = 12;
const keptIntermediate = 3;
const keptAttention = 3;

export type CostWithoutSpeed = Omit<Cost, 'speeds'> & { readonly stage: FrozenStage; readonly cached: boolean };

/** Throws `setting.freezePart`, `setting.freezeAll`. */
export function costOf(config: BertConfig, freeze: string, load: Load): CostWithoutSpeed {
  const frozen = frozenWeights(freeze, config);
  const stage = frozenStageOf(config, frozen);
  const shapes = [...parameterShapes(config)];
  const trainable = countParameters(shapes.filter(([name]) => !frozen.has(name)));
  const cached = stage.kind !== 'none' && load.settings.cacheFrozen;
  const memory = {
    weights: 4 * countParameters(shapes),
    gradients: 4 * trainable,
    optimizer: 8 * trainable,
    activations: activationBytes(config, stage, load),
    cache: cached ? Math.min(cacheNeeded(config, stage, load), load.settings.cacheMegabytes * 1e6) : 0,
  };
  const total = Object.values(memory).reduce((sum, bytes) => sum + bytes, 0);
  return { freeze, trainable, learningRate: load.settings.learningRate ?? defaultLearningRate(config, frozen), memory: { ...memory, total }, stage, cached };
}

/** Layers through which gradients flow. */
function learningLayers(config: BertConfig, stage: FrozenStage): number {
  return stage.kind === 'none' ? config.layers : stage.kind === 'hidden' ? config.layers - stage.layers : 0;
}

function activationBytes(config: BertConfig, stage: FrozenStage, { settings, tokens }: Load): number {
  const { hiddenSize, intermediateSize, heads } = config;
  const ofLayer = tokens * (keptHidden * hiddenSize + keptIntermediate * intermediateSize) + keptAttention * heads * tokens * tokens;
  // A frozen layer keeps nothing: what one of them works with is used again for the next.
  const layers = Math.max(1, learningLayers(config, stage));
  return 4 * settings.batch * (layers * ofLayer + tokens * hiddenSize);
}

function cacheNeeded(config: BertConfig, stage: FrozenStage, { settings, training, validation, meanTokens }: Load): number {
  const rows = validation + (settings.epochs > 1 ? training : 0);
  return Math.round(4 * rows * config.hiddenSize * (stage.kind === 'hidden' ? meanTokens : 1));
}

/** Floating-point operations of a row: of the frozen bottom, of the rest forwards, and of the rest forwards and backwards. */
export function operations(config: BertConfig, { stage }: CostWithoutSpeed, tokens: number, { checkpointActivations }: Pick<Settings, 'checkpointActivations'>): { readonly frozen: number; readonly forward: number; readonly training: number } {
  const { hiddenSize: hidden, intermediateSize: intermediate } = config;
  const ofAttention = 4 * tokens * tokens * hidden;
  const ofLayer = 2 * tokens * (4 * hidden * hidden + 2 * hidden * intermediate) + ofAttention;
  // All but the two products whose sums are kept.
  const again = checkpointActivations ? 2 * tokens * (3 * hidden * hidden + hidden * intermediate) + ofAttention : 0;
  const learning = learningLayers(config, stage);
  const head = 2 * hidden * (hidden + config.labels);
  // Backwards each product is made twice: once for its input's gradient, once for its weights'.
  return { frozen: (config.layers - learning) * ofLayer, forward: learning * ofLayer + head, training: 3 * (learning * ofLayer + head) + learning * again };
}
