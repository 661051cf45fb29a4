// Smoothing and thinning of the curves.

import { describe, expect, test } from 'vitest';

import { addPoints } from '../../../../src/shared/messages/points.js';
import { decimate, placeOf, Smoother } from '../../../../webview/model/curves.js';

const steps = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('the smoothed curve', () => {
  test('starts at the first value and keeps a constant', () => {
    const smoother = new Smoother();
    smoother.follow([2, 2, 2, 2], 0);
    for (const value of smoother.values) expect(value).toBeCloseTo(2, 12);
  });

  test('is the same however its points arrive, also after a resume', () => {
    const raw = [1, 0.5, null, 0.8, 0.2, 0.4];
    const whole = new Smoother();
    whole.follow(raw, 0);
    const pieces = new Smoother();
    pieces.follow([1, 0.5, 9, 9], 0);
    pieces.follow(raw.slice(0, 4), 2);
    pieces.follow(raw, 4);
    expect(pieces.values).toEqual(whole.values);
    expect(whole.values[2]).toBeNull();
  });
});

describe('thinning', () => {
  test('keeps peaks and troughs', () => {
    const values = steps(100_000).map(() => 0.5);
    values[70_123] = 9;
    values[30_001] = -3;
    const places = decimate(steps(100_000), values, 0, 100_000, 600);
    expect(places.length).toBeLessThanOrEqual(1201);
    expect(places).toContain(70_123);
    expect(places).toContain(30_001);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  test('keeps every point when there is room, and the neighbours just out of sight', () => {
    expect(decimate(steps(50), steps(50), 10, 20, 600)).toEqual(
      steps(50)
        .map((step) => step - 1)
        .slice(8, 21),
    );
  });

  test('keeps gaps', () => {
    const values = steps(1000).map((step) => (step > 400 && step < 600 ? null : 1));
    expect(decimate(steps(1000), values, 0, 1000, 50).some((place) => values[place] === null)).toBe(true);
  });
});

test('the index of a step is that of the first point at or after it', () => {
  expect([0, 1, 5, 6, 99].map((step) => placeOf([1, 3, 5, 7], step))).toEqual([0, 0, 2, 3, 4]);
});

test('steps after a resume replace the old ones', () => {
  const points = { step: [1, 2, 3, 4], loss: [4, 3, 2, 1], learningRate: [1, 1, 1, 1] };
  expect(addPoints(points, { step: [3, 4], loss: [9, null], learningRate: [2, 2] })).toBe(2);
  expect(points).toEqual({ step: [1, 2, 3, 4], loss: [4, 3, 9, null], learningRate: [1, 1, 2, 2] });
  expect(addPoints(points, { step: [], loss: [], learningRate: [] })).toBe(4);
});
