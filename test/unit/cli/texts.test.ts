// The command line's texts in both languages.

import { expect, test } from 'vitest';

import { text, textEntries } from '../../../src/cli/texts.js';

const placeholders = (sentence: string) => [...sentence.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();

test.each(Object.entries(textEntries))('%s has the same placeholders in English and Chinese', (_code, { en, zh }) => {
  expect(placeholders(zh)).toEqual(placeholders(en));
  expect(en).not.toBe('');
  expect(zh).not.toBe('');
});

test('placeholders are filled in', () => {
  expect(text('en', 'exported', { file: 'a.onnx' })).toBe('Written: a.onnx');
  expect(text('zh', 'exported', { file: 'a.onnx' })).toBe('已写入：a.onnx');
});
