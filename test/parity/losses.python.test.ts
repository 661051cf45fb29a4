// Losses and their gradients equal torch's, with class weights, label smoothing and extreme logits.

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
const classes = [2, 0, 0, 1];
const single = { kind: 'single-label', targets: classes } as const;
const cases = [
  { ...single, weights: null, smoothing: 0 },
  { ...single, weights: null, smoothing: 0.1 },
  { ...single, weights: [0.5, 2, 1.25], smoothing: 0 },
  { ...single, weights: [0.5, 2, 1.25], smoothing: 0.2 },
  { kind: 'multi-label', targets: several, weights: null, smoothing: 0 },
  {
    kind: 'regression',
    targets: [
      [1, 2, 3],
      [0, -1, 4],
      [2, 2, 2],
      [0.5, 0, 1],
    ],
    weights: null,
    smoothing: 0,
  },
] as const;

const answers = z.array(z.object({ loss: z.number(), gradient: z.array(z.number()) }));

function ours(kind: Task, targets: readonly number[], weights: readonly number[] | null, labelSmoothing: number) {
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
  const loss = lossOf(config, node, targetsInput(config), {
    classWeights: weights ? Float32Array.from(weights) : undefined,
    labelSmoothing,
  });
  const feeds = {
    logits: { shape: [4, 3], values: logits.flat() },
    targets: { shape: kind === 'single-label' ? [4] : [4, 3], values: targets, integer: kind === 'single-label' },
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
      const { kind, targets, weights, smoothing } = cases[index]!;
      const found = await ours(kind, targets.flat(), weights, smoothing);
      expect(Math.abs((found['loss']?.[0] ?? NaN) - answer.loss) / answer.loss, kind).toBeLessThan(1e-6);
      // float32 against float64: the logits' own rounding, 90 × 6e-8, is the largest part.
      found['gradient']?.forEach((value, at) =>
        expect(Math.abs(value - (answer.gradient[at] ?? NaN)), kind).toBeLessThan(1e-5),
      );
    }
  });
});
