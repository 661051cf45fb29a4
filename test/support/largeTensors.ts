// Tensors of the sizes of real work, with numbers that are the same on every machine.

import { createRandom } from '../../src/base/random.js';
import type { HostTensor } from '../../src/engine/backends/support/batchFeeds.js';
import * as b from '../../src/engine/graph/build.js';
import type { Dimension } from '../../src/engine/graph/dimension.js';
import type { Node } from '../../src/engine/graph/node.js';

/** A graph's input with what is fed to it. */
export interface LargeTensor {
  readonly name: string;
  readonly node: Node;
  readonly feed: HostTensor;
  readonly values: Float32Array | Int32Array;
}

/** A batch of texts that were padded to one length. */
export interface Texts {
  readonly batch: number;
  readonly length: number;
}
export const short: Texts = { batch: 16, length: 128 };
export const long: Texts = { batch: 4, length: 512 };
/** Tokens of either. */
export const tokens = 2048;
export const rows = 'batch*length';

/** Made once: the cases share what has the same size and seed. */
const made = new Map<string, LargeTensor['values']>();
function once<Values extends LargeTensor['values']>(key: string, make: () => Values): Values {
  const values = (made.get(key) as Values | undefined) ?? make();
  made.set(key, values);
  return values;
}

/** Between −1.5 and 1.5. */
function numbers(count: number, seed: number): Float32Array {
  return once(`numbers ${count} ${seed}`, () => {
    const random = createRandom(seed);
    return Float32Array.from({ length: count }, () => 3 * random.next() - 1.5);
  });
}

function integers(count: number, seed: number): Int32Array {
  return once(`integers ${count} ${seed}`, () => {
    const random = createRandom(seed);
    return Int32Array.from({ length: count }, () => random.integer(2 ** 32) | 0);
  });
}

/** Ids below `most` as texts have them: a few very often, most of them seldom or never. */
function repeatedIds(count: number, most: number, seed: number): Int32Array {
  return once(`ids ${count} ${most} ${seed}`, () => {
    const random = createRandom(seed);
    return Int32Array.from({ length: count }, () => Math.floor(most * random.next() ** 3));
  });
}

function input(name: string, shape: readonly Dimension[], sizes: readonly number[], values: LargeTensor['values']) {
  const dtype = values instanceof Int32Array ? 'int32' : 'float32';
  return { name, node: b.input(name, dtype, shape), feed: { shape: sizes, data: values }, values };
}

const inBatch = (...rest: readonly number[]): Dimension[] => ['batch', 'length', ...rest];

/** [batch*length, width] */
export function ofTokens(width: number, seed: number, texts = short): LargeTensor {
  const { batch, length } = texts;
  const given = input(`x${seed}`, inBatch(width), [batch, length, width], numbers(tokens * width, seed));
  return { ...given, node: b.reshape(given.node, [rows, width]) };
}

/** int32 [batch*length, width] */
export function integersOfTokens(width: number, seed: number): LargeTensor {
  const { batch, length } = short;
  const given = input(`i${seed}`, inBatch(width), [batch, length, width], integers(tokens * width, seed));
  return { ...given, node: b.reshape(given.node, [rows, width]) };
}

/** int32 [batch, length] */
export function idsOfTokens(most: number, seed: number, { batch, length }: Texts = short): LargeTensor {
  return input(`ids${seed}`, inBatch(), [batch, length], repeatedIds(tokens, most, seed));
}

/** [batch, heads, length, last], where `last` may be the length. */
export function ofHeads(heads: number, last: number | 'length', seed: number, { batch, length }: Texts): LargeTensor {
  const size = last === 'length' ? length : last;
  const values = numbers(batch * heads * length * size, seed);
  return input(`h${seed}`, ['batch', heads, 'length', last], [batch, heads, length, size], values);
}

/** A tensor of the model's own size. */
export function ofModel(shape: readonly number[], seed: number): LargeTensor {
  const count = shape.reduce((product, size) => product * size, 1);
  return input(`w${seed}`, shape, shape, numbers(count, seed));
}
