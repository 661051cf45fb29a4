// The plan of a run: its number of steps and its evaluations.

import { expect, test } from 'vitest';

import { planRun } from '../../../../src/jobs/train/plan.js';

const usual = { rows: 800, batch: 16, accumulate: 1, epochs: 3, evaluations: 10 };

test('a run of three epochs is evaluated ten times, and at the end of each epoch', () => {
  const plan = planRun(usual);
  expect(plan).toMatchObject({ stepsPerEpoch: 50, steps: 150 });
  expect(plan.milestones).toHaveLength(10);
  expect(plan.milestones).toEqual(expect.arrayContaining([50, 100, 150]));
});

test('every plan has evaluations in order within the run, at each epoch and at the end', () => {
  for (const rows of [1, 2, 15, 16, 17, 1000]) {
    for (const accumulate of [1, 3, 1024]) {
      for (const epochs of [1, 2, 7, 30]) {
        for (const evaluations of [1, 10, 10000]) {
          const { steps, stepsPerEpoch, milestones } = planRun({ rows, batch: 16, accumulate, epochs, evaluations });
          expect(milestones.at(-1)).toBe(steps);
          expect([...milestones].sort((a, b) => a - b)).toEqual(milestones);
          expect(milestones[0]).toBeGreaterThan(0);
          for (let epoch = 1; epoch <= epochs; epoch++) expect(milestones).toContain(epoch * stepsPerEpoch);
          expect(milestones.length).toBeGreaterThanOrEqual(Math.min(evaluations, steps));
        }
      }
    }
  }
});

test('a fraction of an epoch ends the run within it, and is evaluated as often', () => {
  expect(planRun({ ...usual, epochs: 0.5 })).toMatchObject({ stepsPerEpoch: 50, steps: 25 });
  expect(planRun({ ...usual, epochs: 0.5, evaluations: 5 }).milestones).toEqual([5, 10, 15, 20, 25]);
  const { steps, milestones } = planRun({ ...usual, epochs: 2.25, evaluations: 1 });
  expect(steps).toBe(113);
  expect(milestones).toEqual([50, 100, 113]);
  expect(planRun({ ...usual, epochs: 0.001 })).toMatchObject({ steps: 1, milestones: [1] });
});

test('the last update of an epoch has the remaining batches', () => {
  expect(planRun({ ...usual, rows: 100, accumulate: 4 })).toMatchObject({
    batchesPerEpoch: 7,
    stepsPerEpoch: 2,
    steps: 6,
  });
});
