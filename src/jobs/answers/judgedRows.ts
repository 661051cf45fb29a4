// Compares a model's prediction for each row with the truth: right or wrong, and how far off.

import type { Task } from '../../base/model.js';
import { answer } from './answer.js';
import { argmax, logitOf } from './scores.js';

export interface Judgement {
  /** The index among the judged rows. */
  readonly index: number;
  /** Label ids; empty for a regression. */
  readonly expected: number[];
  readonly predicted: number[];
  /**
   * The probability of the predicted label; for several labels a row, of the one that is furthest off; null for a
   * regression.
   */
  readonly probability: number | null;
  readonly target: number | null;
  readonly value: number | null;
  readonly isWrong: boolean;
  /** Larger is worse: the model's confidence in a wrong label, or the distance from the number. */
  readonly severity: number;
}

/**
 * @param logits [rows, labels]
 * @param targets class ids [rows]; 0 or 1 [rows, labels] for several labels a row; numbers [rows]
 * @param threshold the probability above which a label of several is predicted
 */
export function judgeRows(
  task: Task,
  logits: Float32Array,
  targets: ArrayLike<number>,
  labels: number,
  threshold = 0.5,
): Judgement[] {
  return Array.from({ length: logits.length / labels }, (_, index) =>
    judges[task](index, logits.subarray(index * labels, (index + 1) * labels), targets, threshold),
  );
}

type Judge = (index: number, logits: Float32Array, targets: ArrayLike<number>, threshold: number) => Judgement;

const judges: Record<Task, Judge> = {
  'single-label': (index, logits, targets) => {
    const expected = targets[index]!;
    const predicted = argmax(logits, 0, logits.length);
    const probability = rounded(probabilities('single-label', logits)[predicted]!);
    return {
      index,
      expected: [expected],
      predicted: [predicted],
      probability,
      target: null,
      value: null,
      isWrong: expected !== predicted,
      severity: probability,
    };
  },
  'multi-label': (index, logits, targets, threshold) => {
    const ids = Array.from(logits, (_, id) => id);
    const expected = ids.filter((id) => targets[index * logits.length + id]! > 0);
    const predicted = ids.filter((id) => logits[id]! > logitOf(threshold));
    const shares = probabilities('multi-label', logits);
    const distance = (id: number) => Math.abs(shares[id]! - targets[index * logits.length + id]!);
    const furthest = ids.reduce((worst, id) => (distance(id) > distance(worst) ? id : worst), 0);
    const isWrong = expected.join() !== predicted.join();
    return {
      index,
      expected,
      predicted,
      probability: rounded(shares[furthest]!),
      target: null,
      value: null,
      isWrong,
      severity: rounded(distance(furthest)),
    };
  },
  regression: (index, logits, targets) => {
    const target = targets[index]!;
    const value = logits[0]!;
    return {
      index,
      expected: [],
      predicted: [],
      probability: null,
      target,
      value,
      isWrong: false,
      severity: Math.abs(target - value),
    };
  },
};

function probabilities(task: Task, logits: Float32Array): number[] {
  const names = Array.from(logits, (_, id) => String(id));
  return answer(task, logits, names).probabilities.map(({ probability }) => probability);
}

/** The last digits may differ with the batch that a row was computed in. */
function rounded(share: number): number {
  return Number(share.toFixed(4));
}
