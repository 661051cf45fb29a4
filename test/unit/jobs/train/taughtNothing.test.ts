// A run whose loss did not fall below what guessing gives says so once, with what to try.

import { describe, expect, test } from 'vitest';

import type { RunData } from '../../../../src/jobs/rows/runData.js';
import { guessingLoss, taughtNothingNotices } from '../../../../src/jobs/train/taughtNothing.js';
import { parseSettings } from '../../../../src/runs/parseSettings.js';
import type { GivenSettings } from '../../../../src/shared/settings.js';
import { createKit, eventsOf, trainKit } from './runKit.js';

function dataOf(labelRows: readonly number[], given: GivenSettings = {}): RunData {
  const rows = labelRows.reduce((sum, count) => sum + count, 0);
  return {
    labelRows,
    training: Int32Array.from({ length: rows }, (_, row) => row),
    settings: parseSettings(given),
    rows: { targets: { task: 'single-label', ids: new Int32Array(rows) }, scale: null, weights: null },
  } as unknown as RunData;
}

const codes = (data: RunData, losses: readonly number[], learningRate = 5e-5) =>
  taughtNothingNotices(data, { losses, learningRate, usual: 5e-5 }).map(({ code }) => code);

describe('what guessing gives', () => {
  test('is ln(classes) for classes alike, and less for uneven ones', () => {
    expect(guessingLoss(dataOf([10, 10, 10]))).toBeCloseTo(Math.log(3), 12);
    expect(guessingLoss(dataOf([196, 4]))).toBeCloseTo(0.098, 3);
    expect(guessingLoss(dataOf([196, 4], { classWeights: 'balanced' }))).toBeCloseTo(Math.log(2), 12);
    expect(guessingLoss(dataOf([10, 0]))).toBeNull();
  });
});

describe('a run that learned nothing', () => {
  const [even, stuck] = [dataOf([10, 10]), [0.7, 0.69, 0.695, 0.69, 0.693, 0.69]];
  test('is told of with the cause: too high a rate, too low a one, or neither', () => {
    expect(codes(even, stuck)).toEqual(['run.stayedAtGuess']);
    expect(codes(even, stuck, 1)).toEqual(['run.rateTooHigh']);
    expect(codes(even, stuck, 1e-8)).toEqual(['run.rateTooLow']);
    expect(codes(even, [0.7, 3, 8, 6, 7, 5])).toEqual(['run.rateTooHigh']);
  });

  test('is not suspected where the loss fell, however slow or late', () => {
    expect(codes(even, [0.7, 0.69, 0.6, 0.5, 0.4, 0.2])).toEqual([]);
    expect(codes(even, [0.7, 0.69, 0.69, 0.5, 0.5, 0.6], 1)).toEqual([]);
    expect(codes(even, [0.7, 0.7])).toEqual([]);
  });

  test('says so at its end, with a rate to try', async () => {
    const tried = async (learningRate: number) =>
      eventsOf((await trainKit(createKit(40), { learningRate })).events, 'notice');
    expect((await tried(1e-9)).find(({ code }) => code === 'run.rateTooLow')?.values['usual']).toBe('0.0005');
    expect((await tried(0.02)).map(({ code }) => code).filter((code) => /rate|Guess/.test(code))).toEqual([]);
  });
});
