// A graph that runs on one device: numbers in, numbers out. What measures and tries a device runs through this.

import { cpus } from 'node:os';

import type { TensorflowRuntime } from '../../base/tensorflow.js';
import type { WebgpuDevice } from '../../shared/devices.js';
import type { Graph } from '../graph/graph.js';
import { createCpuSession } from './cpu/session.js';
import type { HostTensor } from './support/batchFeeds.js';
import { floatsOf } from './support/onnxTensors.js';
import { hostTensors } from './support/onnxTensors.js';
import { emitTensorflow } from './tensorflow/emit.js';
import { ModelBuilder, output } from './tensorflow/session.js';
import type { Precision } from './tensorflow/writer.js';

export interface OpenGraph {
  /** The numbers of one float32 output. */
  run(feeds: Readonly<Record<string, HostTensor>>, wanted: string): Promise<Float32Array>;
  release(): Promise<void> | void;
}

export type Opener = (graph: Graph) => Promise<OpenGraph>;

export const onCpu: Opener = async (graph) => {
  const session = await createCpuSession(graph, cpus().length);
  return {
    run: async (feeds, wanted) => floatsOf(await session.run(hostTensors(feeds)), wanted),
    release: () => session.release(),
  };
};

export const onWebgpu =
  (device: WebgpuDevice): Opener =>
  async (graph) => {
    const { WebgpuSession } = await import('./webgpu/session.js');
    const session = await WebgpuSession.create(graph, { device });
    return {
      run: async (feeds, wanted) => floatsOf(await session.run(hostTensors(feeds)), wanted),
      release: () => session.release(),
    };
  };

export const onTensorflow =
  (runtime: TensorflowRuntime, precision: Precision): Opener =>
  (graph) => {
    const builder = new ModelBuilder(precision);
    const { inputs, outputs } = emitTensorflow(builder.writer, graph, 'graph', () => '');
    builder.signatures.add('graph', inputs, outputs);
    const session = builder.open(runtime);
    return Promise.resolve({
      run: (feeds, wanted) => Promise.resolve(output(session.run('graph', feeds), wanted)),
      release: () => session.dispose(),
    });
  };
