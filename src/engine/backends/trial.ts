// The computations that a device must get right before it is used for a run: a softmax, and steps of a small BERT,
// which are compared with the processor's. The masks of dropout are the same bits on every device.

import { cpus } from 'node:os';

import { type BertConfig, type FloatTensor, parameterShapes } from '../../base/model.js';
import type { InspectableTrainer, LabelledBatch, TrainerOptions } from '../../base/training.js';
import { UserError } from '../../shared/errors.js';
import * as b from '../graph/build.js';
import { createGraph } from '../graph/graph.js';
import { createCpuTrainer } from './cpu/cpuTrainer.js';
import type { Opener } from './openGraph.js';

const softmaxRows = 8;
const softmaxColumns = 300;

/** Throws machine.wrongSoftmax. */
export async function trySoftmax(open: Opener): Promise<void> {
  const shape = [softmaxRows, softmaxColumns];
  const graph = await open(createGraph(new Map([['y', b.softmax(b.input('x', 'float32', shape))]])));
  const data = Float32Array.from({ length: softmaxRows * softmaxColumns }, (_, index) => 30 * Math.sin(1.3 * index));
  const found = await graph.run({ x: { shape, data } }, 'y');
  await graph.release();
  let worst = found.length === data.length ? 0 : Infinity;
  for (let row = 0; row < softmaxRows; row++) {
    const from = row * softmaxColumns;
    const to = (row + 1) * softmaxColumns;
    const powers = Array.from(data.subarray(from, to), Math.exp);
    const total = powers.reduce((sum, value) => sum + value, 0);
    powers.forEach((power, column) => (worst = larger(worst, Math.abs(power / total - (found[from + column] ?? NaN)))));
  }
  if (worst > 1e-4) throw new UserError('machine.wrongSoftmax', { difference: worst.toExponential(1) });
}

/** A difference that is not a number counts as the largest. */
const larger = (a: number, difference: number): number =>
  Number.isNaN(difference) ? Infinity : Math.max(a, difference);

const config: BertConfig = {
  architecture: 'bert',
  vocabularySize: 97,
  embeddingSize: 64,
  hiddenSize: 64,
  layers: 1,
  layerGroups: 1,
  layersOfGroup: 1,
  heads: 4,
  intermediateSize: 128,
  maxPositions: 32,
  typeVocabularySize: 2,
  activation: 'gelu',
  layerNormEpsilon: 1e-12,
  hiddenDropout: 0.1,
  attentionDropout: 0.1,
  classifierDropout: 0.1,
  initializerRange: 0.02,
  padTokenId: 0,
  labels: 3,
  task: 'single-label',
};
const steps = 2;
/**
 * CUDA's matmuls use factors with a mantissa of ten bits (TF32), so the steps' numbers are correct to some thousandths.
 */
const tolerance = 1e-2;

function trialOptions(): TrainerOptions {
  const weights = new Map<string, FloatTensor>();
  for (const [name, shape] of parameterShapes(config)) {
    const around = name.endsWith('LayerNorm.weight') ? 1 : 0;
    const length = shape.reduce((product, size) => product * size, 1);
    weights.set(name, {
      shape,
      data: Float32Array.from({ length }, (_, index) => around + 0.1 * Math.sin(12.9898 * index + weights.size)),
    });
  }
  const optimizer = {
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    weightDecay: 0.01,
    decayAll: false,
    clip: 1,
    layerDecay: 1,
  };
  return {
    config,
    weights,
    frozen: new Set(),
    optimizer,
    labelSmoothing: 0,
    seed: 1,
    threads: cpus().length,
    splitFrozen: false,
  };
}

function trialBatch(step: number): LabelledBatch {
  const size = 4;
  const length = 16;
  const fill = (value: (row: number, column: number) => number) =>
    Int32Array.from({ length: size * length }, (_, index) => value(Math.floor(index / length), index % length));
  const isToken = (row: number, column: number) => column < length - 3 * row;
  return {
    size,
    length,
    ids: fill((row, column) =>
      isToken(row, column) ? 1 + ((step * 31 + row * 17 + column * 7) % (config.vocabularySize - 1)) : 0,
    ),
    types: fill((row, column) => Number(isToken(row, column) && column > 5)),
    mask: fill((row, column) => Number(isToken(row, column))),
    targets: Int32Array.from({ length: size }, (_, row) => (step + row) % config.labels),
  };
}

/** Throws machine.wrongStep, and what the trainer throws. */
export async function tryTraining(create: (options: TrainerOptions) => Promise<InspectableTrainer>): Promise<void> {
  const expected = await trained(createCpuTrainer);
  const found = await trained(create);
  const worst = expected.reduce(
    (most, value, index) => larger(most, Math.abs(value - (found[index] ?? NaN)) / Math.max(1, Math.abs(value))),
    0,
  );
  if (worst > tolerance) throw new UserError('machine.wrongStep', { difference: worst.toExponential(1) });
}

/** The loss, norm and logits of each step. */
async function trained(create: (options: TrainerOptions) => Promise<InspectableTrainer>): Promise<number[]> {
  const trainer = await create(trialOptions());
  try {
    const numbers: number[] = [];
    for (let step = 0; step < steps; step++) {
      const { loss, gradientNorm, logits } = await trainer.step([trialBatch(step)], 1e-3, step);
      numbers.push(loss, gradientNorm);
      for (const logit of logits[0] ?? []) numbers.push(logit);
    }
    return numbers;
  } finally {
    await trainer.dispose();
  }
}
