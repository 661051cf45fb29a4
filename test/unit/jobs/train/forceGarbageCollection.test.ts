// Unreachable memory is returned on request.

import { expect, test } from 'vitest';

import { forceGarbageCollection } from '../../../../src/jobs/train/forceGarbageCollection.js';

const size = 2 ** 26;
/** Bytes in arrays, one of them a large one that nobody can reach afterwards. */
function withUnreachable(): number {
  const array = new Float32Array(size / 4).fill(1);
  return array.at(-1) === 1 ? process.memoryUsage().arrayBuffers : 0;
}

test('an unreachable array is freed on request', async () => {
  const before = withUnreachable();
  await new Promise(setImmediate);
  forceGarbageCollection();
  await expect.poll(() => before - process.memoryUsage().arrayBuffers).toBeGreaterThan(0.9 * size);
});
