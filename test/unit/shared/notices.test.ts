// Notices: the same content in both languages, also after the journal.

import { expect, test } from 'vitest';

import { describeNotice, notice, noticeCodes, noticeEntry } from '../../../src/shared/notices.js';

test.each(noticeCodes)('%s has the same placeholders in both languages and ends with a full stop', (code) => {
  const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
  const { en, zh } = noticeEntry(code);
  expect(placeholders(zh)).toEqual(placeholders(en));
  expect(en).toMatch(/[.!]$/);
  expect(zh).toMatch(/[。！]$/);
});

test.each(noticeCodes)('%s agrees with its numbers, one or several, and leaves no mark of a choice', (code) => {
  const names = [...noticeEntry(code).en.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
  for (const number of [1, 2]) {
    const values = Object.fromEntries(names.map((name) => [name, name.endsWith('Language') ? 'en' : number]));
    expect(describeNotice({ code, values }, 'en')).not.toMatch(/\[[^\]]*\||\[s\]/);
  }
});

test('a notice read back from a journal has the same text', () => {
  const said = notice('model.headInitialized', { labels: 2, seed: '42' });
  expect(describeNotice(JSON.parse(JSON.stringify(said)) as typeof said, 'en')).toBe(
    'The model has no classification head; a new one with 2 outputs was initialised from seed 42.',
  );
  expect(describeNotice(said, 'zh')).toContain('42');
});
