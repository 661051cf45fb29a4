// What training on ONNX Runtime's CPU takes of memory. Weights and moments lie in WebAssembly's memory; each session
// keeps an arena of its own; gradients come out as copies, which JavaScript lets go of after the next step.

import type { Footprint } from '../../../base/training.js';
import { lastResultFirst, type Liveness, type MemoryRules, type Sizes } from '../../graph/liveness.js';
import { Arena } from '../support/arena.js';
import { type PlannedGraphs, type RunShape, sizesOf, weightBytes } from '../support/footprint.js';

/**
 * Its planner looks for results that can lie where an input was; the masks of dropout, which both passes multiply by,
 * it keeps as the floats that `rows.ts` makes of them.
 */
const rules: MemoryRules = {
  name: 'onnx',
  order: lastResultFirst,
  views: new Set(['reshape', 'detach']),
  inPlace: new Set([
    'add',
    'subtract',
    'multiply',
    'divide',
    'minimum',
    'negate',
    'exp',
    'log',
    'sqrt',
    'tanh',
    'relu',
    'sigmoid',
    'softmax',
    'keepWhere',
  ]),
  temporaries: { geluDerivative: 2 },
  casts: { keepWhere: { 1: 4 } },
};

/**
 * Bytes of Node with our code and ONNX Runtime, and of each node of a step's graph: in our hands, in the file that is
 * handed over, in the session. Measured as what peaks had beyond the rest (Linux on x64, Node 20, onnxruntime-node
 * 1.30; bert-tiny to BERT-base).
 */
const ofProcess = 157e6;
const ofNode = 25e3;
/**
 * Bytes of copies that nobody needs any more before JavaScript looks for some to free: V8's limit for memory outside
 * its heap.
 */
const mostGarbage = 2 ** 26;

export function onnxFootprint(run: RunShape, graphs: PlannedGraphs): Footprint {
  const { all, learning, gradients } = weightBytes(run);
  const training = graphs.training(run, rules);
  const bottom = graphs.bottom(run, rules);
  const arenas =
    arenaOf(training, sizesOf(run, run.batch)) +
    (run.evaluated > 0 ? arenaOf(graphs.prediction(run, rules), sizesOf(run, run.evaluated)) : 0) +
    (bottom === null ? 0 : arenaOf(bottom, sizesOf(run, Math.max(run.batch, run.evaluated))));
  // As they come out and as copies; where several batches have to be added up, as the copies of two and as their sum.
  const kept = gradients * (run.accumulate > 1 ? 4 : 2) + Math.min(mostGarbage, gradients * (run.steps - 1));
  const activations = Math.max(0, arenas - gradients);
  // Until the first step the weights that were read are there beside the trainer's copies of those that learn.
  const beginning = Math.max(0, learning - kept - activations);
  // Moments of words that no batch has had are memory that was never touched.
  return {
    weights: all + beginning,
    gradients: kept,
    optimizer: 2 * gradients,
    activations,
    runtime: ofProcess + ofNode * training.count,
    beside: 0,
  };
}

function arenaOf(graph: Liveness, sizes: Sizes): number {
  const arena = new Arena();
  graph.play(sizes, arena);
  return arena.bytes;
}
