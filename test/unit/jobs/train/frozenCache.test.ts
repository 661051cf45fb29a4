// Kept outputs of frozen layers: what is read back is what was computed, from memory and from the file.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import type { FrozenStage, TokenBatch } from '../../../../src/base/training.js';
import { cacheBytes, cacheFits, FrozenCache } from '../../../../src/jobs/train/frozenCache.js';
import { UserError } from '../../../../src/shared/errors.js';
import { temporaryFolder } from '../../runs/temporary.js';

const hidden = 3;
const lengths = Int32Array.of(2, 5, 1, 4, 3, 5);

function batch(rows: number[]): TokenBatch {
  const length = Math.max(...rows.map((row) => lengths[row]!)) + 1;
  const ids = new Int32Array(rows.length * length);
  const mask = new Int32Array(rows.length * length);
  rows.forEach((row, place) => {
    ids.fill(row + 1, place * length, place * length + lengths[row]!);
    mask.fill(1, place * length, place * length + lengths[row]!);
  });
  return { size: rows.length, length, ids, mask, types: new Int32Array(ids.length) };
}

/** Row r, token t, place i gives 1000 r + 10 t + i, and rubbish where there is padding. */
function trainer(kind: 'hidden' | 'pooled') {
  const calls: number[] = [];
  const frozenStage: FrozenStage = kind === 'hidden' ? { kind, layers: 1 } : { kind };
  const frozenOutputs = async ({ size, length, ids, mask }: TokenBatch) => {
    calls.push(size);
    if (kind === 'pooled')
      return Float32Array.from(
        { length: size * hidden },
        (_, index) => 1000 * ids[Math.floor(index / hidden) * length]! + (index % hidden),
      );
    return Float32Array.from({ length: size * length * hidden }, (_, index) => {
      const token = Math.floor(index / hidden);
      return mask[token] === 1 ? 1000 * ids[token]! + 10 * (token % length) + (index % hidden) : -999;
    });
  };
  return { trainer: { frozenStage, frozenOutputs }, calls };
}

function expected(rows: number[], length: number): number[] {
  return rows.flatMap((row) =>
    Array.from({ length: length * hidden }, (_, index) => {
      const token = Math.floor(index / hidden);
      return token < lengths[row]! ? 1000 * (row + 1) + 10 * token + (index % hidden) : 0;
    }),
  );
}

describe('frozen outputs', () => {
  test.each([
    ['in memory', 1e9],
    ['in the file', 0],
  ])('%s are read back row by row, for every batch, and are computed once', async (_, memory) => {
    const folder = temporaryFolder();
    const { trainer: one, calls } = trainer('hidden');
    const cache = new FrozenCache({ trainer: one, lengths, hidden, memory, file: join(folder, 'frozen.cache') });
    await cache.fill(batch([0, 1, 2]), [0, 1, 2]);
    await cache.complete(batch([3, 4, 5]), [3, 4, 5]);
    for (const rows of [[5, 0], [2], [1, 3, 4], [4, 4]]) {
      const completed = await cache.complete(batch(rows), rows);
      expect([...completed.frozen!]).toEqual(expected(rows, completed.length));
    }
    expect(calls).toEqual([3, 3]);
    cache.dispose();
    cache.dispose();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('beyond the memory go to the file, each row whole in either', async () => {
    const folder = temporaryFolder();
    const many = new Int32Array(400).fill(512);
    const wide = 64;
    const frozenOutputs = async ({ size, ids }: TokenBatch) =>
      Float32Array.from(
        { length: size * 512 * wide },
        (_, index) => ids[Math.floor(index / wide / 512) * 512]! + (index % 97),
      );
    const cache = new FrozenCache({
      trainer: { frozenStage: { kind: 'hidden', layers: 1 }, frozenOutputs },
      lengths: many,
      hidden: wide,
      memory: 17e6,
      file: join(folder, 'frozen.cache'),
    });
    const one = (row: number): TokenBatch => ({
      size: 1,
      length: 512,
      ids: new Int32Array(512).fill(row),
      mask: new Int32Array(512).fill(1),
      types: new Int32Array(512),
    });
    for (let row = 0; row < 200; row++) await cache.fill(one(row), [row]);
    for (const row of [0, 127, 128, 129, 199]) {
      const { frozen } = await cache.complete(one(row), [row]);
      expect(frozen).toHaveLength(512 * wide);
      expect(frozen!.every((value, index) => value === row + (index % 97))).toBe(true);
    }
    cache.dispose();
  });

  test('of one vector a row have the shape [size, hidden]', async () => {
    const { trainer: one } = trainer('pooled');
    const cache = new FrozenCache({
      trainer: one,
      lengths,
      hidden,
      memory: 1e9,
      file: join(temporaryFolder(), 'x'),
    });
    const { frozen } = await cache.complete(batch([5, 1]), [5, 1]);
    expect([...frozen!]).toEqual([6000, 6001, 6002, 2000, 2001, 2002]);
  });

  test('are reported in one sentence when the file cannot be created', async () => {
    const { trainer: one } = trainer('hidden');
    const cache = new FrozenCache({
      trainer: one,
      lengths,
      hidden,
      memory: 0,
      file: join(temporaryFolder(), 'missing', 'x'),
    });
    await expect(cache.complete(batch([0]), [0])).rejects.toThrow(UserError);
    expect(existsSync(join(temporaryFolder(), 'missing'))).toBe(false);
  });

  test('are measured before they are computed', async () => {
    expect(cacheBytes(lengths, [0, 1], hidden, { kind: 'hidden', layers: 2 })).toBe(7 * hidden * 4);
    expect(cacheBytes(lengths, [0, 1], hidden, { kind: 'first' })).toBe(2 * hidden * 4);
    expect(await cacheFits(100, 100, '/nowhere')).toBe(true);
    expect(await cacheFits(1e9, 100, temporaryFolder())).toBe(true);
    expect(await cacheFits(1e30, 100, temporaryFolder())).toBe(false);
  });
});
