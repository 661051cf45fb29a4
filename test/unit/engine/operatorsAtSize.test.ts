// Every operator at the sizes of real work, where runtimes compute on several threads: on the processor the same bits
// in each of 20 runs, on every device the numbers of float64.

import { describe, expect, test } from 'vitest';

import { describeOnDevices, type TestedDevice } from '../../support/devices.js';
import type { LargeCase } from '../../support/largeCase.js';
import { largeCases } from '../../support/largeCases.js';
import { openTypedGraph } from '../../support/runGraph.js';

const repeats = 20;
/** TensorFlow has one pool of threads in a process: more of them than most machines that run tests have cores. */
process.env['TF_NUM_INTRAOP_THREADS'] = '4';

function threadCounts(device: TestedDevice): readonly number[] {
  return device === 'onnx-cpu' ? [1, 2, 4, 8] : [4];
}

function expectClose(found: Float32Array, { expected, tolerance, compared = Infinity }: LargeCase): void {
  const step = Math.max(1, Math.floor(found.length / compared));
  let worst = { index: -1, beyond: 0 };
  const compare = (index: number) => {
    const number = expected(index);
    const beyond = Math.abs((found[index] ?? NaN) - number) - tolerance * Math.max(1, Math.abs(number));
    if (!(beyond <= worst.beyond)) worst = { index, beyond };
  };
  for (let index = 0; index < found.length; index += step) compare(index);
  compare(found.length - 1);
  expect(worst).toEqual({ index: -1, beyond: 0 });
}

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView) => Buffer.from(buffer, byteOffset, byteLength);

async function check(large: LargeCase, device: TestedDevice, threads: number): Promise<void> {
  const graph = await openTypedGraph({ y: large.node }, device, threads);
  const feeds = Object.fromEntries(large.inputs.map(({ name, feed }) => [name, feed]));
  const first = (await graph.run(feeds))['y'];
  if (!(first instanceof Float32Array)) throw new Error('no float32 output');
  expectClose(first, large);
  // On WebGPU sums have no fixed order.
  for (let repeat = 1; repeat < repeats && device !== 'onnx-webgpu'; repeat++) {
    const again = (await graph.run(feeds))['y'] as Float32Array;
    expect(bytesOf(again).equals(bytesOf(first)), `run ${repeat} gives the bits of the first`).toBe(true);
  }
  await graph.close();
}

/** A second on a quiet machine; eight threads on two busy cores take many times that. */
const patience = 300_000;

describeOnDevices('an operator at the size of real work', (device) => {
  describe.each(Object.entries(largeCases))('%s', { timeout: patience }, (_, make) => {
    test.each(threadCounts(device))('is right and repeats itself to the bit (%i threads)', async (threads) => {
      for (const large of make())
        await check(large, device, threads).catch((error: unknown) => {
          throw new Error(`${large.name}: ${String(error)}`, { cause: error });
        });
    });
  });
});
