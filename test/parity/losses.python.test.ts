// Losses and their gradients equal torch's, with weights of classes, labels and rows, probabilities of classes, label
// smoothing and extreme logits.

import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';
import { z } from 'zod';

import type { Task } from '../../src/base/model.js';
import { gradients } from '../../src/engine/autodiff/gradients.js';
import * as b from '../../src/engine/graph/build.js';
import type { Node } from '../../src/engine/graph/node.js';
import { lossOf, targetsInput } from '../../src/engine/model/losses.js';
import { randomModel } from '../../src/formats/initialWeights.js';
import { describeWithPython, runPython } from '../support/python.js';
import { runGraph } from '../support/runGraph.js';

const logits = [
  [0.3, -1.2, 2],
  [4, 0, -0.5],
  [-80, 90, 3],
  [0, 0, 0],
];
const several = [
  [1, 0, 1],
  [0, 0, 0],
  [0, 1, 1],
  [1, 1, 0],
];
const numbers = [
  [1, 2, 3],
  [0, -1, 4],
  [2, 2, 2],
  [0.5, 0, 1],
];
const probable = [
  [0.1, 0.2, 0.7],
  [1, 0, 0],
  [0.25, 0.5, 0.25],
  [0, 0.4, 0.6],
];
const rows = [0.5, 2, 1.25, 3];
const equalRows = [1, 1, 1, 1];
const classes = [2, 0, 0, 1];
const single = { kind: 'single-label', targets: classes } as const;
const cases = [
  { ...single, weights: null, smoothing: 0 },
  { ...single, weights: null, smoothing: 0.1 },
  { ...single, weights: [0.5, 2, 1.25], smoothing: 0 },
  { ...single, weights: [0.5, 2, 1.25], smoothing: 0.2 },
  { ...single, weights: null, smoothing: 0.1, rows },
  { ...single, weights: [0.5, 2, 1.25], smoothing: 0.2, rows },
  { kind: 'single-label', targets: probable, weights: null, smoothing: 0, rows: equalRows },
  { kind: 'single-label', targets: probable, weights: null, smoothing: 0.1, rows },
  { kind: 'multi-label', targets: several, weights: null, smoothing: 0 },
  { kind: 'multi-label', targets: several, weights: [3, 0.25, 8], smoothing: 0 },
  { kind: 'multi-label', targets: several, weights: [3, 0.25, 8], smoothing: 0, rows },
  { kind: 'regression', targets: numbers, weights: null, smoothing: 0 },
  { kind: 'regression', targets: numbers, weights: null, smoothing: 0, rows },
] as const;

interface Case {
  readonly kind: Task;
  readonly targets: readonly (number | readonly number[])[];
  readonly weights: readonly number[] | null;
  readonly smoothing: number;
  readonly rows?: readonly number[];
}

/** What a row is to answer, and its weight: a class as a probability of 1. */
function withWeights({ targets, rows: weights = [] }: Case): number[] {
  return targets.flatMap((target, row) => [
    ...(typeof target === 'number' ? [0, 1, 2].map((label) => (label === target ? 1 : 0)) : target),
    weights[row]!,
  ]);
}

const answers = z.array(z.object({ loss: z.number(), gradient: z.array(z.number()) }));

function ours(one: Case) {
  const { kind, targets, weights, smoothing: labelSmoothing } = one;
  const weightedTargets = one.rows !== undefined;
  const { config } = randomModel({
    layers: 1,
    hidden: 8,
    heads: 1,
    vocabularySize: 10,
    labels: 3,
    task: kind,
    seed: 1,
  });
  const node = b.input('logits', 'float32', ['batch', 3]);
  const loss = lossOf(config, node, targetsInput(config, { weightedTargets }), {
    weightedTargets,
    classWeights: weights ? Float32Array.from(weights) : undefined,
    labelSmoothing,
  });
  const feeds = {
    logits: { shape: [4, 3], values: logits.flat() },
    targets: weightedTargets
      ? { shape: [4, 4], values: withWeights(one) }
      : {
          ...{ shape: kind === 'single-label' ? [4] : [4, 3], values: targets.flat() },
          integer: kind === 'single-label',
        },
  };
  return runGraph({ loss, gradient: gradients(loss, [node]).get(node) as Node }, feeds);
}

describeWithPython('losses', () => {
  const expected = () => {
    const input = JSON.stringify(cases.map((one) => ({ ...one, logits })));
    const script = fileURLToPath(new URL('losses.py', import.meta.url));
    return answers.parse(JSON.parse(runPython([script], { input })));
  };
  test('and their gradients equal torch’s', async () => {
    for (const [index, answer] of expected().entries()) {
      const { kind } = cases[index]!;
      const found = await ours(cases[index]!);
      expect(Math.abs((found['loss']?.[0] ?? NaN) - answer.loss) / answer.loss, kind).toBeLessThan(1e-6);
      // float32 against float64: the logits' own rounding, 90 × 6e-8, is the largest part.
      found['gradient']?.forEach((value, at) =>
        expect(Math.abs(value - (answer.gradient[at] ?? NaN)), kind).toBeLessThan(1e-5),
      );
    }
  });
});
