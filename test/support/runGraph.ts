// Runs a small graph on a device and gives its outputs as plain numbers, or as they come.

import type { InferenceSession } from 'onnxruntime-node';

import { createCpuSession } from '../../src/engine/backends/cpu/session.js';
import type { HostTensor } from '../../src/engine/backends/support/batchFeeds.js';
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

/** The same with arrays of the runtime's own types. */
export interface TypedGraph {
  run(feeds: Readonly<Record<string, HostTensor>>): Promise<Readonly<Record<string, ArrayBufferView>>>;
  close(): Promise<void>;
}

/** @param threads of ONNX Runtime's CPU; TensorFlow's are those of the process */
export function openTypedGraph(
  outputs: Readonly<Record<string, Node>>,
  device: TestedDevice,
  threads = 2,
): Promise<TypedGraph> {
  const graph = createGraph(new Map(Object.entries(outputs)));
  if (device === 'onnx-webgpu') return openOnWebgpu(graph);
  return device === 'tensorflow' ? openOnTensorflow(graph) : openOnOnnx(graph, threads);
}

export async function openGraph(
  outputs: Readonly<Record<string, Node>>,
  device: TestedDevice = 'onnx-cpu',
): Promise<OpenGraph> {
  const graph = await openTypedGraph(outputs, device);
  return {
    async run(feeds) {
      const found = await graph.run(mapValues(feeds, hostTensor));
      return mapValues(found, (data) => Array.from(data as unknown as ArrayLike<number>, Number));
    },
    close: () => graph.close(),
  };
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

const hostTensor = ({ shape, values, integer }: Feed): HostTensor => ({
  shape,
  data: integer ? Int32Array.from(values) : Float32Array.from(values),
});

function mapValues<From, To>(record: Readonly<Record<string, From>>, f: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, f(value)]));
}

type OnnxSession = Awaited<ReturnType<typeof createCpuSession>> | WebgpuSession;

function openOnnxSession(session: OnnxSession): TypedGraph {
  const used = new Set([...session.inputs, ...session.parameters]);
  return {
    async run(feeds) {
      const given = Object.fromEntries(Object.entries(feeds).filter(([name]) => used.has(name)));
      const found: Readonly<Record<string, InferenceSession.OnnxValueMapType[string]>> = await session.run(
        hostTensors(given),
      );
      return mapValues(found, ({ data }) => data as ArrayBufferView);
    },
    close: () => session.release(),
  };
}

const openOnOnnx = async (graph: Graph, threads: number): Promise<TypedGraph> =>
  openOnnxSession(await createCpuSession(graph, threads));
const openOnWebgpu = async (graph: Graph): Promise<TypedGraph> =>
  openOnnxSession(await WebgpuSession.create(graph, { device: 'onnx-webgpu' }));

async function openOnTensorflow(graph: Graph): Promise<TypedGraph> {
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
      for (const signature of loads.keys()) session.run(signature, feeds);
      return Promise.resolve(Object.fromEntries(session.run('test', feeds)));
    },
    close: () => {
      session.dispose();
      return Promise.resolve();
    },
  };
}
