// The memory of training on TensorFlow. Variables and the values of a step share one allocator, simulated from its
// beginning: the gaps that loading the weights leaves suit gradients, but seldom activations.

import { outerNames, parameters } from '../../../base/model.js';
import type { Footprint } from '../../../base/training.js';
import { asSoonAsReady, type Liveness, type MemoryRules } from '../../graph/liveness.js';
import { Allocator, type Piece } from '../support/allocator.js';
import { type PlannedGraphs, type RunShape, sizesOf, weightBytes } from '../support/plannedGraphs.js';
import { groupsOf, transferBytes } from './variables.js';

/**
 * Operators overwrite inputs that nothing else reads; the buffers of the others follow from their rows in
 * `operators.ts`.
 */
const inFloat32: MemoryRules = {
  name: 'tensorflow',
  order: asSoonAsReady,
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
    after: { result: 'view' },
    negate: { result: 'inPlace' },
    exp: { result: 'inPlace' },
    log: { result: 'inPlace' },
    sqrt: { result: 'inPlace' },
    tanh: { result: 'inPlace' },
    relu: { result: 'inPlace' },
    sigmoid: { result: 'inPlace' },
    gelu: { result: 'inPlace' },
    geluDerivative: { result: 'own', temporaries: 2 },
    cast: { result: 'own' },
    keepWhere: { result: 'own', temporaries: 1 },
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
    layerNorm: { result: 'own', temporaries: 1 },
    layerNormMean: { result: 'own' },
    layerNormInverse: { result: 'own' },
    gather: { result: 'own' },
    scatterAdd: { result: 'own' },
    globalNorm: { result: 'own' },
  },
};

/** Each operand of a matmul is converted to bfloat16 once, for both passes. */
const inHalf: MemoryRules = {
  ...inFloat32,
  name: 'tensorflow bfloat16',
  operators: {
    ...inFloat32.operators,
    matmul: { result: 'own', casts: { 0: 2, 1: 2 } },
    linear: { result: 'own', casts: { 0: 2, 1: 2 } },
  },
};

/**
 * The bytes of two processes of Node with the library, of each node of a step's graph, and of CUDA's context on a GPU.
 * The first two were measured as the part of peaks that the rest does not explain (Linux on x64, Node 20, TensorFlow
 * 2.21 on the processor; bert-tiny to BERT-base), the last is an allowance.
 */
const ofProcess = 560e6;
const ofNode = 40e3;
const ofCuda = 800e6;

/** Bytes of the first region. */
const firstRegion = 2 ** 21;
/**
 * The number of simulated updates, after which the layout is stable: the moments that the first one creates fill the
 * gaps that it left, so that the next one needs others.
 */
const playedUpdates = 3;
/**
 * The bytes by which memory grows in many further updates, since two threads take operators in another order each time:
 * 60 MB in 30 updates.
 */
const mostGrowth = 2 ** 26;

/**
 * The factor on the memory of activations for threads that take operators in another order than the simulated one: one
 * run of BERT-base took 4.07 GB, the same run again 4.31 GB.
 */
const anotherOrder = 1.1;

/** @param onGpu whether the tensors lie in a GPU's memory */
export function tensorflowFootprint(run: RunShape, graphs: PlannedGraphs, onGpu: boolean): Footprint {
  const { all, learning } = weightBytes(run);
  const rules = run.precision === 'bfloat16' ? inHalf : inFloat32;
  const training = graphs.training(run, rules, 'unique');
  const { loaded, allocator } = playRun(run, graphs, training, rules);
  const graphsOfAll = [
    training,
    graphs.prediction(run, rules),
    graphs.prediction({ ...run, stage: { kind: 'none' } }, rules),
    graphs.bottom(run, rules),
  ];
  const nodes = graphsOfAll.reduce((sum, graph) => sum + (graph?.count ?? 0), 0);
  // While the model's files are written, one group of variables exists twice. A checkpoint reads the trainable weights
  // and their moments, so that one unneeded group may exist before JavaScript frees it.
  const runtime =
    ofProcess + ofNode * nodes + 2 * Math.min(all, transferBytes.save) + Math.min(learning, transferBytes.save);
  const sums = run.accumulate > 1 ? learning : 0;
  const held = all + 3 * learning + sums;
  const activations =
    Math.max(0, allocator - held) * anotherOrder + (run.steps > playedUpdates ? Math.min(mostGrowth, learning) : 0);
  const parts = { gradients: learning + sums, optimizer: 2 * learning, activations };
  // Until everything is loaded, the weights that were read are in memory besides the variables.
  const beginning = Math.max(0, all + loaded - held - activations);
  return onGpu
    ? { weights: all, ...parts, runtime: ofCuda, beside: runtime + all }
    : { weights: all + beginning, ...parts, runtime, beside: 0 };
}

/** The memory of a variable, and of its moments, which share zeros until the first update writes them. */
interface Variable {
  readonly bytes: number;
  readonly learns: boolean;
  /** Whether its gradient holds only some of its rows, and is made whole before it is used. */
  readonly isTable: boolean;
}

/** Simulates loading, steps and evaluations; returns the allocated bytes after loading, and at the end. */
function playRun(
  run: RunShape,
  graphs: PlannedGraphs,
  training: Liveness,
  rules: MemoryRules,
): { readonly loaded: number; readonly allocator: number } {
  const allocator = new Allocator(firstRegion);
  const give = (pieces: readonly Piece[]) => pieces.forEach((piece) => allocator.give(piece));
  const takeAll = (some: readonly Variable[]) => some.map(({ bytes }) => allocator.take(bytes));
  const variables = variablesOf(run);
  const learning = variables.filter(({ learns }) => learns);
  const zeros = [...new Set(learning.map(({ bytes }) => bytes))].map((bytes) => allocator.take(bytes));
  const weights = new Map<Variable, Piece>();
  for (const group of groupsOf('load', variables)) {
    const fed = takeAll(group);
    for (const variable of group) weights.set(variable, allocator.take(variable.bytes));
    give(fed);
  }
  const loaded = allocator.bytes;
  const bottom = graphs.bottom(run, rules);
  if (bottom !== null) give(bottom.play(sizesOf(run, Math.max(run.batch, run.evaluated)), allocator));
  let sums: Piece[] = [];
  for (let update = 0; update < Math.min(run.steps, playedUpdates); update++) {
    let gradients = training.play(sizesOf(run, run.batch), allocator);
    give(takeAll(learning.filter(({ isTable }) => isTable)));
    if (run.accumulate > 1) {
      // The first batch's gradients replace the sums of the previous update; the next ones are added to them.
      const begun = takeAll(learning);
      give([...sums, ...gradients]);
      sums = begun;
      give(training.play(sizesOf(run, run.batch), allocator));
      // Gradients in variables are not scaled in place.
      gradients = takeAll(learning);
    }
    // Weight decay writes new weights, all of them before an update frees one.
    const before = learning.map((variable) => weights.get(variable)!);
    for (const variable of learning) weights.set(variable, allocator.take(variable.bytes));
    if (update === 0) takeAll([...learning, ...learning]);
    give([...before, ...gradients]);
    if (update === 0) give(zeros);
  }
  if (run.evaluated > 0) give(graphs.prediction(run, rules).play(sizesOf(run, run.evaluated), allocator));
  return { loaded, allocator: allocator.bytes };
}

function variablesOf({ config, frozen }: RunShape): Variable[] {
  const { words, positions } = outerNames(config);
  return parameters(config).map(({ name, shape }) => ({
    bytes: 4 * shape.reduce((product, size) => product * size, 1),
    learns: !frozen.has(name),
    isTable: name === words || name === positions,
  }));
}
