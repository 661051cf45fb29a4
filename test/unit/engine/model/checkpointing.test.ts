// Activation checkpointing: less memory is live at once, and the numbers are those of training without it, to the bit
// on the processor.

import { describe, expect, test } from 'vitest';

import { type BertConfig, parameterShapes } from '../../../../src/base/model.js';
import type { LabelledBatch, TrainerOptions } from '../../../../src/base/training.js';
import { evaluate, product } from '../../../../src/engine/graph/dimension.js';
import type { Graph } from '../../../../src/engine/graph/graph.js';
import type { Node } from '../../../../src/engine/graph/node.js';
import { trainingGraph } from '../../../../src/engine/model/programs.js';
import { initializeAll, randomConfig } from '../../../../src/formats/initialWeights.js';
import { describeOnDevices, type TestedDevice, trainerOn } from '../../../support/devices.js';

const bert = randomConfig({ layers: 3, hidden: 32, heads: 4, vocabularySize: 60, labels: 3, task: 'single-label' });
const without = { hiddenDropout: 0, attentionDropout: 0, classifierDropout: 0 };
/** Layers that share their weights, and narrow embeddings. */
const albert: BertConfig = {
  ...bert,
  architecture: 'albert',
  embeddingSize: 16,
  layerGroups: 1,
  activation: 'gelu_tanh',
};
const distilbert: BertConfig = { ...bert, architecture: 'distilbert', typeVocabularySize: 0 };
/** Heads as wide as BERT-base's, and gelu by tanh. */
const hyperbolic: BertConfig = {
  ...randomConfig({ layers: 2, hidden: 128, heads: 2, vocabularySize: 60, labels: 3, task: 'single-label' }),
  activation: 'gelu_tanh',
};
const bottom = (config: BertConfig) =>
  new Set([...parameterShapes(config).keys()].filter((name) => /embeddings\.|layer\.0\./.test(name)));

interface Recipe {
  readonly config: BertConfig;
  readonly frozen?: ReadonlySet<string>;
  readonly splitFrozen?: boolean;
  /** Batches of one update. */
  readonly batches?: number;
}

const recipes: Readonly<Record<string, Recipe>> = {
  'BERT without dropout': { config: { ...bert, ...without } },
  'BERT with dropout': { config: bert },
  'frozen lower layers that are computed once': { config: bert, frozen: bottom(bert), splitFrozen: true },
  'frozen lower layers that are computed each time': { config: bert, frozen: bottom(bert) },
  'wide heads': { config: { ...hyperbolic, activation: 'gelu' } },
  'wide heads and relu': { config: { ...hyperbolic, activation: 'relu' } },
  "a frozen encoder and tanh's gelu": {
    config: hyperbolic,
    frozen: new Set([...parameterShapes(hyperbolic).keys()].filter((name) => name.includes('encoder.'))),
  },
  'a frozen encoder': {
    config: bert,
    frozen: new Set([...parameterShapes(bert).keys()].filter((name) => name.includes('encoder.'))),
  },
  'gradient accumulation': { config: bert, batches: 3 },
  ALBERT: { config: albert },
  DistilBERT: { config: distilbert },
};

function batchOf(number: number, size = 4, length = 8): LabelledBatch {
  const fill = (value: (row: number, column: number) => number) =>
    Int32Array.from({ length: size * length }, (_, index) => value(Math.floor(index / length), index % length));
  const isToken = (row: number, column: number) => column < length - row;
  return {
    size,
    length,
    ids: fill((row, column) => (isToken(row, column) ? 1 + ((number * 31 + row * 17 + column * 7) % 59) : 0)),
    types: fill((row, column) => Number(isToken(row, column) && column > 2)),
    mask: fill((row, column) => Number(isToken(row, column))),
    targets: Int32Array.from({ length: size }, (_, row) => (number + row) % 3),
  };
}

/** Losses and norms of four updates, and the weights after them. */
async function trained(device: TestedDevice, recipe: Recipe, checkpointActivations: boolean) {
  const { config, frozen = new Set<string>(), splitFrozen = false, batches = 1 } = recipe;
  const optimizer = {
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    weightDecay: 0.01,
    decayAll: false,
    clip: 1,
    layerDecay: 1,
  };
  const options: TrainerOptions = {
    config,
    weights: initializeAll(config, 5),
    frozen,
    optimizer,
    labelSmoothing: 0,
    seed: 7,
    threads: 2,
    splitFrozen,
    checkpointActivations,
  };
  const trainer = await trainerOn(device, options);
  const complete = async (batch: LabelledBatch) =>
    splitFrozen ? { ...batch, frozen: await trainer.frozenOutputs(batch) } : batch;
  const steps: number[] = [];
  for (let step = 0; step < 4; step++) {
    const parts: LabelledBatch[] = [];
    for (let part = 0; part < batches; part++) parts.push(await complete(batchOf(step * batches + part)));
    const { loss, gradientNorm } = await trainer.step(parts, 1e-3, step);
    steps.push(loss, gradientNorm);
  }
  const weights = new Map([...(await trainer.weights())].map(([name, { data }]) => [name, data.slice()]));
  await trainer.dispose();
  return { steps, weights };
}

describeOnDevices('activation checkpointing', (device) => {
  test.each(Object.entries(recipes))('changes no number (%s)', async (_, recipe) => {
    const kept = await trained(device, recipe, false);
    const again = await trained(device, recipe, true);
    if (device !== 'onnx-webgpu') {
      expect(again.steps).toEqual(kept.steps);
      expect(differing(kept.weights, again.weights)).toEqual([]);
    } else {
      again.steps.forEach((value, index) => expect(Math.abs(value / kept.steps[index]! - 1)).toBeLessThan(1e-5));
      expectClose(kept.weights, again.weights);
    }
  });
});

/** Names of the weights that are not the same to the bit. */
function differing(weights: ReadonlyMap<string, Float32Array>, others: ReadonlyMap<string, Float32Array>): string[] {
  const bytes = (data: Float32Array | undefined) => Buffer.from(data?.buffer ?? new ArrayBuffer(0));
  return [...weights].flatMap(([name, data]) => (bytes(data).equals(bytes(others.get(name))) ? [] : [name]));
}

/** To rounding: WebGPU's sums have no fixed order. */
function expectClose(weights: ReadonlyMap<string, Float32Array>, others: ReadonlyMap<string, Float32Array>): void {
  for (const [name, data] of weights) {
    // The key's bias has no gradient but rounding, which AdamW makes as large as any.
    if (/\.(key|k_lin)\.bias$/.test(name)) continue;
    const peak = data.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
    data.forEach((value, index) =>
      expect(Math.abs(value - (others.get(name)?.[index] ?? NaN)), name).toBeLessThan(1e-4 * peak),
    );
  }
}

/** As ONNX Runtime computes: from what nobody reads, the last first, and before each node its inputs. */
function runtimeOrder({ nodes }: Graph): Node[] {
  const read = new Set(nodes.flatMap(({ inputs }) => inputs));
  const place = new Map(nodes.map((node, index) => [node, index]));
  const order = new Set<Node>();
  const visit = (node: Node): void => {
    if (order.has(node)) return;
    for (const input of node.inputs.toSorted((a, b) => place.get(b)! - place.get(a)!)) visit(input);
    order.add(node);
  };
  nodes
    .filter((node) => !read.has(node))
    .reverse()
    .forEach(visit);
  return [...order];
}

/**
 * The most bytes that values computed in that order take at once, each from where it is made to where it is read last.
 * Gradients stay.
 */
function mostAlive(graph: Graph, sizes: Readonly<Record<string, number>>): number {
  const holderOf = (node: Node): Node => (node.operator === 'reshape' ? holderOf(node.inputs[0]!) : node);
  const bytesOf = ({ inputs, dtype, shape }: Node) =>
    inputs.length === 0 ? 0 : evaluate(product(shape), sizes) * (dtype === 'bool' ? 1 : 4);
  const order = runtimeOrder(graph);
  const last = new Map<Node, number>();
  order.forEach((node, step) => [node, ...node.inputs].forEach((one) => last.set(holderOf(one), step)));
  for (const node of graph.outputs.values()) last.set(holderOf(node), order.length);
  let alive = 0;
  let most = 0;
  order.forEach((node, step) => {
    if (holderOf(node) === node) alive += bytesOf(node);
    most = Math.max(most, alive);
    for (const read of new Set([node, ...node.inputs].map(holderOf)))
      if (last.get(read) === step) alive -= bytesOf(read);
  });
  return most;
}

describe('a step of BERT-base with activation checkpointing', () => {
  const config = randomConfig({
    layers: 12,
    hidden: 768,
    heads: 12,
    vocabularySize: 21128,
    labels: 2,
    task: 'single-label',
  });
  const mostOf = (checkpointActivations: boolean, batch: number, length: number) => {
    const { graph } = trainingGraph({
      config,
      stage: { kind: 'none' },
      trainable: [...parameterShapes(config).keys()],
      labelSmoothing: 0,
      checkpointActivations,
      wordRows: 'unique',
    });
    return mostAlive(graph, { batch, length, unique: 200 });
  };
  /** Beside the gradients, which a batch of one token has too. */
  const activations = (checkpointActivations: boolean) =>
    mostOf(checkpointActivations, 16, 128) - mostOf(checkpointActivations, 1, 1);

  test('keeps less than a quarter of the activations live', () => {
    expect(activations(false)).toBeGreaterThan(1e9);
    expect(activations(true)).toBeLessThan(activations(false) / 4);
  });
});
