// The token store, batches collated from it, and the statistics of lengths.

import { describe, expect, test } from 'vitest';

import { createRandom } from '../../../src/base/random.js';
import { collate, paddedLength } from '../../../src/text/collate.js';
import { lengthStatistics } from '../../../src/text/lengths.js';
import { TokenStore } from '../../../src/text/tokenStore.js';

function row(ids: readonly number[], secondStart = ids.length, cut = false) {
  return { ids: Int32Array.from(ids), secondStart, cut };
}

function filled(...rows: readonly ReturnType<typeof row>[]): TokenStore {
  const store = new TokenStore({ vocabularySize: 1000, paddingId: 9 });
  for (const each of rows) store.append(each);
  return store;
}

describe('the token store', () => {
  test('returns every row unchanged, over many chunks, for small and large vocabularies', () => {
    for (const vocabularySize of [65536, 65537]) {
      const store = new TokenStore({ vocabularySize, paddingId: 0 });
      const random = createRandom(vocabularySize);
      const rows = Array.from({ length: 6000 }, () =>
        Int32Array.from({ length: random.integer(700) }, () => random.integer(vocabularySize)),
      );
      rows.forEach((ids, i) => expect(store.append({ ids, secondStart: ids.length, cut: false })).toBe(i));
      expect(store.count).toBe(6000);
      const target = { ids: new Int32Array(700), types: new Int32Array(700), mask: new Int32Array(700) };
      const wrong = [...rows.keys()].filter((i) => {
        store.copyTo(i, target, 0, 700);
        const ids = rows[i] as Int32Array;
        return (
          store.length(i) !== ids.length ||
          !ids.every((id, at) => target.ids[at] === id && target.mask[at] === 1) ||
          target.mask[ids.length] === 1
        );
      });
      expect(wrong).toEqual([]);
    }
  });

  test('keeps 100 000 rows of 128 tokens in under 30 MB', () => {
    const store = new TokenStore({ vocabularySize: 21128, paddingId: 0 });
    const ids = new Int32Array(128).fill(21127);
    for (let i = 0; i < 100_000; i++) store.append({ ids, secondStart: 128, cut: false });
    expect(store.bytes).toBeLessThan(30e6);
  });

  test('counts the texts that were cut', () => {
    expect(filled(row([1], 1, true), row([1]), row([2], 1, true)).cutTexts).toBe(2);
  });

  test('refuses an unknown row, and a buffer that is too small for one', () => {
    const store = filled(row([1, 2, 3]));
    const target = { ids: new Int32Array(4), types: new Int32Array(4), mask: new Int32Array(4) };
    expect(() => store.length(1)).toThrow(RangeError);
    expect(() => store.copyTo(0, target, 0, 2)).toThrow(RangeError);
    expect(() => store.copyTo(0, target, 2, 3)).toThrow(RangeError);
    expect(() => store.append({ ids: new Int32Array(65536), secondStart: 0, cut: false })).toThrow(RangeError);
  });
});

describe('collating', () => {
  test('pads with the padding id, segment 0 and mask 0, over any earlier content', () => {
    const batch = collate(filled(row([1, 2, 3, 4], 2), row([5, 6])), Int32Array.of(1, 0), 'longest', 128);
    expect(batch).toEqual({
      size: 2,
      length: 8,
      ids: Int32Array.of(5, 6, 9, 9, 9, 9, 9, 9, 1, 2, 3, 4, 9, 9, 9, 9),
      types: Int32Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0),
      mask: Int32Array.of(1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0),
    });
  });

  test('rounds the length up to 8, but never above the maximum length', () => {
    expect(paddedLength(9, 'longest', 128)).toBe(16);
    expect(paddedLength(16, 'longest', 128)).toBe(16);
    expect(paddedLength(9, 'longest', 12)).toBe(12);
    expect(paddedLength(9, 'maximum', 128)).toBe(128);
    expect(() => paddedLength(13, 'longest', 12)).toThrow(RangeError);
  });
});

describe('the statistics of lengths', () => {
  test('counts every row in the bin of its length', () => {
    const { histogram, ...rest } = lengthStatistics(Uint16Array.of(1, 8, 9, 24), 8);
    expect(rest).toEqual({ count: 4, mean: 10.5, longest: 24 });
    expect([...histogram]).toEqual([2, 1, 1]);
  });

  test('are empty without rows', () => {
    expect(lengthStatistics(new Uint16Array())).toEqual({ count: 0, mean: 0, longest: 0, histogram: new Int32Array() });
  });
});
