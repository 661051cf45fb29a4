// The batches of an epoch, and those of predictions.

import { describe, expect, test } from 'vitest';

import { createRandom } from '../../../src/base/random.js';
import { epochOrder, sortedBatches } from '../../../src/text/batches.js';

const random = createRandom(1);
const lengths = Uint16Array.from({ length: 5003 }, () => 2 + random.integer(127));
const asNumbers = (batches: readonly Int32Array[]) => batches.map((batch) => [...batch]);
const sorted = (batches: readonly Int32Array[]) =>
  asNumbers(batches)
    .flat()
    .sort((a, b) => a - b);
const everyRow = [...lengths.keys()];
const meanLongest = (batches: readonly Int32Array[]) =>
  batches.reduce((sum, batch) => sum + Math.max(...[...batch].map((r) => lengths[r] as number)), 0) / batches.length;

describe('the order of an epoch', () => {
  const options = { batch: 16, seed: 42, epoch: 0 };

  test('has every row exactly once, in batches of the given size and one smaller', () => {
    for (const window of [1, 7, 50, 100_000]) {
      const batches = epochOrder(lengths, { ...options, window });
      expect(sorted(batches)).toEqual(everyRow);
      expect(batches).toHaveLength(Math.ceil(5003 / 16));
      expect(batches.filter((batch) => batch.length !== 16).map((batch) => batch.length)).toEqual([5003 % 16]);
    }
  });

  test('is the same for a resumed run, and differs for another epoch or seed', () => {
    const first = asNumbers(epochOrder(lengths, options));
    expect(asNumbers(epochOrder(lengths, options))).toEqual(first);
    expect(asNumbers(epochOrder(lengths, { ...options, epoch: 1 }))).not.toEqual(first);
    expect(asNumbers(epochOrder(lengths, { ...options, seed: 43 }))).not.toEqual(first);
  });

  test('groups texts of similar length, without an order from short to long', () => {
    const batches = epochOrder(lengths, options);
    expect(meanLongest(batches)).toBeLessThan(70);
    expect(meanLongest(epochOrder(lengths, { ...options, window: 1 }))).toBeGreaterThan(115);
    const half = batches.length >> 1;
    expect(Math.abs(meanLongest(batches.slice(0, half)) - meanLongest(batches.slice(half)))).toBeLessThan(12);
  });

  test('groups a row with others in the next epoch', () => {
    const companions = (epoch: number) =>
      new Set(epochOrder(lengths, { ...options, epoch }).find((batch) => batch.includes(17)));
    const one = companions(0);
    const two = companions(1);
    expect([...one].filter((row) => two.has(row)).length).toBeLessThan(8);
  });

  test('is a plain shuffle when every batch is padded to the maximum', () => {
    const batches = epochOrder(lengths, { ...options, padding: 'maximum' });
    expect(sorted(batches)).toEqual(everyRow);
    expect(meanLongest(batches)).toBeGreaterThan(115);
    expect(batches.at(-1)).toHaveLength(5003 % 16);
  });

  test('has only the given rows, and leaves their array unchanged', () => {
    const rows = Int32Array.of(9, 4, 7, 2);
    const batches = epochOrder(lengths, { ...options, batch: 3, rows });
    expect(sorted(batches)).toEqual([2, 4, 7, 9]);
    expect([...rows]).toEqual([9, 4, 7, 2]);
  });

  test('has no batch without rows', () => {
    expect(epochOrder([], options)).toEqual([]);
    expect(sortedBatches([], { batch: 4 })).toEqual([]);
  });
});

describe('batches for prediction', () => {
  test('have every row once, the longest first', () => {
    const batches = sortedBatches(lengths, { batch: 32 });
    expect(sorted(batches)).toEqual(everyRow);
    const order = asNumbers(batches)
      .flat()
      .map((row) => lengths[row] as number);
    expect(order).toEqual([...order].sort((a, b) => b - a));
    expect(new Set(batches.slice(0, -1).map((batch) => batch.length))).toEqual(new Set([32]));
  });

  test('have more rows for short texts, within the budget of tokens', () => {
    const batches = sortedBatches(lengths, { batch: 16, tokens: 2048 });
    expect(sorted(batches)).toEqual(everyRow);
    for (const batch of batches.slice(0, -1)) {
      const padded = Math.ceil(Math.max(...[...batch].map((row) => lengths[row] as number)) / 8) * 8;
      expect(batch.length).toBe(Math.max(16, Math.floor(2048 / padded)));
    }
    expect(batches.at(-2)?.length).toBeGreaterThan(100);
  });
});
