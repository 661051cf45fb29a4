// The host's sentences: each in both languages, and each in use.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, test } from 'vitest';

import { words } from '../../../src/host/words.js';

const host = fileURLToPath(new URL('../../../src/host', import.meta.url));
const code = readdirSync(host, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && name !== 'words.ts')
  .map((name) => readFileSync(join(host, name), 'utf8'))
  .join('\n');

test('every sentence is used', () => {
  expect(Object.keys(words).filter((name) => !code.includes(`'${name}'`) && !code.includes(`words.${name}.`))).toEqual(
    [],
  );
});

test('every sentence has a Chinese translation with the same values', () => {
  const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort();
  for (const [name, { en, zh }] of Object.entries(words)) {
    expect(placeholders(zh), name).toEqual(placeholders(en));
    if (/[a-z]{4}/.test(en.replace(/\{\w+\}/g, '')) && name !== 'formatSafetensors')
      expect(zh, name).toMatch(/\p{Script=Han}/u);
  }
});
