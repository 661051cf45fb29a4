// The optimiser outside the graph against torch.optim.AdamW itself: clipping, parameter groups, and an embedding of
// which each batch uses a few rows.

import { expect, test } from 'vitest';
import { z } from 'zod';

import { type Gradient, HostAdamW } from '../../src/engine/backends/cpu/adamw/hostAdamW.js';
import { describeWithPython, runPython } from '../support/python.js';

const options = { beta1: 0.9, beta2: 0.98, epsilon: 1e-6, weightDecay: 0.05 };
const steps = 20;
const learningRate = 2e-3;
const clip = 1.5;
const halfRate = 0.5;
const shapes = { matrix: [37, 53], embedding: [41, 19], bias: [53] };
type Name = keyof typeof shapes;

const { beta1, beta2, epsilon, weightDecay } = options;
const given = [steps, learningRate, clip, halfRate, beta1, beta2, epsilon, weightDecay];

/** Trains three tensors on made-up gradients and prints all that went in and came out, as JSON. */
const program = `
import json, torch
torch.manual_seed(0)
steps, lr, clip, half, beta1, beta2, eps, decay = json.loads('${JSON.stringify(given)}')
shapes = json.loads('${JSON.stringify(shapes)}')
weights = {name: torch.nn.Parameter(torch.randn(shape)) for name, shape in shapes.items()}
start = {name: w.detach().flatten().tolist() for name, w in weights.items()}
optimizer = torch.optim.AdamW([
    dict(params=[weights['matrix']]),
    dict(params=[weights['embedding']], lr=lr * half),
    dict(params=[weights['bias']], weight_decay=0.0),
], lr=lr, betas=(beta1, beta2), eps=eps, weight_decay=decay, foreach=False)
trace = []
for step in range(steps):
    rows = torch.randperm(41)[:step % 5].tolist()
    for name, w in weights.items():
        w.grad = torch.randn_like(w) * 10.0 ** (step % 4 - 3)
    kept = torch.zeros(41, 1)
    kept[rows] = 1
    weights['embedding'].grad *= kept
    gradients = {name: w.grad.flatten().tolist() for name, w in weights.items()}
    norm = torch.nn.utils.clip_grad_norm_(list(weights.values()), clip)
    optimizer.step()
    trace.append(dict(rows=rows, norm=norm.item(), gradients=gradients))
state = lambda key: {name: optimizer.state[w][key].flatten().tolist() for name, w in weights.items()}
final = {name: w.detach().flatten().tolist() for name, w in weights.items()}
print(json.dumps(dict(start=start, trace=trace, weight=final, moment1=state('exp_avg'), moment2=state('exp_avg_sq'))))
`;

const tensors = z.record(
  z.enum(['matrix', 'embedding', 'bias']),
  z.array(z.number()).transform((list) => Float32Array.from(list)),
);
const result = z.object({
  start: tensors,
  trace: z.array(z.object({ rows: z.array(z.number()), norm: z.number(), gradients: tensors })),
  weight: tensors,
  moment1: tensors,
  moment2: tensors,
});

function gradientsOf({ rows, gradients }: z.infer<typeof result>['trace'][number]): Map<string, Gradient> {
  const width = shapes.embedding[1]!;
  const values = Float32Array.from(
    rows.flatMap((row) => Array.from(gradients.embedding.subarray(row * width, (row + 1) * width))),
  );
  return new Map<string, Gradient>([
    ['matrix', gradients.matrix],
    ['embedding', { rows: Int32Array.from(rows), values }],
    ['bias', gradients.bias],
  ]);
}

/** Largest difference, relative to the largest entry. */
function difference(ours: Float32Array, theirs: Float32Array): number {
  const largest = theirs.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return ours.reduce((most, x, i) => Math.max(most, Math.abs(x - theirs[i]!)), 0) / largest;
}

describeWithPython('the optimiser outside the graph', () => {
  test('has the weights and moments of torch.optim.AdamW after 20 clipped steps', () => {
    const torch = result.parse(JSON.parse(runPython(['-c', program])));
    const parameters = (Object.keys(shapes) as Name[]).map((name) => ({
      name,
      shape: shapes[name],
      decayed: name !== 'bias',
      rateFactor: name === 'embedding' ? halfRate : 1,
      sparseRows: name === 'embedding',
    }));
    const weights = new Map(parameters.map(({ name, shape }) => [name, { shape, data: torch.start[name] }]));
    const adamw = new HostAdamW({ parameters, weights, options });
    torch.trace.forEach((entry, step) => {
      const gradients = gradientsOf(entry);
      const norm = adamw.norm(gradients);
      // PyTorch sums the squares in float32.
      expect(Math.abs(norm / entry.norm - 1)).toBeLessThan(1e-6);
      adamw.update({ gradients, scale: Math.min(1, clip / (norm + 1e-6)), learningRate, step });
    });
    expect(torch.trace.filter(({ norm }) => norm > clip).length).toBeGreaterThan(3);
    for (const { name } of parameters) {
      // A few roundings of float32 (6e-8 each) a step, of which the later ones decay the earlier.
      expect(difference(adamw.weight(name), torch.weight[name])).toBeLessThan(1e-6);
      expect(difference(adamw.moment1(name), torch.moment1[name])).toBeLessThan(1e-6);
      expect(difference(adamw.moment2(name), torch.moment2[name])).toBeLessThan(1e-6);
    }
  });
});
