// Tests whether a GPU has float16, with a matmul.

import type { WebgpuDevice } from '../../../shared/devices.js';
import { UserError } from '../../../shared/errors.js';
import * as b from '../../graph/build.js';
import { createGraph } from '../../graph/graph.js';
import { floatsOf } from '../support/onnxTensors.js';
import { hostTensor } from '../support/onnxTensors.js';
import { WebgpuSession } from './session.js';

/** Throws machine.noHalf. */
export async function checkHalf(device: WebgpuDevice): Promise<void> {
  const matrix = (name: string) => b.input(name, 'float32', [4, 4]);
  const graph = createGraph(new Map([['y', b.matmul(matrix('a'), matrix('b'))]]));
  const ones = hostTensor({ shape: [4, 4], data: new Float32Array(16).fill(1) });
  try {
    const session = await WebgpuSession.create(graph, { device, precision: 'float16' });
    const product = floatsOf(await session.run({ a: ones, b: ones }), 'y');
    await session.release();
    if (product.some((value) => value !== 4)) throw new Error('a product in float16 came out wrong');
  } catch (error) {
    throw new UserError('machine.noHalf', { cause: error });
  }
}
