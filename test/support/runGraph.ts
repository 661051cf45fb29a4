// Runs a small graph on a device and returns its outputs as plain numbers.

import type { Tensor } from 'onnxruntime-node';

import { createCpuSession } from '../../src/engine/backends/cpu/session.js';
import type { HostTensor } from '../../src/engine/backends/support/batchFeeds.js';
import { floatTensor, intTensor } from '../../src/engine/backends/support/onnxTensors.js';
import { hostTensors } from '../../src/engine/backends/support/onnxTensors.js';
import { emitTensorflow } from '../../src/engine/backends/tensorflow/emit.js';
import { ModelBuilder } from '../../src/engine/backends/tensorflow/session.js';
import { Variables } from '../../src/engine/backends/tensorflow/variables.js';
import { WebgpuSession } from '../../src/engine/backends/webgpu/session.js';
import { createGraph, type Graph, namedInputs } from '../../src/engine/graph/graph.js';
import type { Node } from '../../src/engine/graph/node.js';
import { openTensorflow } from '../../src/tensorflow/graphRuntime.js';
import type { TestedDevice } from './devices.js';

export interface Feed {
  readonly shape: readonly number[];
  readonly values: readonly number[];
  readonly integer?: boolean;
}
type Feeds = Readonly<Record<string, Feed>>;
type Numbers = Record<string, number[]>;

/** A graph that may run many times. */
export interface OpenGraph {
  run(feeds: Feeds): Promise<Numbers>;
  close(): Promise<void>;
}

export function openGraph(
  outputs: Readonly<Record<string, Node>>,
  device: TestedDevice = 'onnx-cpu',
): Promise<OpenGraph> {
  const graph = createGraph(new Map(Object.entries(outputs)));
  if (device === 'onnx-webgpu') return openOnWebgpu(graph);
  return device === 'tensorflow' ? openOnTensorflow(graph) : openOnOnnx(graph);
}

export async function runGraph(
  outputs: Readonly<Record<string, Node>>,
  feeds: Feeds,
  device: TestedDevice = 'onnx-cpu',
): Promise<Numbers> {
  const graph = await openGraph(outputs, device);
  const found = await graph.run(feeds);
  await graph.close();
  return found;
}

const dataOf = ({ values, integer }: Feed) => (integer ? Int32Array.from(values) : Float32Array.from(values));

async function openOnOnnx(graph: Graph): Promise<OpenGraph> {
  const session = await createCpuSession(graph, 2);
  const used = [...session.inputs, ...session.parameters];
  return {
    async run(feeds) {
      const tensors: Record<string, Tensor> = {};
      for (const name of used) {
        const feed = feeds[name];
        if (!feed) continue;
        const data = dataOf(feed);
        tensors[name] = data instanceof Int32Array ? intTensor(data, feed.shape) : floatTensor(data, feed.shape);
      }
      const found = await session.run(tensors);
      return Object.fromEntries(
        Object.entries(found).map(([name, tensor]) => [name, Array.from(tensor.data as ArrayLike<number>, Number)]),
      );
    },
    close: () => session.release(),
  };
}

async function openOnWebgpu(graph: Graph): Promise<OpenGraph> {
  const session = await WebgpuSession.create(graph, { device: 'onnx-webgpu' });
  const used = [...session.inputs, ...session.parameters];
  return {
    async run(feeds) {
      const given = Object.entries(feeds)
        .filter(([name]) => used.includes(name))
        .map(([name, feed]) => [name, { shape: feed.shape, data: dataOf(feed) }] as const);
      const found = await session.run(hostTensors(Object.fromEntries(given)));
      return Object.fromEntries(
        Object.entries(found).map(([name, tensor]) => [name, Array.from(tensor.data as ArrayLike<number>, Number)]),
      );
    },
    close: () => session.release(),
  };
}

async function openOnTensorflow(graph: Graph): Promise<OpenGraph> {
  const builder = new ModelBuilder('float32');
  const variables = new Variables(builder.writer, builder.signatures);
  const parameters = namedInputs(graph, 'parameter');
  for (const [name, { shape }] of parameters) variables.declare(name, shape.map(Number));
  const { loads } = variables.addTransfers([...parameters.keys()]);
  const emitted = emitTensorflow(builder.writer, graph, 'test', (name) => variables.value(name));
  builder.signatures.add('test', emitted.inputs, emitted.outputs);
  const session = builder.open(await openTensorflow());
  return {
    run(feeds) {
      const tensors = Object.fromEntries(
        Object.entries(feeds).map(([name, feed]): [string, HostTensor] => [
          name,
          { shape: feed.shape, data: dataOf(feed) },
        ]),
      );
      for (const signature of loads.keys()) session.run(signature, tensors);
      const found = session.run('test', tensors);
      return Promise.resolve(Object.fromEntries([...found].map(([name, data]) => [name, Array.from(data, Number)])));
    },
    close: () => {
      session.dispose();
      return Promise.resolve();
    },
  };
}
