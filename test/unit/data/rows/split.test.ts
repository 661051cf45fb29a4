// The split into training and validation rows.

import { describe, expect, test } from 'vitest';

import {
  balancedClassWeights,
  drawRows,
  parseValidation,
  plainSplit,
  splitRows,
  stratifiedSplit,
} from '../../../../src/data/rows/split.js';

const labelsOf = (...counts: number[]) =>
  Int32Array.from(counts.flatMap((count, label) => new Array<number>(count).fill(label)));
const countsOf = (labels: Int32Array, rows: Int32Array, classes: number) =>
  Array.from({ length: classes }, (_, label) => rows.filter((row) => labels[row] === label).length);

describe('stratifiedSplit', () => {
  test('holds out the share of each class and of the whole', () => {
    const labels = labelsOf(700, 200, 99, 1);
    const { training, validation } = stratifiedSplit(labels, 0.2, 42);
    expect(countsOf(labels, validation, 4)).toEqual([140, 40, 20, 0]);
    expect(training.length).toBe(800);
  });

  test('puts every row on one side, in file order', () => {
    const { training, validation } = stratifiedSplit(labelsOf(30, 20), 0.3, 1);
    expect([...training, ...validation].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i));
    expect([...training]).toEqual([...training].sort((a, b) => a - b));
    expect([...validation]).toEqual([...validation].sort((a, b) => a - b));
  });

  test('keeps the single row of a rare class for training, even at the largest share', () => {
    const labels = labelsOf(50, 1, 2);
    for (let seed = 0; seed < 20; seed++)
      expect(countsOf(labels, stratifiedSplit(labels, 0.9, seed).training, 3).every((count) => count > 0)).toBe(true);
  });

  test('is the same on every machine for a seed, and another for another seed', () => {
    const labels = labelsOf(6, 6);
    expect([...stratifiedSplit(labels, 0.34, 42).validation]).toEqual([0, 4, 8, 9]);
    const seeds = [1, 2, 3, 4, 5].map((seed) => stratifiedSplit(labels, 0.34, seed).validation.join());
    expect(new Set(seeds).size).toBeGreaterThan(1);
  });

  test('holds out nothing for a share of 0, and one row at least for any other', () => {
    expect(stratifiedSplit(labelsOf(5, 5), 0, 1).validation.length).toBe(0);
    expect(stratifiedSplit(labelsOf(2, 1), 0.01, 1).validation.length).toBe(1);
    expect(stratifiedSplit(labelsOf(1, 1), 0.5, 1).validation.length).toBe(0);
  });
});

describe('splitRows', () => {
  test('splits regressions and rows with several labels at random', () => {
    const values = new Float64Array(100);
    expect(splitRows({ task: 'regression', values }, 0.2, 7)).toEqual(plainSplit(100, 0.2, 7));
    const several = splitRows({ task: 'multi-label', offsets: new Int32Array(11), ids: new Int32Array(0) }, 0.5, 7);
    expect([several.training.length, several.validation.length]).toEqual([5, 5]);
  });
});

describe('drawRows', () => {
  test('draws the requested number of distinct rows, in file order, the same for a seed', () => {
    const rows = drawRows(1000, 100, 3);
    expect(new Set(rows).size).toBe(100);
    expect([...rows]).toEqual([...rows].sort((a, b) => a - b));
    expect(drawRows(1000, 100, 3)).toEqual(rows);
    expect(drawRows(1000, 100, 4)).not.toEqual(rows);
    expect([...drawRows(3, 10, 1)]).toEqual([0, 1, 2]);
  });
});

describe('parseValidation', () => {
  test('takes a share or a file, and refuses a share that leaves nothing to train on', () => {
    expect(parseValidation('0.2')).toEqual({ share: 0.2 });
    expect(parseValidation('0')).toEqual({ share: 0 });
    expect(parseValidation('dev.csv')).toEqual({ file: 'dev.csv' });
    for (const share of ['1', '-0.1', '0.95'])
      expect(() => parseValidation(share)).toThrow(expect.objectContaining({ code: 'setting.validationShare' }));
  });
});

describe('balancedClassWeights', () => {
  test("gives scikit-learn's figures for the training rows, and 1 for a class without rows", () => {
    // compute_class_weight('balanced', classes=[0, 1], y=[0]*6 + [1]*2) = [0.66666667, 2.]
    const labels = labelsOf(6, 2, 3);
    const rows = Int32Array.from({ length: 8 }, (_, row) => row);
    expect([...balancedClassWeights(labels, rows, 3)]).toEqual([Math.fround(8 / 12), 2, 1]);
  });
});
