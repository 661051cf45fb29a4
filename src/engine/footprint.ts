// The engine's entrance for the question whether a run fits: the memory that training needs on a device, before
// anything is loaded. It walks the graphs that a trainer would run, with their real shapes.

import type { Footprint } from '../base/training.js';
import { gpuOf, isTensorflow, isWebgpu } from '../shared/devices.js';
import { onnxFootprint } from './backends/cpu/footprint.js';
import type { PlannedGraphs, RunShape } from './backends/support/plannedGraphs.js';
import { tensorflowFootprint } from './backends/tensorflow/footprint.js';
import { webgpuFootprint } from './backends/webgpu/footprint.js';

export { PlannedGraphs, type RunShape } from './backends/support/plannedGraphs.js';

/** @param hasGpu whether TensorFlow finds a GPU where it chooses the device */
export function footprintOf(run: RunShape, device: string, graphs: PlannedGraphs, hasGpu: boolean): Footprint {
  if (isWebgpu(device)) return webgpuFootprint(run, graphs);
  if (!isTensorflow(device)) return onnxFootprint(run, graphs);
  const gpu = gpuOf(device);
  return tensorflowFootprint(run, graphs, gpu === undefined ? hasGpu : gpu !== 'none');
}

export function totalOf({ weights, gradients, optimizer, activations, runtime }: Footprint): number {
  return weights + gradients + optimizer + activations + runtime;
}
