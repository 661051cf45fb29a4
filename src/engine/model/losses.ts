// The losses of the three heads, as torch.nn.functional defines them, from logits [batch, labels] to a scalar.

import type { BertConfig } from '../../base/model.js';
import * as b from '../graph/build.js';
import { createNode, type Node } from '../graph/node.js';
import { batch } from './bert.js';

export interface LossOptions {
  readonly classWeights?: Float32Array | undefined;
  readonly labelSmoothing: number;
  /** The targets are what each row is to answer, and in the last column the weight of the row. */
  readonly weightedTargets?: boolean | undefined;
}

/**
 * The input with the targets: int32 class ids [batch], or float32 [batch, labels]; with the weights of rows always
 * float32 [batch, labels + 1].
 */
export function targetsInput(config: BertConfig, { weightedTargets = false }: Partial<LossOptions> = {}): Node {
  if (weightedTargets) return b.input('targets', 'float32', [batch, config.labels + 1]);
  return config.task === 'single-label'
    ? b.input('targets', 'int32', [batch])
    : b.input('targets', 'float32', [batch, config.labels]);
}

/** The mean loss of the batch's rows; each counts by its weight where rows have one. */
export function lossOf(config: BertConfig, logits: Node, targets: Node, options: LossOptions): Node {
  const { labels, task } = config;
  const isWeighted = options.weightedTargets === true;
  const wanted = isWeighted ? b.slice(targets, 1, 0, labels) : targets;
  const rows = isWeighted ? rowWeights(b.slice(targets, 1, labels, labels + 1)) : equalRows(logits);
  switch (task) {
    case 'single-label':
      return crossEntropy(logits, isWeighted ? wanted : oneHot(wanted, labels), rows, options);
    case 'multi-label':
      return binaryCrossEntropy(logits, wanted, rows, options);
    case 'regression':
      return meanSquaredError(logits, wanted, rows);
  }
}

/** How much the rows of a batch count. */
interface RowWeights {
  /** The sum over rows and columns of what each row has, [batch, columns], by the rows' weights. */
  readonly sum: (each: Node) => Node;
  /** The sum of the weights. */
  readonly total: Node;
}

function equalRows(logits: Node): RowWeights {
  return {
    sum: (each) => b.reduceSum(each, [0, 1]),
    total: b.reduceSum(b.expand(b.constant(1), logits.shape.slice(0, 1)), [0]),
  };
}

/** @param weights [batch, 1] */
function rowWeights(weights: Node): RowWeights {
  return { sum: (each) => b.reduceSum(b.multiply(each, weights), [0, 1]), total: b.reduceSum(weights, [0, 1]) };
}

function oneHot(classes: Node, labels: number): Node {
  return b.cast(b.equal(b.reshape(classes, [batch, 1]), b.reshape(b.range(labels), [1, labels])), 'float32');
}

function vector(values: Float32Array): Node {
  return createNode('constant', [], { dtype: 'float32', shape: [values.length], values: [...values] });
}

function logSoftmax(logits: Node): Node {
  const shifted = b.subtract(logits, b.detach(b.reduceMax(logits, [1])));
  const sum = b.reshape(b.reduceSum(b.exp(shifted), [1]), [batch, 1]);
  return b.subtract(shifted, b.log(sum));
}

/**
 * torch's cross_entropy with class weights w and label smoothing s, mean over the batch:
 * Σᵢ Σ_c [(1 − s)·w_c·yᵢ_c + s/C·w_c]·(−log pᵢ,c) / Σᵢ Σ_c w_c·yᵢ_c, where yᵢ is 1 at the row's class, or gives each
 * class a probability. Rows with weights count by them above and below.
 */
function crossEntropy(
  logits: Node,
  wanted: Node,
  rows: RowWeights,
  { classWeights, labelSmoothing }: LossOptions,
): Node {
  const labels = Number(logits.shape[1]);
  const weights = vector(classWeights ?? new Float32Array(labels).fill(1));
  const weighted = b.multiply(wanted, weights);
  const smooth = b.scale(weights, labelSmoothing / labels);
  const target = labelSmoothing === 0 ? weighted : b.add(b.scale(weighted, 1 - labelSmoothing), smooth);
  const total = b.negate(rows.sum(b.multiply(target, logSoftmax(logits))));
  return b.divide(total, classWeights ? rows.sum(weighted) : rows.total);
}

/**
 * torch's binary_cross_entropy_with_logits, mean over all elements; log(1 + eˣ) through max(x, 0), so that nothing
 * overflows. The class weights p are its `pos_weight`: (1 − y)·log(1 + eˣ) + p·y·(log(1 + eˣ) − x).
 */
function binaryCrossEntropy(logits: Node, targets: Node, rows: RowWeights, { classWeights }: LossOptions): Node {
  const top = b.detach(b.relu(logits));
  const softplus = b.add(top, b.log(b.add(b.exp(b.negate(top)), b.exp(b.subtract(logits, top)))));
  const own = classWeights === undefined ? targets : b.multiply(targets, vector(classWeights));
  const counted =
    classWeights === undefined ? softplus : b.multiply(softplus, b.add(b.subtract(own, targets), b.constant(1)));
  return meanOf(b.subtract(counted, b.multiply(logits, own)), rows);
}

function meanSquaredError(logits: Node, targets: Node, rows: RowWeights): Node {
  const difference = b.subtract(logits, targets);
  return meanOf(b.multiply(difference, difference), rows);
}

/** The mean over rows and columns. */
function meanOf(each: Node, { sum, total }: RowWeights): Node {
  return b.divide(sum(each), b.scale(total, Number(each.shape[1])));
}
