// AdamW as graph nodes, for backends with weights on a device, and AdamW on the host give the same numbers.

import { expect, test } from 'vitest';

import { parameters } from '../../../../src/base/model.js';
import { HostAdamW } from '../../../../src/engine/backends/cpu/adamw/hostAdamW.js';
import * as b from '../../../../src/engine/graph/build.js';
import { adamW, clipScale, clipScaleNode, isDecayed } from '../../../../src/engine/optim/adamw.js';
import { randomConfig } from '../../../../src/formats/initialWeights.js';
import { architectureNames } from '../../../../src/shared/architectureNames.js';
import { runGraph } from '../../../support/runGraph.js';

const options = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 };
const start = [0.5, -0.25, 1e-3, 4, 0];

test('AdamW takes the same steps in the graph and on the host', async () => {
  const host = new HostAdamW({
    parameters: [{ name: 'w', shape: [5], decayed: true, rateFactor: 1, sparseRows: false }],
    weights: new Map([['w', { shape: [5], data: Float32Array.from(start) }]]),
    options,
  });
  let state = { weight: start, moment1: [0, 0, 0, 0, 0], moment2: [0, 0, 0, 0, 0] };
  const vector = (name: string) => b.input(name, 'float32', [5]);
  const scalar = (name: string) => b.input(name, 'float32', []);
  const nodes = adamW({ weight: vector('w'), moment1: vector('m'), moment2: vector('v') }, vector('g'), options, {
    learningRate: scalar('rate'),
    correction1: scalar('correction1'),
    correction2: scalar('correction2'),
    scale: clipScaleNode(scalar('norm'), 1),
  });
  for (let step = 0; step < 4; step++) {
    const gradient = start.map((_, index) => Math.sin(3 * index + step) * 2);
    const norm = Math.hypot(...gradient);
    const single = (value: number) => ({ shape: [], values: [value] });
    const found = await runGraph(
      { ...nodes },
      {
        ...Object.fromEntries(
          Object.entries({ w: state.weight, m: state.moment1, v: state.moment2, g: gradient }).map(([name, values]) => [
            name,
            { shape: [5], values },
          ]),
        ),
        rate: single(1e-2),
        correction1: single(1 - options.beta1 ** (step + 1)),
        correction2: single(1 - options.beta2 ** (step + 1)),
        norm: single(norm),
      },
    );
    state = { weight: found['weight'] ?? [], moment1: found['moment1'] ?? [], moment2: found['moment2'] ?? [] };
    host.update({
      gradients: new Map([['w', Float32Array.from(gradient)]]),
      scale: clipScale(norm, 1),
      learningRate: 1e-2,
      step,
    });
    state.weight.forEach((value, index) =>
      expect(Math.abs(value - (host.weight('w')[index] ?? NaN))).toBeLessThan(1e-6),
    );
    state.moment2.forEach((value, index) =>
      expect(Math.abs(value - (host.moment2('w')[index] ?? NaN))).toBeLessThan(1e-7),
    );
  }
});

test('AdamW clips gradients above the limit only, and none at a limit of 0', () => {
  expect(clipScale(0.5, 1)).toBe(1);
  expect(clipScale(4, 1)).toBeCloseTo(0.25, 6);
  expect(clipScale(1e9, 0)).toBe(1);
});

test('AdamW decays weights, but neither biases nor layer norms', () => {
  const config = randomConfig({ layers: 1, hidden: 4, heads: 2, vocabularySize: 10, labels: 2, task: 'single-label' });
  for (const architecture of architectureNames) {
    const plain = parameters({ ...config, architecture }).filter((parameter) => !isDecayed(parameter));
    // As transformers' Trainer has it: by what a weight is, whatever it is called.
    expect(plain.map(({ name }) => name)).toEqual(
      parameters({ ...config, architecture })
        .map(({ name }) => name)
        .filter((name) => /bias$|layer_?norm\.weight$/i.test(name)),
    );
  }
});
