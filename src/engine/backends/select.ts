// The devices of this machine: each is tried by running a small product on it.

import { cpus } from 'node:os';
import type { DeviceReport } from '../../shared/devices.js';
import * as b from '../graph/build.js';
import { createGraph } from '../graph/graph.js';
import { createCpuSession, floatsOf, floatTensor } from './onnx/session.js';

/** Rows and columns of the matrices that measure a device's speed. */
const size = 1024;

/** Every device that the product knows, in order of preference, with its measured speed. Takes about a second. */
export async function probeDevices(): Promise<readonly DeviceReport[]> {
  return [await probeOnnxCpu()];
}

async function probeOnnxCpu(): Promise<DeviceReport> {
  const cores = cpus();
  const detail = `${cores[0]?.model.trim() ?? 'CPU'} × ${cores.length}`;
  try {
    const gigaflops = await measureProduct(cores.length);
    return { device: 'onnx-cpu', works: true, detail, problem: null, gigaflops };
  } catch (error) {
    return { device: 'onnx-cpu', works: false, detail, problem: error instanceof Error ? error.message : String(error), gigaflops: null };
  }
}

/** The best of several products of two size × size matrices, in 10⁹ operations a second; throws when the result is wrong. */
async function measureProduct(threads: number): Promise<number> {
  const matrix = (name: string) => b.input(name, 'float32', [size, size]);
  const product = b.matmul(matrix('a'), matrix('b'));
  // Only a few sums leave the graph, so that copying the result is not measured.
  const graph = createGraph(new Map([['sums', b.reduceSum(product, [0])]]));
  const session = await createCpuSession(graph, threads);
  const a = Float32Array.from({ length: size * size }, (_, index) => (index % 7) - 3);
  const ones = new Float32Array(size * size).fill(1);
  const feeds = { a: floatTensor(a, [size, size]), b: floatTensor(ones, [size, size]) };
  let best = Infinity;
  for (let round = 0; round < 5; round++) {
    const start = performance.now();
    const sums = floatsOf(await session.run(feeds), 'sums');
    best = Math.min(best, performance.now() - start);
    const expected = a.reduce((sum, value) => sum + value, 0);
    if (sums.some((sum) => Math.abs(sum - expected) > 1)) throw new Error('a matrix product came out wrong');
  }
  await session.release();
  return (2 * size ** 3) / best / 1e6;
}
