// The devices of this machine: each is tried by running a small product on it.

import { cpus } from 'node:os';
import type { DeviceReport } from '../../shared/devices.js';
import type { LoadTensorflow, TensorflowRuntime } from '../../shared/tensorflow.js';
import * as b from '../graph/build.js';
import { createGraph, type Graph } from '../graph/graph.js';
import type { Runtimes } from '../trainer.js';
import { createCpuSession, floatsOf, floatTensor } from './onnx/session.js';
import { emitTensorflow } from './tensorflow/emit.js';
import { ModelBuilder, output } from './tensorflow/session.js';

/** Rows and columns of the matrices that measure a device's speed. */
const size = 1024;

/** Runs the graph that measures, and gives its column sums. */
type Product = () => Promise<Float32Array>;

/** Every device that the product knows, in order of preference, with its measured speed. Takes about two seconds. */
export async function probeDevices({ tensorflow }: Runtimes): Promise<readonly DeviceReport[]> {
  return [await probe('onnx-cpu', processor(), onnxProduct), await probeTensorflow(tensorflow)];
}

function processor(): string {
  const cores = cpus();
  return `${cores[0]?.model.trim() ?? 'CPU'} × ${cores.length}`;
}

async function probeTensorflow(load: LoadTensorflow): Promise<DeviceReport> {
  try {
    const runtime = await load();
    const where = runtime.usesGpu ? 'CUDA' : `CPU, ${processor()}`;
    return await probe('tensorflow', `TensorFlow ${runtime.version}, ${where}`, () => Promise.resolve(tensorflowProduct(runtime)));
  } catch (error) {
    return failed('tensorflow', 'TensorFlow', error);
  }
}

async function probe(device: string, detail: string, make: () => Promise<MeasuredProduct>): Promise<DeviceReport> {
  try {
    const product = await make();
    const gigaflops = await measure(product.run);
    await product.release();
    return { device, works: true, detail, problem: null, gigaflops };
  } catch (error) {
    return failed(device, detail, error);
  }
}

function failed(device: string, detail: string, error: unknown): DeviceReport {
  return { device, works: false, detail, problem: error instanceof Error ? error.message : String(error), gigaflops: null };
}

interface MeasuredProduct {
  readonly run: Product;
  release(): Promise<void> | void;
}

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

function tensorflowProduct(runtime: TensorflowRuntime): MeasuredProduct {
  const builder = new ModelBuilder('float32');
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
