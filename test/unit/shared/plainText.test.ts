// Text from files, folders and models is shown as text, wherever it is shown.

import { describe, expect, test } from 'vitest';

import {
  escapeUnseen,
  isFormula,
  plainLabel,
  plainLine,
  plainLines,
  plainMarkdown,
} from '../../../src/shared/plainText.js';

/** VS Code's own pattern of a link in a message, and of an icon. */
const link = /\[[^\]]+\]\((?:https?:\/\/|command:|file:)[^)\s]+/i;
const icon = /\$\([a-z0-9~-]+\)/i;

describe('a name that holds a link or an icon shows its letters', () => {
  test.each([
    '[Details](command:workbench.action.terminal.sendSequence?%7B%22text%22%3A%22x%22%7D)',
    'x [a](https://example.com "title") y',
    '[a](file:///etc/passwd)',
    '[a\u200B](\u2060command:x)',
    '[a](command:x)[b](command:y)',
    '$(sync~spin) reviews',
    '$$(eye)',
    ']($(eye)](command:x)',
  ])('%j', (name) => {
    const shown = plainLabel(`The run ${name} is done.`);
    expect(shown).not.toMatch(link);
    expect(shown).not.toMatch(icon);
    // Only what takes no room is added.
    expect(shown.replaceAll('\u2060', '')).toBe(plainLines(`The run ${name} is done.`));
  });
});

describe('no control reaches a terminal, and none turns the direction of reading', () => {
  test.each([
    ['a title of the window', 'a\u001b]0;owned\u0007b'],
    ['a sequence in one byte', 'a\u009b2Jb'],
    ['a backspace', 'a\bb'],
    ['a right-to-left override', 'a\u202Etxt.exe'],
    ['an isolate', 'a\u2066b\u2069'],
    ['a mark of direction', 'a\u200Fb\u061C'],
    ['a separator of lines', 'a\u2028b\u2029c'],
    ['spaces without width', 'a\u200B\uFEFF\u2060b'],
    ['hidden letters', 'a\u{E0041}\u{E0042}b'],
  ])('%s', (_name, text) => {
    for (const shown of [plainLine(text), plainLines(text), plainLabel(text), plainMarkdown(text)]) {
      expect(shown).not.toMatch(/[\p{Cc}\u200B\u200E\u200F\u061C\u2028-\u202E\u2066-\u2069\uFEFF\u{E0000}-\u{E007F}]/u);
      expect(shown.startsWith('a')).toBe(true);
    }
  });

  test('lines and tabs stay where they are wanted, a lone return does not', () => {
    expect(plainLines('a\tb\nc\r\nd\re')).toBe('a\tb\nc\r\nd e');
    expect(plainLine('a\tb\nc\r\nd')).toBe('a b c d');
  });

  test('joined letters and emoji stay whole', () => {
    for (const text of ['می‌خواهم', '👩‍👩‍👧', '正面 👍🏽', 'café']) expect(plainLine(text)).toBe(text);
  });

  test('JSON has them as escapes, and the same value', () => {
    const value = { file: 'a\u001b]0;x\u0007\u202E\u{E0041}\u0085"\\' };
    const json = escapeUnseen(JSON.stringify(value));
    expect(json).toMatch(/^[\x20-\x7e]+$/);
    expect(JSON.parse(json)).toEqual(value);
  });
});

describe('in Markdown a name is no link, no picture and no cell', () => {
  test.each([
    ['![x](https://example.com/x.png)', '\\!\\[x\\]\\(https\\://example\\.com/x.png\\)'],
    ['<img src=x>', '\\<img src=x\\>'],
    ['https://example.com', 'https\\://example\\.com'],
    ['www.example.org', 'www\\.example\\.org'],
    ['me@example.com', 'me\\@example\\.com'],
    ['a|b', 'a\\|b'],
    ['a\n# b', 'a \\# b'],
    ['`a` *b* _c_ ~d~', '\\`a\\` \\*b\\* \\_c\\_ \\~d\\~'],
    ['reviews-1', 'reviews-1'],
    ['0.89', '0.89'],
    ['owner/model@main', 'owner/model@main'],
  ])('%j', (name, expected) => expect(plainMarkdown(name)).toBe(expected));
});

test('what a spreadsheet would compute is known from numbers and signs', () => {
  for (const cell of ['=1+1', '+A1', '-A1', '@SUM(A1)', '＝1', '\t=1', '\n=1', '-2+3'])
    expect(isFormula(cell), cell).toBe(true);
  for (const cell of ['-', '-5', '+1.5e3', '-5 %', '- 5', 'a=1', '', '正面']) expect(isFormula(cell), cell).toBe(false);
});
