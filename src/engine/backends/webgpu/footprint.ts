// The memory of training on a GPU through WebGPU: on the GPU weights, moments, gradients and the values of a step; in
// the machine's memory the process and the weights as they were read.

import type { Footprint } from '../../../base/training.js';
import { lastResultFirst, type MemoryRules } from '../../graph/liveness.js';
import { Allocator } from '../support/allocator.js';
import { type PlannedGraphs, type RunShape, sizesOf, weightBytes } from '../support/plannedGraphs.js';

/**
 * Operators as in `onnx/webgpuOperators.ts`; those of several nodes take a buffer for each until the next one has read
 * it.
 */
const inFloat32: MemoryRules = {
  name: 'webgpu',
  order: lastResultFirst,
  operators: {
    input: { result: 'own' },
    parameter: { result: 'own' },
    constant: { result: 'own' },
    range: { result: 'own' },
    add: { result: 'own' },
    subtract: { result: 'own' },
    multiply: { result: 'own' },
    divide: { result: 'own' },
    minimum: { result: 'own' },
    greater: { result: 'own' },
    equal: { result: 'own' },
    detach: { result: 'view' },
    after: { result: 'own' },
    negate: { result: 'own' },
    exp: { result: 'own' },
    log: { result: 'own' },
    sqrt: { result: 'own' },
    tanh: { result: 'own' },
    relu: { result: 'own' },
    sigmoid: { result: 'own' },
    gelu: { result: 'own' },
    geluDerivative: { result: 'own', temporaries: 2 },
    cast: { result: 'own' },
    keepWhere: { result: 'own', casts: { 1: 4 } },
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
    softmax: { result: 'own' },
    layerNorm: { result: 'own', temporaries: 1 },
    layerNormMean: { result: 'own' },
    layerNormInverse: { result: 'own' },
    gather: { result: 'own' },
    scatterAdd: { result: 'own' },
    globalNorm: { result: 'own' },
  },
};

/** Operands of matmuls in float16, converted once for both passes. */
const inHalf: MemoryRules = {
  ...inFloat32,
  name: 'webgpu float16',
  operators: {
    ...inFloat32.operators,
    matmul: { result: 'own', casts: { 0: 2, 1: 2 } },
    linear: { result: 'own', casts: { 0: 2, 1: 2 } },
  },
};

/**
 * The bytes of Node with our code and ONNX Runtime's WebGPU, and of the driver's compiled kernels: an allowance
 * (SwiftShader: 335 MB with bert-tiny).
 */
const ofProcess = 300e6;
const ofDevice = 100e6;

export function webgpuFootprint(run: RunShape, graphs: PlannedGraphs): Footprint {
  const { all, learning } = weightBytes(run);
  const rules = run.precision === 'float16' ? inHalf : inFloat32;
  const allocator = new Allocator();
  const gradients = graphs.training(run, rules, 'unique').play(sizesOf(run, run.batch), allocator);
  gradients.forEach((piece) => allocator.give(piece));
  const kept = learning * (run.accumulate > 1 ? 2 : 1);
  return {
    weights: all,
    gradients: kept,
    optimizer: 2 * learning,
    activations: Math.max(0, allocator.bytes - learning),
    runtime: ofDevice,
    beside: ofProcess + all,
  };
}
