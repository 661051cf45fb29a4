// The learning rate at every step against transformers' own schedules.

import { expect, test } from 'vitest';

import { scheduleFactor, schedules, warmupUpdates } from '../../src/engine/optim/schedules.js';
import { describeWithPython, runPython } from '../support/python.js';

const cases = schedules.flatMap((schedule) =>
  [
    [1, 0],
    [3, 0.1],
    [2, 0.5],
    [7, 0.1],
    [100, 0],
    [100, 0.1],
    [37, 1],
    [53, 0.33],
  ].map(([steps, share]) => ({ schedule, steps: steps!, share: share! })),
);

const script = `
import json, sys, torch
from transformers import get_scheduler, TrainingArguments
out = []
for case in json.load(sys.stdin):
    name = {"constant": "constant_with_warmup"}.get(case["schedule"], case["schedule"])
    warmup = __import__("math").ceil(case["steps"] * case["share"])
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    scheduler = get_scheduler(name, optimizer, warmup, case["steps"])
    rates = []
    for _ in range(case["steps"]):
        rates.append(optimizer.param_groups[0]["lr"]); optimizer.step(); scheduler.step()
    out.append(dict(warmup=warmup, rates=rates))
print(json.dumps(out))
`;

describeWithPython('the schedule', () => {
  test('has the learning rates of transformers at every step', () => {
    const stdout = runPython(['-c', script], { input: JSON.stringify(cases) });
    const expected = JSON.parse(stdout) as { warmup: number; rates: number[] }[];
    cases.forEach(({ schedule, steps, share }, index) => {
      const warmup = warmupUpdates({ warmup: share, warmupSteps: null }, steps);
      expect(warmup).toBe(expected[index]!.warmup);
      const rates = Array.from({ length: steps }, (_, step) => scheduleFactor(schedule, step, warmup, steps));
      // Both are doubles; the two spell the same formula, so a few units in the last place are all there may be.
      rates.forEach((rate, step) => expect(rate).toBeCloseTo(expected[index]!.rates[step]!, 14));
    });
  });
});
