// Generates start weights instead of storing them: the same numbers as `weight` in test/fixtures/make_full_goldens.py.

import { type BertConfig, type FloatTensor, parameterShapes, type Weights } from '../../src/base/model.js';

export function generatedWeights(config: BertConfig, seed: number): Weights {
  return new Map([...parameterShapes(config)].map(([name, shape]) => [name, generated(name, shape, seed)]));
}

/**
 * A tensor of numbers from a hash of seed, name and index: between −1/16 and 1/16; in vectors between −1/8 and 1/8,
 * around 1 in those of norms.
 */
function generated(name: string, shape: readonly number[], seed: number): FloatTensor {
  const key = Buffer.from(name).reduce((hash, letter) => Math.imul(hash ^ letter, 16777619), seed | 0);
  const [size, centre] = shape.length > 1 ? [1 / 16, 0] : [1 / 8, name.endsWith('weight') ? 1 : 0];
  const data = Float32Array.from(
    { length: shape.reduce((product, length) => product * length, 1) },
    (_, place) => ((finalise(Math.imul(place, 0x9e3779b1) + key) >>> 8) / 2 ** 23 - 1) * size + centre,
  );
  return { shape, data };
}

/** As in src/engine/model/dropout.ts. */
function finalise(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return h ^ (h >>> 16);
}
