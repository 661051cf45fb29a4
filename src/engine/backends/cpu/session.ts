// A graph running on ONNX Runtime's CPU: built once, fed by name.

import type { Computing } from '../../../base/training.js';
import type { Graph } from '../../graph/graph.js';
import { namedInputs } from '../../graph/graph.js';
import { emitOnnxFile } from '../../onnx/emit.js';
import { env, InferenceSession, type Tensor } from '../support/onnxRuntime.js';

/** The identity that a trainer or predictor on it reports. */
export const cpuIdentity: Computing = {
  device: 'onnx-cpu',
  runtime: { name: 'onnxruntime-node', version: env.versions.node ?? '' },
  notices: [],
};

export interface CpuSession {
  /** Names of the weights that the graph reads. */
  readonly parameters: readonly string[];
  /** Names of its other inputs. */
  readonly inputs: readonly string[];
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
  release(): Promise<void>;
}

/** @param threads processor threads that one operator may use */
export async function createCpuSession(graph: Graph, threads: number): Promise<CpuSession> {
  const session = await InferenceSession.create(emitOnnxFile(graph, { dialect: 'runtime' }), {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'basic',
    // A memory pattern would allocate a new block for the second step besides the first step's: half as much memory
    // again, and no gain in speed.
    enableMemPattern: false,
    logSeverityLevel: 3,
  });
  return {
    parameters: [...namedInputs(graph, 'parameter').keys()],
    inputs: [...namedInputs(graph, 'input').keys()],
    run: (feeds) => session.run(feeds),
    release: () => session.release(),
  };
}
