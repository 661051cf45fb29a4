// Measures the differences of our numbers from PyTorch's, as test/fixtures/README.md describes.

import { firstPosition, layerNames, parameterShapes, storedLayers } from '../../src/base/model.js';
import type { Device, InspectableTrainer } from '../../src/base/training.js';
import { scheduleFactor } from '../../src/engine/optim/schedules.js';
import { createTrainer } from '../../src/engine/trainer.js';
import { openTensorflow } from '../../src/tensorflow/graphRuntime.js';
import { type Golden, readGolden } from './golden.js';

/** The largest difference in each group; a group that the golden does not hold is absent. */
export interface Parity {
  logits: number;
  hidden: number;
  gradients?: number;
  losses: number;
  norms: number;
  final: number;
  /** The largest relative difference of the final L2 norms of all parameters. */
  finalNorms?: number;
  device: string;
}

/** @param most the number of steps, where a device is too slow for all; final values are then not measured */
export async function measureParity(
  folder: string,
  model?: string,
  device: Device = 'onnx-cpu',
  most = Infinity,
): Promise<Parity> {
  const golden = await readGolden(folder, model);
  try {
    const trainer = await createTrainer({ ...optionsOf(golden), device }, { tensorflow: openTensorflow });
    const forward = await measureForward(golden, trainer);
    const trained = await measureTraining(golden, trainer, most);
    await trainer.dispose();
    return { ...forward, ...trained, device: trainer.device };
  } finally {
    await golden.tensors.close();
  }
}

function optionsOf({ config, weights, recipe }: Golden) {
  const frozen = new Set([...parameterShapes(config).keys()].filter((name) => isFrozen(recipe, name)));
  const optimizer = {
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    weightDecay: recipe.decay,
    decayAll: recipe.decay_all,
    clip: recipe.clip ?? 0,
    layerDecay: 1,
  };
  return { config, weights, frozen, optimizer, labelSmoothing: 0, seed: 0, threads: 2, splitFrozen: false };
}

async function measureForward(
  { config, tensors, file, batches }: Golden,
  trainer: InspectableTrainer,
): Promise<Pick<Parity, 'logits' | 'hidden' | 'gradients'>> {
  const batch = batches[0];
  if (!batch) throw new Error('the golden has no batch');
  const logits = largest(await tensors.read('forward.logits'), await trainer.predict(batch));
  let hidden = 0;
  for (const [layer, states] of (await trainer.hiddenStates(batch)).entries()) {
    const name = `forward.hidden.${layer}`;
    const theirs = await tensors.read(name);
    const every = file.every[name] ?? 1;
    // Where positions begin after the padding token's id, padding has a position of its own in Python, which nothing
    // reads.
    const counts = (at: number) =>
      firstPosition(config) === 0 || batch.mask[Math.floor((at * every) / config.hiddenSize)] === 1;
    hidden = Math.max(
      hidden,
      largest(
        theirs,
        sampled(states, every).map((value, at) => (counts(at) ? value : (theirs[at] ?? NaN))),
      ),
    );
  }
  if (!tensors.names.some((name) => name.startsWith('grad.'))) return { logits, hidden };
  return { logits, hidden, gradients: await measureGradients(tensors, file, await trainer.gradients(batch)) };
}

async function measureGradients(
  tensors: Golden['tensors'],
  file: Golden['file'],
  ours: Awaited<ReturnType<InspectableTrainer['gradients']>>,
): Promise<number> {
  const names = tensors.names.filter((name) => name.startsWith('grad.')).map((name) => name.slice('grad.'.length));
  if (names.sort().join() !== [...ours.keys()].sort().join())
    throw new Error('other weights have gradients than in PyTorch');
  const theirs = new Map(
    await Promise.all(names.map(async (name) => [name, await tensors.read(`grad.${name}`)] as const)),
  );
  const peaks = new Map([...theirs].map(([name, values]) => [name, file.peaks[`grad.${name}`] ?? peak(values)]));
  const overall = Math.max(...peaks.values());
  let worst = 0;
  for (const [name, expected] of theirs) {
    const found = sampled(ours.get(name)?.data ?? new Float32Array(), file.every[`grad.${name}`]);
    worst = Math.max(worst, largest(expected, found) / Math.max(peaks.get(name) ?? NaN, overall / 1000));
  }
  return worst;
}

async function measureTraining(
  golden: Golden,
  trainer: InspectableTrainer,
  most: number,
): Promise<Pick<Parity, 'losses' | 'norms' | 'final' | 'finalNorms'>> {
  const { recipe, file, batches } = golden;
  const micro = recipe.accumulate ?? 1;
  let losses = 0;
  let norms = 0;
  for (let step = 0; step < Math.min(most, recipe.steps); step++) {
    const factor = scheduleFactor(recipe.schedule, step, recipe.warmup ?? 0, recipe.steps);
    const result = await trainer.step(batches.slice(step * micro, (step + 1) * micro), recipe.lr * factor, step);
    losses = Math.max(losses, relative(file.loss[step], result.loss));
    norms = Math.max(norms, relative(file.grad_norm[step], result.gradientNorm));
  }
  return { losses, norms, ...(most < recipe.steps ? { final: NaN } : await measureFinal(golden, trainer)) };
}

async function measureFinal(
  golden: Golden,
  trainer: InspectableTrainer,
): Promise<Pick<Parity, 'final' | 'finalNorms'>> {
  const { config, file } = golden;
  let final = 0;
  let finalNorms = 0;
  const keyBiases = new Set(
    Array.from({ length: storedLayers(config) }, (_, layer) => `${layerNames(config, layer).key}.bias`),
  );
  for (const [name, { data }] of await trainer.weights()) {
    if (keyBiases.has(name)) continue;
    const expected = await finalOf(golden, name);
    if (expected !== undefined) {
      const found = sampled(data, file.every[`final.${name}`]);
      final = Math.max(final, largest(expected, found) / (file.peaks[`final.${name}`] ?? peak(expected)));
    }
    const norm = file.final_norms?.[name];
    if (norm !== undefined)
      finalNorms = Math.max(finalNorms, relative(norm, Math.sqrt(data.reduce((sum, x) => sum + x * x, 0))));
  }
  return file.final_norms ? { final, finalNorms } : { final };
}

/** The final value of a weight, where it is recorded; a frozen one keeps its start value. */
async function finalOf({ tensors, recipe, weights }: Golden, name: string): Promise<Float32Array | undefined> {
  if (tensors.has(`final.${name}`)) return tensors.read(`final.${name}`);
  return isFrozen(recipe, name) ? weights.get(name)?.data : undefined;
}

const isFrozen = ({ freeze = [] }: Golden['recipe'], name: string) => freeze.some((prefix) => name.startsWith(prefix));

function relative(expected: number | undefined, found: number): number {
  if (expected === undefined) throw new Error('the golden has fewer steps than its recipe');
  const difference = Math.abs(expected - found) / Math.abs(expected);
  return Number.isNaN(difference) ? Infinity : difference;
}

function peak(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/** Every nth element, as a golden records a large tensor. */
function sampled(values: Float32Array, every = 1): Float32Array {
  return every === 1 ? values : values.filter((_, index) => index % every === 0);
}

/** The largest absolute difference; infinite when the sizes differ or a number is NaN. */
function largest(expected: Float32Array, found: Float32Array): number {
  if (expected.length !== found.length) return Infinity;
  let worst = 0;
  for (let index = 0; index < expected.length; index++) {
    const difference = Math.abs((expected[index] ?? NaN) - (found[index] ?? NaN));
    if (!(difference <= worst)) worst = Number.isNaN(difference) ? Infinity : difference;
  }
  return worst;
}
