// The extra length of evaluations on texts in windows, against windows that are really made.

import { expect, test } from 'vitest';

import { createTokenizer } from '../../../../src/text/tokenizer.js';
import { TokenStore } from '../../../../src/text/tokenStore.js';
import { histogramOf } from '../../../../src/worker/service/tokenLengths.js';
import { windowLoad } from '../../../../src/worker/service/windowLoad.js';

const tokenizer = await createTokenizer({
  folder: 'x',
  vocabulary: ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'a'].join('\n'),
});
const words = [1, 3, 9, 14, 15, 20, 26, 27, 31, 44, 45];

test('the estimate of an evaluation counts the windows that a run has', async () => {
  const lengths = histogramOf(
    words.map((count) => count + 2),
    words.length,
    false,
  );
  expect(lengths.width).toBe(1);
  const maxLength = 16;
  const store = new TokenStore(tokenizer);
  for (const count of words) store.append(await tokenizer.encode('a '.repeat(count), null, maxLength, 'windows'));
  let learned = 0;
  let evaluated = 0;
  for (const row of words.keys()) {
    learned += store.length(row);
    evaluated += store.length(row) * store.windows(row);
  }
  expect(evaluated / learned).toBeGreaterThan(2);
  expect(windowLoad({ longTexts: 'windows', maxLength }, lengths)).toBeCloseTo(evaluated / learned, 10);
  expect(windowLoad({ longTexts: 'windows', maxLength: 64 }, lengths)).toBe(1);
  expect([
    windowLoad({ longTexts: 'tail', maxLength }, lengths),
    windowLoad({ longTexts: 'windows', maxLength }, null),
  ]).toEqual([1, 1]);
});
