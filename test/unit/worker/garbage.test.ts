// Memory that nothing needs any more is given back when it is asked for.

import { expect, it } from 'vitest';

import { collectGarbage } from '../../../src/jobs/train/collectGarbage.js';

const size = 2 ** 26;
/** Bytes in arrays, one of them a large one that nobody can reach afterwards. */
function withUnreachable(): number {
  const array = new Float32Array(size / 4).fill(1);
  return array.at(-1) === 1 ? process.memoryUsage().arrayBuffers : 0;
}

it('frees an array that nobody can reach', async () => {
  const before = withUnreachable();
  await new Promise(setImmediate);
  collectGarbage();
  await expect.poll(() => before - process.memoryUsage().arrayBuffers).toBeGreaterThan(0.9 * size);
});
