// Estimates the work of a choice of frozen layers: the trainable weights, the operations of a row, and the seconds of a
// run on a measured device.

import { type BertConfig, parameterShapes } from '../../base/model.js';
import type { FrozenStage } from '../../base/training.js';
import { frozenWeights } from '../../engine/model/freezing.js';
import { frozenStageOf } from '../../engine/model/stage.js';
import { bfloat16Gain, type DeviceReport, hasPrecision, isTensorflow } from '../../shared/devices.js';
import type { Cost } from '../../shared/messages/models.js';
import type { DecidedSettings, Settings } from '../../shared/settings.js';
import { countParameters, defaultLearningRate } from '../model/defaults.js';

export interface Choice extends Pick<Cost, 'freeze' | 'trainable' | 'learningRate'> {
  readonly stage: FrozenStage;
  readonly cached: boolean;
}

/** Throws `setting.freezePart`, `setting.freezeAll`. */
export function choiceOf(
  config: BertConfig,
  freeze: string,
  { learningRate, cacheFrozen }: Pick<Settings, 'learningRate' | 'cacheFrozen'>,
): Choice {
  const frozen = frozenWeights(freeze, config);
  const stage = frozenStageOf(config, frozen);
  const trainable = countParameters([...parameterShapes(config)].filter(([name]) => !frozen.has(name)));
  return {
    freeze,
    trainable,
    learningRate: learningRate ?? defaultLearningRate(config, frozen),
    stage,
    cached: stage.kind !== 'none' && cacheFrozen,
  };
}

/** The number of layers through which gradients flow. */
function learningLayers(config: BertConfig, stage: FrozenStage): number {
  return stage.kind === 'none' ? config.layers : stage.kind === 'hidden' ? config.layers - stage.layers : 0;
}

/**
 * The floating-point operations of a row: in the frozen layers, in the others forwards, and in the others forwards and
 * backwards.
 */
export function operations(
  config: BertConfig,
  { stage }: Pick<Choice, 'stage'>,
  tokens: number,
  { checkpointActivations }: Pick<Settings, 'checkpointActivations'>,
): { readonly frozen: number; readonly forward: number; readonly training: number } {
  const { hiddenSize: hidden, intermediateSize: intermediate } = config;
  const ofAttention = 4 * tokens * tokens * hidden;
  const ofLayer = 2 * tokens * (4 * hidden * hidden + 2 * hidden * intermediate) + ofAttention;
  // All but the two matmuls whose sums are kept.
  const again = checkpointActivations ? 2 * tokens * (3 * hidden * hidden + hidden * intermediate) + ofAttention : 0;
  const learning = learningLayers(config, stage);
  const head = 2 * hidden * (hidden + config.labels);
  // The backward pass does each matmul twice: for the gradient of its input and for that of its weights.
  return {
    frozen: (config.layers - learning) * ofLayer,
    forward: learning * ofLayer + head,
    training: 3 * (learning * ofLayer + head) + learning * again,
  };
}

/**
 * The share of a large matmul's speed that training reaches with a model of this width: small matmuls are slower.
 * Together with the constant seconds of each step, row and weight it was fitted to runs of models 128 to 768 wide;
 * test/process/service.test.ts compares it with a run.
 */
const fullShare = 1.15;
const halfWidth = 170;
const ofStep = 0.012;
const ofRow = 2e-4;
const ofWeight = 5e-9;
/**
 * The share of a step that bfloat16 accelerates: a step of BERT-base took 4.19 s instead of 5.9 s where a matmul alone
 * was 4.1 times as fast.
 */
const halfShare = 0.38;
/**
 * The additional seconds that TensorFlow takes to start, in all and for each weight: its library is loaded and its
 * graph prepared.
 */
const ofTensorflow = 0.8;
const ofTensorflowWeight = 1.8e-8;

/** The quantities that the time of a run depends on besides its model. */
export interface Work {
  readonly settings: DecidedSettings;
  /** The number of training rows. */
  readonly training: number;
  readonly validation: number;
  /** The mean number of tokens of a row in a batch, padding included. */
  readonly padded: number;
  /** The mean number of windows that a text is evaluated in (`service/windowLoad.ts`). */
  readonly windows: number;
}

/** Empty for a device that does not work, or not in the settings' precision. */
export function speedOf(
  report: DeviceReport,
  config: BertConfig,
  choice: Choice,
  { settings, training, validation, padded, windows }: Work,
): Cost['speeds'] {
  const { device, works, gigaflops: inFloat32 } = report;
  if (!works || inFloat32 === null || !hasPrecision(device, settings.precision)) return [];
  const gain = settings.precision === 'bfloat16' ? bfloat16Gain(report) : null;
  const gigaflops = gain === null ? inFloat32 : inFloat32 / (1 - halfShare + halfShare / gain);
  const perSecond = gigaflops * 1e9 * fullShare * (config.hiddenSize / (config.hiddenSize + halfWidth));
  const { frozen, forward, training: learning } = operations(config, choice, padded, settings);
  const bottom = choice.cached ? 0 : frozen;
  const stepRows = settings.batch * settings.accumulate;
  const rowSeconds = (learning + bottom) / perSecond + ofRow + (ofStep + ofWeight * choice.trainable) / stepRows;
  const once = choice.cached ? ((training + validation) * frozen) / perSecond : 0;
  const evaluations =
    Math.max(settings.evaluations, Math.ceil(settings.epochs)) *
    validation *
    windows *
    ((forward + bottom) / perSecond + ofRow);
  const epochSeconds = training * rowSeconds;
  const start = isTensorflow(device) ? ofTensorflow + ofTensorflowWeight * countParameters(parameterShapes(config)) : 0;
  return [
    {
      device,
      rowsPerSecond: 1 / rowSeconds,
      epochSeconds,
      seconds: start + settings.epochs * epochSeconds + once + evaluations,
    },
  ];
}
