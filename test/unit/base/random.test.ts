// The random numbers of a seed: always the same, and without bias.

import { describe, expect, test } from 'vitest';

import { createRandom } from '../../../src/base/random.js';

describe('createRandom', () => {
  test('gives the numbers of a seed on every machine and in every version', () => {
    const random = createRandom(42);
    expect([random.integer(2 ** 32), random.integer(2 ** 32), random.integer(1000)]).toEqual([
      4094834408, 1843101644, 7,
    ]);
    expect([...createRandom(42, 1, 2).shuffle(Int32Array.from({ length: 10 }, (_, i) => i))]).toEqual([
      9, 1, 8, 6, 4, 3, 2, 5, 0, 7,
    ]);
  });

  test('gives a run another order for another seed, purpose or epoch', () => {
    const first = (...seeds: [number, ...number[]]) => createRandom(...seeds).next();
    const all = [
      first(1),
      first(2),
      first(-1),
      first(1, 0),
      first(1, 1),
      first(1, 0, 0),
      first(2 ** 40),
      first(2 ** 41),
      first(0, 1),
    ];
    expect(new Set(all).size).toBe(all.length);
    expect(first(7, 3)).toBe(first(7, 3));
  });

  test('gives every number below a bound the same probability', () => {
    const random = createRandom(3);
    const counts = new Array<number>(7).fill(0);
    for (let i = 0; i < 70_000; i++) counts[random.integer(7)]! += 1;
    // Chi-square with 6 degrees of freedom: above 22.5 once in a thousand.
    expect(counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)).toBeLessThan(22.5);
  });

  test('gives next() between 0 and 1 with a mean of one half', () => {
    const random = createRandom(9);
    let sum = 0;
    for (let i = 0; i < 100_000; i++) {
      const value = random.next();
      if (!(value >= 0 && value < 1)) throw new Error(`out of range: ${value}`);
      sum += value;
    }
    // Standard error 0.0009; five of them.
    expect(Math.abs(sum / 100_000 - 0.5)).toBeLessThan(0.0046);
  });

  test('gives normal() a standard normal distribution', () => {
    const random = createRandom(5);
    const count = 100_000;
    let sum = 0;
    let squares = 0;
    let fourth = 0;
    for (let i = 0; i < count; i++) {
      const value = random.normal();
      sum += value;
      squares += value ** 2;
      fourth += value ** 4;
    }
    // Standard errors: 0.0032, 0.0045 and 0.031; five of each.
    expect(Math.abs(sum / count)).toBeLessThan(0.016);
    expect(Math.abs(squares / count - 1)).toBeLessThan(0.023);
    expect(Math.abs(fourth / count - 3)).toBeLessThan(0.16);
  });

  test('keeps every row once in a shuffle', () => {
    const shuffled = createRandom(1).shuffle(Int32Array.from({ length: 1000 }, (_, i) => i));
    expect([...shuffled]).not.toEqual([...shuffled].sort((a, b) => a - b));
    expect([...shuffled].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  });

  test('refuses an invalid bound or seed', () => {
    expect(() => createRandom(1).integer(0)).toThrow(RangeError);
    expect(() => createRandom(1).integer(2 ** 33)).toThrow(RangeError);
    expect(() => createRandom(0.5)).toThrow(RangeError);
  });
});
