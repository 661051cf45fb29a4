// One update of AdamW on 110 million parameters, gradients outside the optimiser's memory as ONNX Runtime leaves them.

import { parameterShapes } from '../../src/base/model.js';
import { HostAdamW } from '../../src/engine/backends/cpu/adamw/hostAdamW.js';
import { randomConfig } from '../../src/formats/initialWeights.js';
import { type Figure, lessIsBetter, median } from './figures.js';
import type { BenchOptions } from './options.js';
import { runPython } from './reference.js';

/** bert-base-uncased: 109.5 M. */
const bertBase = randomConfig({
  layers: 12,
  hidden: 768,
  heads: 12,
  vocabularySize: 30522,
  labels: 2,
  task: 'single-label',
});
const options = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 };
const updates = 7;

/**
 * Every gradient dense, the word embedding's too: the most work there can be. The opponent uses its fused kernel where
 * it has one.
 */
export async function adamwCase({ reference, threads }: BenchOptions): Promise<Figure[]> {
  const shapes = [...parameterShapes(bertBase)].map(([name, shape]) => ({ name, shape }));
  const seconds = timeOurs(shapes);
  const theirs =
    reference === null
      ? null
      : Number(
          await runPython(reference, program, [
            JSON.stringify(shapes.map(({ shape }) => shape)),
            String(threads),
            String(updates),
          ]),
        );
  const count = shapes.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b), 0);
  // Weight and moments are read and written, the gradient read: 28 bytes a parameter.
  const bandwidth = (count * 28) / seconds / 1e9;
  return [
    {
      name: `AdamW, ${(count / 1e6).toFixed(1)} M parameters`,
      unit: 's',
      ours: seconds,
      reference: theirs,
      ratio: lessIsBetter(seconds, theirs),
      target: { most: 0.35 },
    },
    { name: 'AdamW', unit: 'GB/s', ours: bandwidth, reference: null },
  ];
}

function timeOurs(shapes: readonly { readonly name: string; readonly shape: readonly number[] }[]): number {
  const filled = (shape: readonly number[]) =>
    Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => ((i * 7919) % 2003) / 1e5 - 0.01);
  const gradients = new Map(shapes.map(({ name, shape }) => [name, filled(shape)]));
  const weights = new Map(shapes.map(({ name, shape }) => [name, { shape, data: gradients.get(name)! }]));
  const parameters = shapes.map((parameter) => ({ ...parameter, decayed: true, rateFactor: 1, sparseRows: false }));
  const adamw = new HostAdamW({ parameters, weights, options });
  const times = Array.from({ length: updates }, (_, step) => {
    const started = performance.now();
    adamw.update({ gradients, scale: 0.5, learningRate: 5e-5, step });
    return (performance.now() - started) / 1000;
  });
  return median(times.slice(1));
}

const program = `
import json, sys, time, torch
shapes, threads, updates = json.loads(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
torch.set_num_threads(threads)
parameters = [torch.nn.Parameter(torch.randn(shape) * 0.02) for shape in shapes]
for parameter in parameters:
    parameter.grad = torch.randn_like(parameter) * 0.01
optimizer = torch.optim.AdamW(parameters, lr=5e-5)
times = []
for _ in range(updates):
    begun = time.perf_counter()
    optimizer.step()
    times.append(time.perf_counter() - begun)
print(sorted(times[1:])[(updates - 1) // 2])
`;
