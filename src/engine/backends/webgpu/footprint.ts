// What training on a GPU through WebGPU takes: on the GPU weights, moments, gradients and what a step computes on its
// way; in the machine's memory the process and the weights as they were read.

import type { Footprint } from '../../../base/training.js';
import { lastResultFirst, type MemoryRules } from '../../graph/liveness.js';
import { Arena } from '../support/arena.js';
import { type PlannedGraphs, type RunShape, sizesOf, weightBytes } from '../support/footprint.js';

/**
 * Operators of `webgpuRows.ts` as they are; those that make several nodes take a buffer for each until the next has
 * read it.
 */
const inFloat32: MemoryRules = {
  name: 'webgpu',
  order: lastResultFirst,
  views: new Set(['reshape', 'detach']),
  inPlace: new Set(),
  temporaries: { geluDerivative: 2, layerNorm: 1 },
  casts: { keepWhere: { 1: 4 } },
};

/** Factors of products in float16, made once for both passes. */
const inHalf: MemoryRules = {
  ...inFloat32,
  name: 'webgpu float16',
  casts: { ...inFloat32.casts, matmul: { 0: 2, 1: 2 }, linear: { 0: 2, 1: 2 } },
};

/**
 * Bytes of Node with our code and ONNX Runtime's WebGPU, and what the driver keeps of compiled kernels: an allowance
 * (SwiftShader: 335 MB with bert-tiny).
 */
const ofProcess = 300e6;
const ofDevice = 100e6;

export function webgpuFootprint(run: RunShape, graphs: PlannedGraphs): Footprint {
  const { all, learning } = weightBytes(run);
  const rules = run.precision === 'float16' ? inHalf : inFloat32;
  const arena = new Arena();
  const gradients = graphs.training(run, rules, 'unique').play(sizesOf(run, run.batch), arena);
  gradients.forEach((piece) => arena.give(piece));
  const kept = learning * (run.accumulate > 1 ? 2 : 1);
  return {
    weights: all,
    gradients: kept,
    optimizer: 2 * learning,
    activations: Math.max(0, arena.bytes - learning),
    runtime: ofDevice,
    beside: ofProcess + all,
  };
}
