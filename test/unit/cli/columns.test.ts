// Tables and cut texts line up in a terminal, in Chinese and English.

import { describe, expect, test } from 'vitest';

import { displayWidth, fit, printable, table, wrap } from '../../../src/cli/columns.js';

describe('the width of a text in a terminal', () => {
  test.each([
    ['', 0],
    ['abc', 3],
    ['正面', 4],
    ['味道好,5星', 10],
    ['ｆｕｌｌ', 8],
    ['한국어', 6],
    ['cafe\u0301', 4],
    ['👍🏽', 2],
    ['“ok”', 4],
  ])('counts wide letters twice: %j', (text, width) => expect(displayWidth(text)).toBe(width));
});

test('a cut text stays within its columns and keeps wide letters whole', () => {
  expect(fit('正面评价', 8)).toBe('正面评价');
  expect(fit('正面评价', 7)).toBe('正面评…');
  expect(fit('正面评价', 6)).toBe('正面…');
  for (let columns = 1; columns < 12; columns++)
    expect(displayWidth(fit('a正b面c评d价', columns))).toBeLessThanOrEqual(columns);
});

test('labels of a million letters or marks are cut at once', () => {
  const begun = performance.now();
  for (const label of ['长'.repeat(1e6), `e${'\u0301'.repeat(1e6)}`, 'x'.repeat(1e6)]) {
    expect(displayWidth(fit(label, 40))).toBeLessThanOrEqual(40);
    expect(
      table([
        ['label', '1'],
        [fit(label, 40), '2'],
      ]),
    ).toHaveLength(2);
  }
  // Some milliseconds where nothing else runs; it took minutes when the whole text was segmented.
  expect(performance.now() - begun).toBeLessThan(5000);
});

test('help in Chinese is wrapped, and no line starts with a comma', () => {
  expect(wrap('What separates the columns.', 12)).toEqual(['What', 'separates', 'the columns.']);
  expect(wrap('a\n\nb', 12)).toEqual(['a', '', 'b']);
  const lines = wrap('文本的最大长度（token 数，含特殊符号），超出部分会被截断。（4 到 8192）（默认：128）', 20);
  expect(lines.length).toBeGreaterThan(3);
  for (const line of lines) {
    expect(displayWidth(line)).toBeLessThanOrEqual(20);
    expect(line).not.toMatch(/^[，。）：]/);
  }
  expect(lines.join('').replace(/\s/g, '')).toBe(
    '文本的最大长度（token数，含特殊符号），超出部分会被截断。（4到8192）（默认：128）',
  );
});

test('columns of a table line up when labels are Chinese and English', () => {
  const lines = table([
    ['label', 'rows'],
    ['正面', '12'],
    ['negative', '7'],
  ]);
  expect(lines).toEqual(['label     rows', '正面        12', 'negative     7']);
  expect(new Set(lines.map(displayWidth)).size).toBe(1);
});

test('an escape sequence in a label cannot move the cursor', () => {
  expect(printable('a\u001b[2Jb\r\nc\u202Ed')).toBe('a [2Jb c d');
});
