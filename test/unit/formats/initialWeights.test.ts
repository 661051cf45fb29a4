// Initial weights are distributed as in transformers, and depend on the seed alone.

import { describe, expect, test } from 'vitest';

import { parameterShapes } from '../../../src/base/model.js';
import { initializeHead, initializePooler, randomModel } from '../../../src/formats/initialWeights.js';

const shape = {
  layers: 2,
  hidden: 64,
  heads: 4,
  vocabularySize: 500,
  labels: 3,
  task: 'single-label',
  seed: 7,
} as const;
const { config, weights } = randomModel(shape);

function deviation(data: Float32Array): number {
  return Math.sqrt(data.reduce((sum, value) => sum + value * value, 0) / data.length);
}

describe('a random model', () => {
  test('has every weight of its shape in order', () => {
    expect([...weights].map(([name, tensor]) => [name, tensor.shape])).toEqual([...parameterShapes(config)]);
    expect(config).toMatchObject({ intermediateSize: 256, maxPositions: 512, hiddenDropout: 0.1, labels: 3 });
  });

  test('has normal weights with a deviation of 0.02, zero biases, unit norms and a zero padding row', () => {
    for (const [name, { data }] of weights) {
      if (name.endsWith('.bias')) expect(data.every((value) => value === 0)).toBe(true);
      else if (name.endsWith('LayerNorm.weight')) expect(data.every((value) => value === 1)).toBe(true);
      // Of n normals the deviation is known to about 1 / sqrt(2 n): five times that.
      else expect(Math.abs(deviation(data) / 0.02 - 1), name).toBeLessThan(5 / Math.sqrt(2 * data.length) + 0.002);
    }
    const words = weights.get('bert.embeddings.word_embeddings.weight')!.data;
    expect(words.subarray(0, 64).every((value) => value === 0)).toBe(true);
    expect(words.subarray(64, 128).every((value) => value !== 0)).toBe(true);
  });

  test('has different weights in every tensor', () => {
    const starts = [...weights]
      .filter(([name]) => /weight$/.test(name) && !/LayerNorm|word_embeddings/.test(name))
      .map(([, { data }]) => data[0]);
    expect(new Set(starts).size).toBe(starts.length);
  });

  test('depends on its seed alone', () => {
    expect(randomModel(shape).weights).toEqual(weights);
    expect(randomModel({ ...shape, seed: 8 }).weights.get('classifier.weight')).not.toEqual(
      weights.get('classifier.weight'),
    );
  });
});

test('a new head and a new pooler depend on the seed, not on the depth of the model', () => {
  const head = initializeHead(config, 7);
  expect([...head.keys()]).toEqual(['classifier.weight', 'classifier.bias']);
  expect(head.get('classifier.weight')).toEqual(weights.get('classifier.weight'));
  expect(initializeHead({ ...config, layers: 9 }, 7)).toEqual(head);
  expect(initializeHead(config, 8)).not.toEqual(head);
  expect([...initializePooler(config, 7).keys()]).toEqual(['bert.pooler.dense.weight', 'bert.pooler.dense.bias']);
});
