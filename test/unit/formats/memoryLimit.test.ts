// A model larger than the machine's memory is refused before any allocation.

import { totalmem } from 'node:os';

import { expect, test } from 'vitest';

import { randomModel } from '../../../src/formats/initialWeights.js';
import { refuseBeyondMemory } from '../../../src/formats/memoryLimit.js';

test('a model is refused when it is larger than the memory, and only then', () => {
  expect(() => refuseBeyondMemory(totalmem() + 1)).toThrow(expect.objectContaining({ code: 'machine.outOfMemory' }));
  expect(() => refuseBeyondMemory(1e6)).not.toThrow();
});

test('random weights of an enormous shape are refused at once', () => {
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
