// Runs a small graph on ONNX Runtime and gives its outputs as plain numbers.

import type { Tensor } from 'onnxruntime-node';
import { createCpuSession, floatTensor, intTensor } from '../../src/engine/backends/onnx/session.js';
import { createGraph } from '../../src/engine/graph/graph.js';
import type { Node } from '../../src/engine/graph/node.js';

export interface Feed {
  readonly shape: readonly number[];
  readonly values: readonly number[];
  readonly integer?: boolean;
}

export async function runGraph(outputs: Readonly<Record<string, Node>>, feeds: Readonly<Record<string, Feed>>): Promise<Record<string, number[]>> {
  const graph = createGraph(new Map(Object.entries(outputs)));
  const session = await createCpuSession(graph, 2);
  const used = new Set([...session.inputs, ...session.parameters]);
  const tensors: Record<string, Tensor> = {};
  for (const [name, { shape, values, integer }] of Object.entries(feeds)) {
    if (used.has(name)) tensors[name] = integer ? intTensor(Int32Array.from(values), shape) : floatTensor(Float32Array.from(values), shape);
  }
  const found = await session.run(tensors);
  await session.release();
  return Object.fromEntries(Object.entries(found).map(([name, tensor]) => [name, Array.from(tensor.data as ArrayLike<number>, Number)]));
}
