// Seeded random numbers that are the same on every machine: for the split, the shuffles and a new head's weights.
//
// Generator: sfc32 ("small fast counting", 128 bits of state) by Chris Doty-Humphrey, from PractRand
// (https://pracrand.sourceforge.net, public domain). Seeds are spread over the state by MurmurHash3's 32-bit finaliser
// (Austin Appleby, public domain).

export interface Random {
  /** Uniform in [0, 1), with 53 random bits. */
  next(): number;
  /** Uniform in 0 … bound − 1, without bias. `bound` is an integer from 1 to 2³². */
  integer(bound: number): number;
  /** Standard normal: mean 0, variance 1. Fine enough for float32 (made from 32-bit uniforms). */
  normal(): number;
  /** Puts the items in random order, in place, and returns them (Fisher–Yates). */
  shuffle(items: Int32Array): Int32Array;
}

const twoTo32 = 2 ** 32;

/**
 * An independent sequence for every different list of numbers.
 * @param seed any safe integer; the run's seed
 * @param stream safe integers that distinguish the uses of one seed, such as a purpose and an epoch
 */
export function createRandom(seed: number, ...stream: number[]): Random {
  const draw = sfc32([seed, ...stream]);
  const integer = (bound: number): number => {
    if (!Number.isInteger(bound) || bound < 1 || bound > twoTo32)
      throw new RangeError(`bound ${bound} is outside 1 … 2^32`);
    if (bound === 1) return 0;
    // Draws as many bits as bound − 1 has until the number is below the bound: fewer than two draws on average.
    const mask = 0xffffffff >>> Math.clz32(bound - 1);
    for (;;) {
      const value = (draw() & mask) >>> 0;
      if (value < bound) return value;
    }
  };
  return {
    next: () => ((draw() >>> 5) * 2 ** 26 + (draw() >>> 6)) / 2 ** 53,
    integer,
    normal: normals(draw),
    shuffle(items) {
      for (let last = items.length - 1; last > 0; last--) {
        const other = integer(last + 1);
        const item = items[last] as number;
        items[last] = items[other] as number;
        items[other] = item;
      }
      return items;
    },
  };
}

/** Marsaglia's polar method (SIAM Review 6, 1964): two normals from each accepted point of the unit disc. */
function normals(draw: () => number): () => number {
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    for (;;) {
      const x = (draw() + 0.5) / 2 ** 31 - 1;
      const y = (draw() + 0.5) / 2 ** 31 - 1;
      const square = x * x + y * y;
      if (square >= 1) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      spare = y * scale;
      return x * scale;
    }
  };
}

/** Draws 32 random bits at a time, as an unsigned number. */
function sfc32(words: readonly number[]): () => number {
  let a = absorb(0x9e3779b9, words);
  let b = absorb(0x243f6a88, words);
  let c = absorb(0xb7e15162, words);
  let counter = 1;
  const draw = (): number => {
    const result = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + result) | 0;
    return result >>> 0;
  };
  for (let round = 0; round < 15; round++) draw();
  return draw;
}

/** Folds numbers into 32 bits; different for any two lists that differ in one number. */
function absorb(start: number, words: readonly number[]): number {
  let state = start | 0;
  for (const word of words) {
    if (!Number.isSafeInteger(word)) throw new RangeError(`a seed must be a safe integer, not ${word}`);
    state = finalise(state ^ (word | 0));
    state = finalise((state + Math.floor(word / twoTo32) + 0x9e3779b9) | 0);
  }
  return state;
}

function finalise(word: number): number {
  let mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
