// A model larger than the machine's memory is refused before anything is allocated.

import { totalmem } from 'node:os';

import { expect, test } from 'vitest';

import { randomModel } from '../../../src/formats/initialWeights.js';
import { refuseBeyondMemory } from '../../../src/formats/memoryLimit.js';

test('more than there is is refused, less is not', () => {
  expect(() => refuseBeyondMemory(totalmem() + 1)).toThrow(expect.objectContaining({ code: 'machine.outOfMemory' }));
  expect(() => refuseBeyondMemory(1e6)).not.toThrow();
});

test('random weights of an absurd shape are refused at once', () => {
  const shape = {
    layers: 96,
    hidden: 32768,
    heads: 64,
    vocabularySize: 21128,
    labels: 2,
    task: 'single-label',
    seed: 1,
  } as const;
  expect(() => randomModel(shape)).toThrow(expect.objectContaining({ code: 'machine.outOfMemory' }));
});
