// Dropout's masks: exactly the bits of plain integer arithmetic, and sufficiently random.

import { describe, expect, test } from 'vitest';

import * as b from '../../../../src/engine/graph/build.js';
import { dropoutSeeds, hashedDropout } from '../../../../src/engine/model/dropout.js';
import { runGraph } from '../../../support/runGraph.js';

const places = 4;

/** What is kept (1) of ones [rows, columns], for each place. */
async function masks(rows: number, columns: number, rate: number, step: number, seed = 42): Promise<number[][]> {
  const dropout = hashedDropout(b.input('dropout', 'int32', [2 + places]));
  const ones = b.input('x', 'float32', ['batch', columns]);
  const outputs = Object.fromEntries(
    Array.from({ length: places }, (_, place) => [`p${place}`, dropout.apply(ones, rate)]),
  );
  const found = await runGraph(outputs, {
    x: { shape: [rows, columns], values: new Array<number>(rows * columns).fill(1) },
    dropout: { shape: [2 + places], values: [...dropoutSeeds(places, seed, step, 0)], integer: true },
  });
  return Array.from({ length: places }, (_, place) => found[`p${place}`] ?? []);
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const agreement = (a: readonly number[], c: readonly number[]) =>
  mean(a.map((value, index) => Number(value === c[index])));

describe('dropout', () => {
  test('drops the same elements as the definition in 32-bit integers', async () => {
    const rows = 7;
    const columns = 5;
    const rate = 0.3;
    const step = 11;
    const seeds = dropoutSeeds(places, 42, step, 0);
    const mix = (h: number, factor: number) => {
      const squared = Math.imul(h, (2 * h + 1) | 0);
      return Math.imul((squared + Math.trunc(squared / 65536)) | 0, factor);
    };
    const f0 = 0x3c6ef373 | 0;
    const f1 = 0xa54ff53b | 0;
    const line = (index: number, factor: number, seed: number) =>
      mix(mix((Math.imul(index, factor) + seed) | 0, f0), f1);
    const expected = Array.from({ length: rows * columns }, (_, index) => {
      const row = line(Math.floor(index / columns), 0x6a09e667 | 0, seeds[0] ?? 0);
      const column = line(index % columns, 0xbb67ae85 | 0, seeds[1] ?? 0);
      const h = Math.imul(mix(mix((row + column) | 0, f1), f0), seeds[4] ?? 0);
      return Number(h > Math.round((rate - 0.5) * 2 ** 32));
    });
    expect((await masks(rows, columns, rate, step))[2]).toEqual(expected);
  });

  test('drops the requested share in every row and column', async () => {
    const rows = 400;
    const columns = 300;
    const rate = 0.1;
    for (const mask of await masks(rows, columns, rate, 3)) {
      expect(mean(mask)).toBeCloseTo(0.9, 2);
      const spread = Math.sqrt((rate * (1 - rate)) / columns);
      for (let row = 0; row < rows; row++)
        expect(Math.abs(mean(mask.slice(row * columns, (row + 1) * columns)) - 0.9)).toBeLessThan(5 * spread);
      for (let column = 0; column < columns; column++) {
        const values = Array.from({ length: rows }, (_, row) => mask[row * columns + column] ?? NaN);
        expect(Math.abs(mean(values) - 0.9)).toBeLessThan(5 * spread);
      }
    }
  });

  test('is independent between neighbours, positions, steps and seeds', async () => {
    const rows = 300;
    const columns = 256;
    const rate = 0.5;
    const first = await masks(rows, columns, rate, 0);
    const [a = [], c = []] = first;
    const limit = 5 / Math.sqrt(rows * columns) / 2; // five standard deviations of an agreement of one half
    expect(Math.abs(agreement(a, c) - 0.5)).toBeLessThan(limit);
    expect(Math.abs(agreement(a, [...a.slice(1), 0]) - 0.5)).toBeLessThan(limit);
    expect(Math.abs(agreement(a, [...a.slice(columns), ...a.slice(0, columns)]) - 0.5)).toBeLessThan(limit);
    expect(Math.abs(agreement(a, (await masks(rows, columns, rate, 1))[0] ?? []) - 0.5)).toBeLessThan(limit);
    expect(Math.abs(agreement(a, (await masks(rows, columns, rate, 0, 43))[0] ?? []) - 0.5)).toBeLessThan(limit);
  });

  test('has no pattern in the corners of rectangles', async () => {
    const rows = 256;
    const columns = 256;
    const [mask = []] = await masks(rows, columns, 0.5, 5);
    const sign = (row: number, column: number) => 2 * (mask[row * columns + column] ?? NaN) - 1;
    const corners: number[] = [];
    for (let row = 0; row + 1 < rows; row += 2) {
      for (let column = 0; column + 1 < columns; column += 2) {
        corners.push(sign(row, column) * sign(row + 1, column) * sign(row, column + 1) * sign(row + 1, column + 1));
      }
    }
    expect(Math.abs(mean(corners))).toBeLessThan(5 / Math.sqrt(corners.length));
  });

  test('has a seed of its own for each step and micro-batch', () => {
    const all = [
      dropoutSeeds(9, 1, 0, 0),
      dropoutSeeds(9, 1, 0, 1),
      dropoutSeeds(9, 1, 1, 0),
      dropoutSeeds(9, 2, 0, 0),
    ];
    expect(new Set(all.flatMap((seeds) => [...seeds])).size).toBe(4 * 11);
    for (const seeds of all) expect(seeds.slice(2).every((factor) => factor % 2 !== 0)).toBe(true);
  });
});
