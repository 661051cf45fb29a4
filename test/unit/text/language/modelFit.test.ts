// Which vocabularies read which texts: English, Chinese, German, Japanese, Russian and Arabic on models of one of them.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { type LanguageCode, languages } from '../../../../src/text/language/languages.js';
import { fitOf } from '../../../../src/text/language/modelFit.js';
import { languageOf } from '../../../../src/text/language/textLanguage.js';
import { Vocabulary } from '../../../../src/text/language/vocabulary.js';
import { createTokenizer } from '../../../../src/text/tokenizer.js';
import { sentences } from './sentences.js';

const root = join(import.meta.dirname, '../../../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
/** Fifty texts of a sample. */
const rowsOf = (file: string) =>
  read(`samples/${file}`)
    .split('\n')
    .slice(1, 51)
    .map((line) => line.replace(/,[^,]*$/, ''));

const texts = {
  en: rowsOf('tickets.csv'),
  zh: rowsOf('reviews.csv'),
  de: sentences.de.split('\n'),
  ja: sentences.ja.split('\n'),
  ru: sentences.ru.split('\n'),
  ar: sentences.ar.split('\n'),
};
const codes = Object.keys(texts) as (keyof typeof texts)[];

const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];

async function vocabularyOf(lines: readonly string[]): Promise<Vocabulary> {
  return Vocabulary.of(await createTokenizer({ folder: '/m', vocabulary: lines.join('\n') }));
}

/** A vocabulary that spells each word of the language in letters, and has its everyday words whole. */
function smallVocabulary(code: LanguageCode, own: readonly string[]): Promise<Vocabulary> {
  const { frequent, everyday } = languages[code];
  const letters = Array.from(new Set(Array.from(`${own.join('')}abcdefghijklmnopqrstuvwxyz`.toLowerCase())));
  const folded = (word: string) =>
    word
      .toLowerCase()
      .normalize('NFD')
      .replace(/\p{Mn}/gu, '');
  const words = `${frequent} ${everyday}`.split(' ').filter((word) => word !== '');
  const pieces = [...letters, ...words].map(folded);
  return vocabularyOf([...new Set([...special, ...pieces, ...pieces.map((piece) => `##${piece}`)])]);
}

const models = {
  en: await vocabularyOf(read('models/bert-tiny-en/vocab.txt').trimEnd().split('\n')),
  zh: await vocabularyOf(read('models/bert-tiny-zh/vocab.txt').trimEnd().split('\n')),
  de: await smallVocabulary('de', texts.de),
  ja: await smallVocabulary('ja', texts.ja),
  ru: await smallVocabulary('ru', texts.ru),
  ar: await smallVocabulary('ar', texts.ar),
};

describe.each(codes)('texts in %s', (code) => {
  const written = languageOf(texts[code]);

  test('are recognised', () => expect(written.language).toBe(code));

  test('are recognised from five of them', () => expect(languageOf(texts[code].slice(3, 8)).language).toBe(code));

  test.each(codes)('are read by a model of %s exactly where that is their language', async (model) => {
    expect(await fitOf(texts[code], written, models[model])).toMatchObject({
      reads: code === model,
      modelLanguage: model,
    });
  });

  test('are read by a model of many languages', async () => {
    const many = ['en', 'de', 'fr', 'es', 'ru', 'ar', 'it'] as const;
    const words = many.flatMap((each) => languages[each].everyday.split(' '));
    const letters = [...new Set(Object.values(texts).flat().join('').toLowerCase())];
    const pieces = [...words, ...letters].map((word) => word.normalize('NFD').replace(/\p{Mn}/gu, ''));
    const model = await vocabularyOf([...new Set([...special, ...pieces, ...pieces.map((piece) => `##${piece}`)])]);
    expect(await fitOf(texts[code], written, model)).toMatchObject({ reads: true, modelLanguage: null });
  });
});

describe('texts that are hard to tell', () => {
  test.each([
    ['brand names in English', ['Acme X200 charger', 'Foobar ultra slim case', 'Blender Pro 3000 black'], 'en'],
    ['emoji between words', texts.en.map((text) => `${text} 😀😀`), 'en'],
    ['Chinese with English names', texts.zh.map((text) => `iPhone ${text} OK`), 'zh'],
    ['Chinese that quotes a brand in kana', ['这款の面膜很好用，下次还会回购', '包装很好看，味道也不错'], 'zh'],
  ] as const)('%s: no false alarm', async (_, some, model) => {
    expect((await fitOf(some, languageOf(some), models[model])).reads).toBe(true);
  });

  test('numbers alone are read by any model', async () => {
    expect((await fitOf(['12 34', '5.6'], languageOf(['12 34', '5.6']), models.zh)).reads).toBe(true);
  });

  test('English on a Chinese model that knows its letters is not read, though nothing is unknown to it', async () => {
    const { reads, unread } = await fitOf(texts.en, languageOf(texts.en), models.zh);
    expect(reads).toBe(false);
    expect(unread).toBeGreaterThan(0.3);
  });

  test('Chinese characters on a model of bytes, which has no unknown token, are not read', async () => {
    const bytes = await createTokenizer({ folder: '/m', vocabulary: [...special, '的', 'a'].join('\n') });
    const model = await Vocabulary.of({
      encodeAll: (inputs) =>
        bytes.encodeAll(
          inputs.map(([text]) => [[...Buffer.from(text)].map(() => 'a').join(' '), null] as const),
          999,
        ),
      unknownId: null,
    });
    expect((await fitOf(texts.zh, languageOf(texts.zh), model)).reads).toBe(false);
  });
});
