// Warm-up: a share of the steps or their number, and never the only step.

import { expect, test } from 'vitest';

import { scheduleFactor, schedules, warmupUpdates } from '../../../../src/engine/optim/schedules.js';

test('the only step of a run learns, whatever its warm-up', () => {
  for (const schedule of schedules)
    for (const asked of [
      { warmup: 0.1, warmupSteps: null },
      { warmup: 1, warmupSteps: null },
      { warmup: 0, warmupSteps: 100 },
    ])
      expect(scheduleFactor(schedule, 0, warmupUpdates(asked, 1), 1)).toBe(1);
});

test('a number of warm-up steps takes the place of their share', () => {
  expect(warmupUpdates({ warmup: 0.1, warmupSteps: null }, 200)).toBe(20);
  expect(warmupUpdates({ warmup: 0.1, warmupSteps: 7 }, 200)).toBe(7);
  expect(warmupUpdates({ warmup: 0.1, warmupSteps: 0 }, 200)).toBe(0);
  expect(scheduleFactor('constant', 3, warmupUpdates({ warmup: 0, warmupSteps: 4 }, 200), 200)).toBe(0.75);
});
