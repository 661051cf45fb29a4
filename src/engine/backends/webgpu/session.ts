// A graph that runs on a GPU through ONNX Runtime's WebGPU: every node there, none silently on the processor.

import type { Computing } from '../../../base/training.js';
import type { WebgpuDevice } from '../../../shared/devices.js';
import { UserError } from '../../../shared/errors.js';
import { evaluate, type Shape } from '../../graph/dimension.js';
import { type Graph, namedInputs } from '../../graph/graph.js';
import { emitOnnx } from '../../onnx/emit.js';
import { encodeModel } from '../../onnx/proto.js';
import type { Amount, FedSizes } from '../../onnx/writer.js';
import { env, InferenceSession, listSupportedBackends, Tensor } from '../support/onnxRuntime.js';
import { intTensor } from '../support/onnxTensors.js';
import { asSentence } from './failures.js';

export type Tensors = Readonly<Record<string, Tensor>>;

/** The identity that a trainer or predictor on it reports. */
export function webgpuIdentity(device: WebgpuDevice): Computing {
  return { device, runtime: { name: 'onnxruntime-node', version: env.versions.node ?? '' }, notices: [] };
}

export interface SessionOptions {
  /** All sessions of a process are on the device of the first. */
  readonly device: WebgpuDevice;
  /** The precision of matmuls; float32 when absent. */
  readonly precision?: 'float32' | 'float16';
  /** Keeps all outputs on the GPU. */
  readonly keepsOutputs?: boolean;
}

export class WebgpuSession {
  /** The names of the weights that the graph reads. */
  readonly parameters: readonly string[];
  /** The names of its other inputs. */
  readonly inputs: readonly string[];
  private readonly shapes: ReadonlyMap<string, Shape>;

  private constructor(
    graph: Graph,
    private readonly fedSizes: FedSizes,
    private readonly session: InferenceSession,
  ) {
    const parameters = namedInputs(graph, 'parameter');
    const inputs = namedInputs(graph, 'input');
    this.parameters = [...parameters.keys()];
    this.inputs = [...inputs.keys()];
    this.shapes = new Map([...inputs].map(([name, { shape }]) => [name, shape]));
  }

  /** Throws machine.noGpu, machine.modelMemory. */
  static async create(
    graph: Graph,
    { device, precision = 'float32', keepsOutputs = false }: SessionOptions,
  ): Promise<WebgpuSession> {
    // The builds for some platforms lack it.
    if (!listSupportedBackends().some(({ name }) => name === 'webgpu')) throw new UserError('machine.noGpu');
    const model = emitOnnx(graph, { dialect: 'webgpu', precision });
    const made = InferenceSession.create(encodeModel(model), {
      executionProviders: ['webgpu'],
      // Folds constants. Later passes create operators that the processor has and the GPU lacks.
      graphOptimizationLevel: 'basic',
      logSeverityLevel: 3,
      extra: {
        session: { disable_cpu_ep_fallback: '1' },
        ep: {
          webgpuexecutionprovider: { powerPreference: device === 'onnx-webgpu' ? 'high-performance' : 'low-power' },
        },
      },
      ...(keepsOutputs ? { preferredOutputLocation: 'gpu-buffer' } : {}),
    });
    return new WebgpuSession(
      graph,
      model.fedSizes,
      await made.catch((error: unknown) => Promise.reject(asSentence(error))),
    );
  }

  /**
   * @param fetches tensors on the GPU that outputs are written into, in place where they are fed too; the others are
   *   returned
   * @throws machine.gpuLost, machine.deviceMemory
   */
  async run(feeds: Tensors, fetches: Tensors = {}): Promise<Tensors> {
    const wanted = Object.fromEntries(this.session.outputNames.map((name) => [name, fetches[name] ?? null]));
    try {
      const found = await this.session.run({ ...feeds, ...this.sizes(feeds) }, wanted);
      // A tensor that was written into is returned as another handle of the same memory, which is released.
      for (const [name, tensor] of Object.entries(fetches)) if (found[name] !== tensor) found[name]?.dispose();
      return found;
    } catch (error) {
      throw asSentence(error, feeds);
    }
  }

  /** The numbers that follow from the sizes of the fed tensors. */
  private sizes(feeds: Tensors): Record<string, Tensor> {
    const bindings: Record<string, number> = {};
    for (const [name, shape] of this.shapes) {
      shape.forEach((dimension, axis) => {
        if (typeof dimension === 'string') bindings[dimension] = feeds[name]?.dims[axis] ?? NaN;
      });
    }
    const numberOf = ({ size, less = [] }: Amount) =>
      less.reduce<number>((rest, part) => rest - evaluate(part, bindings), evaluate(size, bindings));
    const sizes: Record<string, Tensor> = {};
    for (const [name, amounts] of this.fedSizes.vectors)
      sizes[name] = new Tensor(
        'int64',
        BigInt64Array.from(amounts, (amount) => BigInt(numberOf(amount))),
        [amounts.length],
      );
    for (const [name, dimension] of this.fedSizes.ranges) {
      const size = evaluate(dimension, bindings);
      sizes[name] = intTensor(
        Int32Array.from({ length: size }, (_, index) => index),
        [size],
      );
    }
    return sizes;
  }

  release(): Promise<void> {
    return this.session.release();
  }
}
