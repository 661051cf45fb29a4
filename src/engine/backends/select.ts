// The devices of this machine: each is tried by running a small product on it.

import { cpus } from 'node:os';
import type { DeviceReport, TensorflowDevice } from '../../shared/devices.js';
import { isUserError } from '../../shared/errors.js';
import type { Notice } from '../../shared/notices.js';
import type { LoadTensorflow, TensorflowRuntime } from '../../shared/tensorflow.js';
import * as b from '../graph/build.js';
import { createGraph, type Graph } from '../graph/graph.js';
import { createCpuSession, floatsOf, floatTensor } from './onnx/session.js';
import { emitTensorflow } from './tensorflow/emit.js';
import { ModelBuilder, output } from './tensorflow/session.js';
import type { Precision } from './tensorflow/writer.js';

/** Rows and columns of the matrices that measure a device's speed. */
const size = 1024;

/** Runs the graph that measures, and gives its column sums. */
type Product = () => Promise<Float32Array>;

/** What comes with the product. Takes about a second. */
export function probeCpu(): Promise<DeviceReport> {
  return probe('onnx-cpu', { detail: processor(), notices: [] }, onnxProduct);
}

function processor(): string {
  const cores = cpus();
  return `${cores[0]?.model.trim() ?? 'CPU'} × ${cores.length}`;
}

/**
 * TensorFlow as this process was started for it: one process computes on one device.
 * @param gpu the name of the GPU that it should be; null for the processor
 */
export async function probeTensorflow(load: LoadTensorflow, device: TensorflowDevice, gpu: string | null): Promise<DeviceReport> {
  try {
    const runtime = await load();
    const where = runtime.usesGpu ? `CUDA${gpu === null ? '' : `, ${gpu}`}` : `CPU, ${processor()}`;
    const report = await probe(device, { detail: `TensorFlow ${runtime.version}, ${where}`, notices: runtime.notices }, () => Promise.resolve(tensorflowProduct(runtime, 'float32')));
    return report.works ? { ...report, bfloat16: await speedOf(() => tensorflowProduct(runtime, 'bfloat16')) } : report;
  } catch (error) {
    return failedProbe(device, 'TensorFlow', error);
  }
}

async function probe(device: string, about: { readonly detail: string; readonly notices: readonly Notice[] }, make: () => Promise<MeasuredProduct>): Promise<DeviceReport> {
  try {
    const product = await make();
    const gigaflops = await measure(product.run);
    await product.release();
    return { device, works: true, ...about, problem: null, failure: null, gigaflops, bfloat16: null };
  } catch (error) {
    return failedProbe(device, about.detail, error);
  }
}

/** Null where the product cannot be computed, or comes out wrong. */
async function speedOf(make: () => MeasuredProduct): Promise<number | null> {
  try {
    const product = make();
    const gigaflops = await measure(product.run);
    await product.release();
    return gigaflops;
  } catch {
    return null;
  }
}

export function failedProbe(device: string, detail: string, error: unknown): DeviceReport {
  const problem = error instanceof Error ? error.message : String(error);
  const failure = isUserError(error) ? { code: error.code, values: { ...error.values } } : null;
  return { device, works: false, detail, problem, failure, gigaflops: null, bfloat16: null, notices: [] };
}

interface MeasuredProduct {
  readonly run: Product;
  release(): Promise<void> | void;
}

/** Small whole numbers, which bfloat16 holds exactly, as it does their products' sums. */
const left = Float32Array.from({ length: size * size }, (_, index) => (index % 7) - 3);
const right = new Float32Array(size * size).fill(1);

/** A product of two size × size matrices. Only a few sums leave the graph, so that copying the result is not measured. */
function productGraph(): Graph {
  const matrix = (name: string) => b.input(name, 'float32', [size, size]);
  return createGraph(new Map([['sums', b.reduceSum(b.matmul(matrix('a'), matrix('b')), [0])]]));
}

async function onnxProduct(): Promise<MeasuredProduct> {
  const session = await createCpuSession(productGraph(), cpus().length);
  const feeds = { a: floatTensor(left, [size, size]), b: floatTensor(right, [size, size]) };
  return { run: async () => floatsOf(await session.run(feeds), 'sums'), release: () => session.release() };
}

function tensorflowProduct(runtime: TensorflowRuntime, precision: Precision): MeasuredProduct {
  const builder = new ModelBuilder(precision);
  const { inputs, outputs } = emitTensorflow(builder.writer, productGraph(), 'probe', () => '');
  builder.signatures.add('probe', inputs, outputs);
  const session = builder.open(runtime);
  const feeds = { a: { shape: [size, size], data: left }, b: { shape: [size, size], data: right } };
  return { run: () => Promise.resolve(output(session.run('probe', feeds), 'sums')), release: () => session.dispose() };
}

/** The best of several runs, in 10⁹ operations a second; throws when the result is wrong. */
async function measure(run: Product): Promise<number> {
  const expected = left.reduce((sum, value) => sum + value, 0);
  let best = Infinity;
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    const sums = await run();
    best = Math.min(best, performance.now() - start);
    if (sums.some((sum) => Math.abs(sum - expected) > 1)) throw new Error('a matrix product came out wrong');
  }
  return (2 * size ** 3) / best / 1e6;
}
