// The memory of training on ONNX Runtime's CPU. Weights and moments lie in WebAssembly memory; each session keeps an
// allocator of its own; gradients are returned as copies, which JavaScript frees after the next step.

import { outerNames } from '../../../base/model.js';
import type { Footprint } from '../../../base/training.js';
import { lastResultFirst, type Liveness, type MemoryRules, type Sizes } from '../../graph/liveness.js';
import { Allocator } from '../support/allocator.js';
import { type PlannedGraphs, type RunShape, sizesOf, weightBytes } from '../support/plannedGraphs.js';

/**
 * Its planner reuses an input's memory for a result where possible; dropout masks, by which both passes multiply, are
 * kept as the floats that `onnx/operators.ts` converts them into.
 */
const rules: MemoryRules = {
  name: 'onnx',
  order: lastResultFirst,
  operators: {
    input: { result: 'own' },
    parameter: { result: 'own' },
    constant: { result: 'own' },
    range: { result: 'own' },
    add: { result: 'inPlace' },
    subtract: { result: 'inPlace' },
    multiply: { result: 'inPlace' },
    divide: { result: 'inPlace' },
    minimum: { result: 'inPlace' },
    greater: { result: 'own' },
    equal: { result: 'own' },
    detach: { result: 'view' },
    after: { result: 'own' },
    negate: { result: 'inPlace' },
    exp: { result: 'inPlace' },
    log: { result: 'inPlace' },
    sqrt: { result: 'inPlace' },
    tanh: { result: 'inPlace' },
    relu: { result: 'inPlace' },
    sigmoid: { result: 'inPlace' },
    gelu: { result: 'own' },
    geluDerivative: { result: 'own', temporaries: 2 },
    cast: { result: 'own' },
    keepWhere: { result: 'inPlace', casts: { 1: 4 } },
    matmul: { result: 'own' },
    linear: { result: 'own' },
    sumRows: { result: 'own' },
    reshape: { result: 'view' },
    transpose: { result: 'own' },
    slice: { result: 'own' },
    padAxis: { result: 'own' },
    expand: { result: 'own' },
    reduceSum: { result: 'own' },
    reduceMax: { result: 'own' },
    softmax: { result: 'inPlace' },
    layerNorm: { result: 'own' },
    layerNormMean: { result: 'own' },
    layerNormInverse: { result: 'own' },
    gather: { result: 'own' },
    scatterAdd: { result: 'own' },
    globalNorm: { result: 'own' },
  },
};

/**
 * The bytes of Node with our code and ONNX Runtime, and of each node of a step's graph in our objects, in the file and
 * in the session. Measured as the part of peaks that the rest does not explain (Linux on x64, Node 20, onnxruntime-node
 * 1.30; bert-tiny to BERT-base).
 */
const ofProcess = 193e6;
const ofNode = 25e3;
/** The bytes of unneeded copies before JavaScript collects garbage: V8's limit for memory outside its heap. */
const mostGarbage = 2 ** 26;

export function onnxFootprint(run: RunShape, graphs: PlannedGraphs): Footprint {
  const { all, learning, gradients } = weightBytes(run);
  const training = graphs.training(run, rules, 'tokens');
  const bottom = graphs.bottom(run, rules);
  const sessions =
    allocatedBytes(training, sizesOf(run, run.batch)) +
    (run.evaluated > 0 ? allocatedBytes(graphs.prediction(run, rules), sizesOf(run, run.evaluated)) : 0) +
    (bottom === null ? 0 : allocatedBytes(bottom, sizesOf(run, Math.max(run.batch, run.evaluated))));
  const words = wordRowBytes(run);
  // The graph returns the word table's rows token by token; their sums are kept as well.
  const given = gradients - words.summed + words.given;
  // Gradients exist in the session and as copies; when several batches are summed, as copies of two batches and as the
  // sum.
  const kept =
    (run.accumulate > 1 ? 3 * given + gradients : 2 * given) +
    words.summed +
    Math.min(mostGarbage, given * (run.steps - 1));
  const activations = Math.max(0, sessions - given);
  // Until the first step the weights that were read are in memory besides the trainer's copies of the trainable ones.
  const beginning = Math.max(0, learning - kept - activations);
  // The moments of words that no batch contained are memory that was never touched.
  return {
    weights: all + beginning,
    gradients: kept,
    optimizer: 2 * gradients,
    activations,
    runtime: ofProcess + ofNode * training.count,
    beside: 0,
  };
}

/** The bytes of the rows of the word table's gradient: one for each token, and one for each distinct word. */
function wordRowBytes({ config, frozen, batch, length }: RunShape): {
  readonly given: number;
  readonly summed: number;
} {
  if (frozen.has(outerNames(config).words)) return { given: 0, summed: 0 };
  const bytes = (rows: number) => 4 * rows * config.embeddingSize;
  return { given: bytes(batch * length), summed: bytes(Math.min(config.vocabularySize, batch * length)) };
}

function allocatedBytes(graph: Liveness, sizes: Sizes): number {
  const allocator = new Allocator();
  graph.play(sizes, allocator);
  return allocator.bytes;
}
