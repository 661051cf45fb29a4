// Probes the devices of this machine: each is tried in a process of its own with the computations of a run, and its
// speed is measured.

import { cpus } from 'node:os';

import type { LoadTensorflow } from '../../base/tensorflow.js';
import type { InspectableTrainer, TrainerOptions } from '../../base/training.js';
import type { DeviceReport, TensorflowDevice, WebgpuDevice } from '../../shared/devices.js';
import { isUserError, UserError } from '../../shared/errors.js';
import type { Notice } from '../../shared/notices.js';
import * as b from '../graph/build.js';
import { createGraph, type Graph } from '../graph/graph.js';
import { onCpu, onTensorflow, onWebgpu, type Opener } from './openGraph.js';
import { env } from './support/onnxRuntime.js';
import { trySoftmax, tryTraining } from './trial.js';

/** The number of rows and columns of the matrices that measure a device's speed. */
const size = 1024;
/** Milliseconds after which no further round is measured. */
const slow = 2000;

interface Tried {
  readonly detail: string;
  readonly notices: readonly Notice[];
  readonly open: Opener;
  /** Its steps are compared with the processor's; absent for the processor itself. */
  readonly createTrainer?: (options: TrainerOptions) => Promise<InspectableTrainer>;
  /** Present where the device has bfloat16. */
  readonly openHalf?: Opener;
}

/** Probes the device that comes with the product. Takes about a second. */
export function probeCpu(): Promise<DeviceReport> {
  return probe('onnx-cpu', { detail: processor(), notices: [], open: onCpu });
}

/** Probes a GPU through ONNX Runtime. A driver may hang or crash, so this runs in a process of its own. */
export async function probeWebgpu(device: WebgpuDevice): Promise<DeviceReport> {
  const { createWebgpuTrainer } = await import('./webgpu/webgpuTrainer.js');
  return probe(device, {
    detail: `ONNX Runtime ${env.versions.node ?? ''}, WebGPU`,
    notices: [],
    open: onWebgpu(device),
    createTrainer: (options) => createWebgpuTrainer({ ...options, device }),
  });
}

function processor(): string {
  const cores = cpus();
  return `${cores[0]?.model.trim() ?? 'CPU'} × ${cores.length}`;
}

/**
 * Probes the TensorFlow that this process was started for: one process computes on one device.
 * @param gpu the name of the GPU that it should be; null for the processor
 */
export async function probeTensorflow(
  load: LoadTensorflow,
  device: TensorflowDevice,
  gpu: string | null,
): Promise<DeviceReport> {
  try {
    const runtime = await load();
    const { createTensorflowTrainer } = await import('./tensorflow/tensorflowTrainer.js');
    const where = runtime.usesGpu ? `CUDA${gpu === null ? '' : `, ${gpu}`}` : `CPU, ${processor()}`;
    return await probe(device, {
      detail: `TensorFlow ${runtime.version}, ${where}`,
      notices: runtime.notices,
      open: onTensorflow(runtime, 'float32'),
      openHalf: onTensorflow(runtime, 'bfloat16'),
      createTrainer: (options) => Promise.resolve(createTensorflowTrainer(options, runtime)),
    });
  } catch (error) {
    return failedProbe(device, 'TensorFlow', error);
  }
}

async function probe(device: string, { detail, notices, open, createTrainer, openHalf }: Tried): Promise<DeviceReport> {
  try {
    const gigaflops = await speedOn(open);
    await trySoftmax(open);
    if (createTrainer) await tryTraining(createTrainer);
    return {
      device,
      works: true,
      detail,
      notices,
      problem: null,
      failure: null,
      gigaflops,
      bfloat16: openHalf ? await speedOn(openHalf).catch(() => null) : null,
    };
  } catch (error) {
    return failedProbe(device, detail, error);
  }
}

export function failedProbe(device: string, detail: string, error: unknown): DeviceReport {
  const problem = error instanceof Error ? error.message : String(error);
  const failure = isUserError(error) ? { code: error.code, values: { ...error.values } } : null;
  return { device, works: false, detail, problem, failure, gigaflops: null, bfloat16: null, notices: [] };
}

/** Small integers, which bfloat16 represents exactly, as it does the sums of their products. */
const left = Float32Array.from({ length: size * size }, (_, index) => (index % 7) - 3);
const right = new Float32Array(size * size).fill(1);

/**
 * A matmul of two size × size matrices. Only a few sums leave the graph, so that copying the result is not measured.
 */
function productGraph(): Graph {
  const matrix = (name: string) => b.input(name, 'float32', [size, size]);
  return createGraph(new Map([['sums', b.reduceSum(b.matmul(matrix('a'), matrix('b')), [0])]]));
}

/** The best of several runs, in 10⁹ operations a second; throws machine.wrongProduct. */
async function speedOn(open: Opener): Promise<number> {
  const graph = await open(productGraph());
  const expected = left.reduce((sum, value) => sum + value, 0);
  let best = Infinity;
  const begun = performance.now();
  // A slow device is recognised after a round or two.
  for (let round = 0; round < 5 && (round === 0 || performance.now() - begun < slow); round++) {
    const start = performance.now();
    const sums = await graph.run(
      { a: { shape: [size, size], data: left }, b: { shape: [size, size], data: right } },
      'sums',
    );
    best = Math.min(best, performance.now() - start);
    const worst = sums.reduce(
      (most, sum) => Math.max(most, Number.isNaN(sum) ? Infinity : Math.abs(sum - expected)),
      sums.length === size ? 0 : Infinity,
    );
    if (worst > 1) throw new UserError('machine.wrongProduct', { difference: worst.toExponential(1) });
  }
  await graph.release();
  return (2 * size ** 3) / best / 1e6;
}
