// The losses of the three heads, as torch.nn.functional defines them, from logits [batch, labels] to a scalar.

import type { BertConfig } from '../../base/model.js';
import * as b from '../graph/build.js';
import { createNode, type Node } from '../graph/node.js';
import { batch } from './bert.js';

export interface LossOptions {
  readonly classWeights?: Float32Array | undefined;
  readonly labelSmoothing: number;
}

/** The input with the targets: int32 class ids [batch], or float32 [batch, labels]. */
export function targetsInput(config: BertConfig): Node {
  return config.task === 'single-label'
    ? b.input('targets', 'int32', [batch])
    : b.input('targets', 'float32', [batch, config.labels]);
}

export function lossOf(config: BertConfig, logits: Node, targets: Node, options: LossOptions): Node {
  switch (config.task) {
    case 'single-label':
      return crossEntropy(logits, targets, config.labels, options);
    case 'multi-label':
      return binaryCrossEntropy(logits, targets, config.labels);
    case 'regression':
      return meanSquaredError(logits, targets, config.labels);
  }
}

/** The number of rows of the batch, as a float. */
function rowCount(logits: Node): Node {
  return b.reduceSum(b.expand(b.constant(1), logits.shape.slice(0, 1)), [0]);
}

function logSoftmax(logits: Node): Node {
  const shifted = b.subtract(logits, b.detach(b.reduceMax(logits, [1])));
  const sum = b.reshape(b.reduceSum(b.exp(shifted), [1]), [batch, 1]);
  return b.subtract(shifted, b.log(sum));
}

/**
 * torch's cross_entropy with class weights w and label smoothing s, mean over the batch:
 * Σᵢ [(1 − s)·w_yᵢ·(−log pᵢ,yᵢ) + s/C·Σ_c w_c·(−log pᵢ,c)] / Σᵢ w_yᵢ.
 */
function crossEntropy(
  logits: Node,
  targets: Node,
  labels: number,
  { classWeights, labelSmoothing }: LossOptions,
): Node {
  const hot = b.cast(b.equal(b.reshape(targets, [batch, 1]), b.reshape(b.range(labels), [1, labels])), 'float32');
  const weights = createNode('constant', [], {
    dtype: 'float32',
    shape: [labels],
    values: [...(classWeights ?? new Float32Array(labels).fill(1))],
  });
  const weighted = b.multiply(hot, weights);
  const smooth = b.scale(weights, labelSmoothing / labels);
  const target = labelSmoothing === 0 ? weighted : b.add(b.scale(weighted, 1 - labelSmoothing), smooth);
  const total = b.negate(b.reduceSum(b.multiply(target, logSoftmax(logits)), [0, 1]));
  return b.divide(total, classWeights ? b.reduceSum(weighted, [0, 1]) : rowCount(logits));
}

/**
 * torch's binary_cross_entropy_with_logits, mean over all elements; log(1 + eˣ) through max(x, 0), so that nothing
 * overflows.
 */
function binaryCrossEntropy(logits: Node, targets: Node, labels: number): Node {
  const top = b.detach(b.relu(logits));
  const softplus = b.add(top, b.log(b.add(b.exp(b.negate(top)), b.exp(b.subtract(logits, top)))));
  const each = b.subtract(softplus, b.multiply(logits, targets));
  return b.divide(b.reduceSum(each, [0, 1]), b.scale(rowCount(logits), labels));
}

function meanSquaredError(logits: Node, targets: Node, labels: number): Node {
  const difference = b.subtract(logits, targets);
  return b.divide(b.reduceSum(b.multiply(difference, difference), [0, 1]), b.scale(rowCount(logits), labels));
}
