// Turns a row of logits into labels with probabilities, or a number.

import type { Task } from '../../base/model.js';
import type { Prediction } from '../jobs.js';
import { argmax, logitOf } from './scores.js';

export type Answer = Omit<Prediction, 'text' | 'pair'>;

/**
 * The answer in one row of logits.
 * @param threshold the probability above which a label of several is predicted
 */
export function answer(task: Task, logits: Float32Array, labelNames: readonly string[], threshold = 0.5): Answer {
  if (task === 'regression') return { labels: [], probabilities: [], value: logits[0] ?? Number.NaN };
  const values = task === 'single-label' ? softmax(logits) : Array.from(logits, sigmoid);
  const probabilities = labelNames.map((label, id) => ({ label, probability: values[id] ?? 0 }));
  const labels =
    task === 'single-label'
      ? [labelNames[argmax(logits, 0, logits.length)] ?? '']
      : labelNames.filter((_, id) => logits[id]! > logitOf(threshold));
  return { labels, probabilities, value: null };
}

/** Computed in doubles, relative to the largest logit so that nothing overflows. */
function softmax(logits: Float32Array): number[] {
  const largest = logits.reduce((most, logit) => Math.max(most, logit), Number.NEGATIVE_INFINITY);
  const exponentials = Array.from(logits, (logit) => Math.exp(logit - largest));
  const total = exponentials.reduce((sum, value) => sum + value, 0);
  return exponentials.map((value) => value / total);
}

function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}
