// Texts over the maximum length: the beginning, the end, both, or all of it in windows.

import { describe, expect, test } from 'vitest';

import { collate } from '../../../src/text/collate.js';
import { TokenStore } from '../../../src/text/tokenStore.js';
import { keepTokens, windowStarts } from '../../../src/text/truncation.js';
import { smallTokenizer, tokensOf } from './files.js';

const tokenizer = await smallTokenizer();
const long = 'the food was good 很 好 吃 the food';
const tokens = ['the', 'food', 'was', 'good', '很', '好', '吃', 'the', 'food'];
const kept = async (longTexts: 'head' | 'tail' | 'headAndTail', maxLength: number, pair: string | null = null) =>
  tokensOf((await tokenizer.encode(long, pair, maxLength, longTexts)).ids);

describe('a text over the maximum length', () => {
  test('keeps its beginning, its end, or a quarter of the beginning and the rest of the end', async () => {
    expect(await kept('head', 6)).toEqual(['[CLS]', ...tokens.slice(0, 4), '[SEP]']);
    expect(await kept('tail', 6)).toEqual(['[CLS]', ...tokens.slice(5), '[SEP]']);
    expect(await kept('headAndTail', 6)).toEqual(['[CLS]', tokens[0], ...tokens.slice(6), '[SEP]']);
    expect(keepTokens([1, 2, 3], 3, 'tail')).toEqual([1, 2, 3]);
    expect((await tokenizer.encode(long, null, 6, 'tail')).cut).toBe(true);
  });

  test('keeps the end of both texts of a pair, in equal parts', async () => {
    expect(await kept('tail', 9, long)).toEqual(['[CLS]', ...tokens.slice(6), '[SEP]', ...tokens.slice(6), '[SEP]']);
    expect(await kept('tail', 8, 'good')).toEqual(['[CLS]', ...tokens.slice(5), '[SEP]', 'good', '[SEP]']);
  });

  test('is read to its end, however long it is', async () => {
    const { ids } = await tokenizer.encode(`${'好 '.repeat(100_000)}good`, null, 4, 'tail');
    expect(tokensOf(ids)).toEqual(['[CLS]', '好', 'good', '[SEP]']);
  });

  test('is covered by windows up to its end', async () => {
    const { ids, further, cut } = await tokenizer.encode(long, null, 6, 'windows');
    const windows = [ids, ...(further ?? []).map((window) => window.ids)].map((window) =>
      tokensOf(window).slice(1, -1),
    );
    expect(windows).toEqual([tokens.slice(0, 4), tokens.slice(3, 7), tokens.slice(5)]);
    expect(cut).toBe(false);
    expect((await tokenizer.encode('the food', null, 6, 'windows')).further).toBeUndefined();
  });

  test('of a pair has windows over the longer text, each beside the whole shorter one', async () => {
    const { ids, further, secondStart } = await tokenizer.encode('good', long, 9, 'windows');
    const windows = [ids, ...further!.map((window) => window.ids)].map(tokensOf);
    for (const window of windows) expect(window.slice(0, 3)).toEqual(['[CLS]', 'good', '[SEP]']);
    expect(windows.map((window) => window.slice(3, -1))).toEqual(
      [tokens.slice(0, 5), tokens.slice(2, 7), tokens.slice(4)].map((window) => window),
    );
    expect(further!.every((window) => window.secondStart === secondStart && window.ids.length === ids.length)).toBe(
      true,
    );
  });
});

test('windows overlap by at least a quarter, cover the whole text, and number at most 64', () => {
  for (let length = 1; length < 400; length++) {
    for (const size of [1, 2, 7, 30, 126]) {
      const starts = windowStarts(length, size);
      expect(starts[0]).toBe(0);
      if (length > size) expect(starts.at(-1)! + size).toBe(length);
      expect(starts.length).toBeLessThanOrEqual(64);
      if (starts.length < 64)
        for (let at = 1; at < starts.length; at++)
          expect(starts[at]! - starts[at - 1]!).toBeLessThanOrEqual(Math.max(1, Math.ceil(size * 0.75)));
    }
  }
  expect(windowStarts(1e6, 100)).toHaveLength(64);
});

test('a token store gives each window of a row', async () => {
  const store = new TokenStore(tokenizer);
  store.append(await tokenizer.encode('good', null, 6, 'windows'));
  store.append(await tokenizer.encode(long, null, 6, 'windows'));
  expect([store.hasWindows, store.windows(0), store.windows(1), store.count]).toEqual([true, 1, 3, 2]);
  const last = collate(store, Int32Array.of(1, 0), 'longest', 6, (row) => store.windows(row) - 1);
  expect(tokensOf(last.ids.subarray(0, last.length)).slice(1, 5)).toEqual(tokens.slice(5));
  expect(tokensOf(last.ids.subarray(last.length)).slice(1, 2)).toEqual(['good']);
  expect(() => collate(store, Int32Array.of(0), 'longest', 6, () => 1)).toThrow(RangeError);
});
