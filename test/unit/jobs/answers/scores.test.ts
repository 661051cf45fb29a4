// The figures that steer a run: the better of two evaluations, and the accuracy of a batch.

import { expect, test } from 'vitest';

import type { LabelledBatch, Targets } from '../../../../src/base/training.js';
import { answer } from '../../../../src/jobs/answers/answer.js';
import { judgeRows } from '../../../../src/jobs/answers/judgedRows.js';
import { isBetter, score, shareRight } from '../../../../src/jobs/answers/scores.js';
import type { ClassScores } from '../../../../src/shared/events.js';

const classes = (loss: number, accuracy: number, f1: number): ClassScores => ({
  kind: 'classes',
  loss,
  accuracy,
  precision: 0,
  recall: 0,
  f1,
  microF1: 0,
  perClass: [],
  confusion: null,
});
const batch = (size: number, targets: Targets): LabelledBatch => ({
  size,
  length: 1,
  ids: new Int32Array(size),
  types: new Int32Array(size),
  mask: new Int32Array(size),
  targets,
});

test('the best evaluation has the lowest loss, or the highest accuracy or F1, and a tie is no improvement', () => {
  const best = classes(0.5, 0.8, 0.7);
  expect(isBetter(classes(0.4, 0, 0), best, 'loss')).toBe(true);
  expect(isBetter(classes(0.5, 1, 1), best, 'loss')).toBe(false);
  expect(isBetter(classes(9, 0.9, 0), best, 'accuracy')).toBe(true);
  expect(isBetter(classes(0, 0.8, 1), best, 'accuracy')).toBe(false);
  expect(isBetter(classes(9, 0, 0.8), best, 'f1')).toBe(true);
  const numbers = { kind: 'regression', loss: 2, rmse: 1, mae: 1, pearson: 0 } as const;
  expect(isBetter({ ...numbers, loss: 1 }, numbers, 'loss')).toBe(true);
});

test('the accuracy of a step counts rows over all its batches', () => {
  const logits = [Float32Array.of(1, 0, 0, 1), Float32Array.of(5, 2)];
  expect(shareRight('single-label', logits, [batch(2, Int32Array.of(0, 0)), batch(1, Int32Array.of(0))])).toBeCloseTo(
    2 / 3,
    12,
  );
  expect(
    shareRight('multi-label', logits, [batch(2, Float32Array.of(1, 0, 1, 1)), batch(1, Float32Array.of(1, 1))]),
  ).toBeCloseTo(2 / 3, 12);
  expect(shareRight('regression', logits, [batch(2, Float32Array.of(1, 0, 1, 1))])).toBeNull();
});

test('a figure that is not defined leaves the choice of the best to the loss', () => {
  const best = { ...classes(0.5, 0.8, 0.7), weightedF1: 0.7, matthews: 0.4, auc: null };
  expect(isBetter({ ...best, weightedF1: 0.8, loss: 9 }, best, 'weightedF1')).toBe(true);
  expect(isBetter({ ...best, matthews: 0.3, loss: 0 }, best, 'matthews')).toBe(false);
  expect(isBetter({ ...best, auc: 0.9, loss: 0.6 }, best, 'auc')).toBe(false);
  expect(isBetter({ ...best, auc: null, loss: 0.4 }, best, 'auc')).toBe(true);
});

test('a threshold decides which of several labels are predicted, scored and judged wrong', () => {
  const logits = Float32Array.of(-0.5, 2, -3);
  const names = ['a', 'b', 'c'];
  expect(answer('multi-label', logits, names).labels).toEqual(['b']);
  expect(answer('multi-label', logits, names, 0.3).labels).toEqual(['a', 'b']);
  expect(answer('multi-label', logits, names, 0.9).labels).toEqual([]);
  const targets = Float32Array.of(1, 1, 0);
  const scored = (threshold: number) => score('multi-label', { logits, targets, labels: names, threshold });
  expect(scored(0.3)).toMatchObject({ accuracy: 1 });
  expect(scored(0.5)).toMatchObject({ accuracy: 0 });
  expect(judgeRows('multi-label', logits, targets, 3, 0.3)[0]!.isWrong).toBe(false);
  expect(judgeRows('multi-label', logits, targets, 3)[0]!.isWrong).toBe(true);
  expect(shareRight('multi-label', [logits], [batch(1, targets)], 0.3)).toBe(1);
});

test('a confusion matrix has true classes as rows and predicted classes as columns', () => {
  const scores = score('single-label', {
    logits: Float32Array.of(0, 1, 0, 1, 1, 0),
    targets: [0, 1, 1],
    labels: ['a', 'b'],
  });
  expect(scores).toMatchObject({
    confusion: [
      [0, 1],
      [1, 1],
    ],
    accuracy: 1 / 3,
    perClass: [
      { label: 'a', support: 1, f1: 0 },
      { label: 'b', support: 2, f1: 0.5 },
    ],
  });
});

test('constant numbers have no correlation', () => {
  expect(score('regression', { logits: Float32Array.of(1, 2), targets: [3, 3], labels: ['x'] })).toMatchObject({
    pearson: null,
    mae: 1.5,
    spread: 0,
  });
  // Always answering the mean, 4, is off by as much as the numbers are.
  const { rmse, spread } = regression(Float32Array.of(4, 4, 4), [2, 4, 6]);
  expect(spread).toBeCloseTo(rmse, 12);
  expect(spread).toBeCloseTo(Math.sqrt(8 / 3), 12);
});

function regression(logits: Float32Array, targets: readonly number[]): { rmse: number; spread: number } {
  const scores = score('regression', { logits, targets, labels: ['x'] });
  if (scores.kind !== 'regression' || scores.spread === undefined) throw new Error('no scores of a regression');
  return { rmse: scores.rmse, spread: scores.spread };
}

test('without rows every figure is still a number', () => {
  for (const task of ['single-label', 'multi-label'] as const) {
    expect(score(task, { logits: new Float32Array(), targets: [], labels: ['a', 'b'] })).toMatchObject({
      loss: 0,
      accuracy: 0,
      f1: 0,
    });
  }
});
