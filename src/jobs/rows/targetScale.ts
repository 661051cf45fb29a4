// The scale that a regression learns on: numbers of mean 0 and deviation 1. A head that is written as a model answers
// in the numbers' own unit, whatever reads it.

import { architectureOf, type BertConfig, type FloatTensor, type Weights } from '../../base/model.js';
import type { RowTargets } from '../../data/rows/targets.js';

/** A number y of the file is learned as (y − mean) / deviation. */
export interface TargetScale {
  readonly mean: number;
  /** Of the whole set of rows, as numpy.std; 1 where all numbers are alike. */
  readonly deviation: number;
}

/** Numbers of this size, or further from the mean than so many deviations, would not fit into a float. */
const largestFloat = 3.4e38;
const furthest = 1e6;

/** The scale of these rows' numbers; null for classes, and for numbers that are too large for floats. */
export function targetScaleOf(targets: RowTargets, rows: Int32Array): TargetScale | null {
  if (targets.task !== 'regression' || rows.length === 0) return null;
  const { values } = targets;
  const mean = rows.reduce((sum, row) => sum + values[row]! / rows.length, 0);
  const variance = rows.reduce((sum, row) => sum + (values[row]! - mean) ** 2 / rows.length, 0);
  const deviation = variance > 0 ? Math.sqrt(variance) : 1;
  return Math.abs(mean) + furthest * deviation < largestFloat ? { mean, deviation } : null;
}

/** Numbers of the file as they are learned. */
export function toScale(values: Float64Array, scale: TargetScale | null): Float64Array {
  return scale === null ? values : values.map((value) => (value - scale.mean) / scale.deviation);
}

/** What the head answers while it is trained, in the unit of the file. */
export function inUnits(outputs: Float32Array, scale: TargetScale | null): Float32Array {
  return scale === null ? outputs : outputs.map((value) => value * scale.deviation + scale.mean);
}

/** A mean squared error of the scale, in the square of the file's unit. */
export function lossInUnits(loss: number, scale: TargetScale | null): number {
  return scale === null ? loss : loss * scale.deviation * scale.deviation;
}

/** The weights of a model that answers in the unit of the file, from those that were trained on the scale. */
export function weightsInUnits(weights: Weights, config: BertConfig, scale: TargetScale | null): Weights {
  if (scale === null) return weights;
  const { mean, deviation } = scale;
  return withHead(weights, config, { weight: (value) => value * deviation, bias: (value) => value * deviation + mean });
}

/** The weights to train on the scale, from those of a model that answers in the unit of the file. */
export function weightsOnScale(weights: Weights, config: BertConfig, scale: TargetScale | null): Weights {
  if (scale === null) return weights;
  const { mean, deviation } = scale;
  return withHead(weights, config, {
    weight: (value) => value / deviation,
    bias: (value) => (value - mean) / deviation,
  });
}

function withHead(
  weights: Weights,
  config: BertConfig,
  change: Readonly<Record<'weight' | 'bias', (value: number) => number>>,
): Weights {
  const changed = new Map<string, FloatTensor>(weights);
  for (const part of ['weight', 'bias'] as const) {
    const name = `${architectureOf(config).head.output}.${part}`;
    const { shape, data } = weights.get(name)!;
    changed.set(name, { shape, data: data.map(change[part]) });
  }
  return changed;
}
