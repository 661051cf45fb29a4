// The tokenizer: special tokens, pairs, truncation, very long texts, and the settings of a model folder.

import { describe, expect, test } from 'vitest';

import { createRandom } from '../../../src/base/random.js';
import { createTokenizer } from '../../../src/text/tokenizer.js';
import { smallTokenizer, tokensOf, vocabulary, vocabularyText } from './files.js';

const tokenizer = await smallTokenizer();
const split = async (text: string, pair: string | null = null, maxLength = Infinity) =>
  tokensOf((await tokenizer.encode(text, pair, maxLength)).ids);

describe('encoding a text', () => {
  test('puts the special tokens around it and splits unknown words into pieces', async () => {
    expect(await split('The food was UNBELIEVABLE!')).toEqual([
      '[CLS]',
      'the',
      'food',
      'was',
      'un',
      '##believ',
      '##able',
      '!',
      '[SEP]',
    ]);
    expect(await split('很好吃')).toEqual(['[CLS]', '很', '好', '吃', '[SEP]']);
  });

  test('marks the second text of a pair as the second segment, its [SEP] included', async () => {
    const { ids, secondStart } = await tokenizer.encode('good', 'the food', Infinity);
    expect(tokensOf(ids)).toEqual(['[CLS]', 'good', '[SEP]', 'the', 'food', '[SEP]']);
    expect(secondStart).toBe(3);
    expect((await tokenizer.encode('good', null, Infinity)).secondStart).toBe(3);
  });

  test('treats an empty second text as no text, as transformers does', async () => {
    expect(await split('good', '')).toEqual(['[CLS]', 'good', '[SEP]']);
    expect(await split('', 'good')).toEqual(['[CLS]', '[SEP]', 'good', '[SEP]']);
  });

  test('separates Chinese characters beyond U+FFFF, as Python does', async () => {
    expect(await split('\u{20000}\u{20001}')).toEqual(['[CLS]', '[UNK]', '[UNK]', '[SEP]']);
  });

  test('lower-cases a final capital sigma to σ, as Python does', async () => {
    expect(await split('σΣ')).toEqual(['[CLS]', 'σ', '##σ', '[SEP]']);
  });

  test('reads special tokens in the text as such', async () => {
    expect(await split('good[SEP]food [MASK]')).toEqual(['[CLS]', 'good', '[SEP]', 'food', '[MASK]', '[SEP]']);
  });
});

describe('cutting', () => {
  test('reports whether tokens were lost, also at the exact length', async () => {
    expect(await tokenizer.encode('the food was good', null, 6)).toMatchObject({ cut: false });
    const shorter = await tokenizer.encode('the food was good', null, 5);
    expect(tokensOf(shorter.ids)).toEqual(['[CLS]', 'the', 'food', 'was', '[SEP]']);
    expect(shorter.cut).toBe(true);
  });

  test('cuts the longer text of a pair first', async () => {
    expect(await split('the', 'food was good the food', 7)).toEqual([
      '[CLS]',
      'the',
      '[SEP]',
      'food',
      'was',
      'good',
      '[SEP]',
    ]);
    expect(await split('the food was good the', 'food', 7)).toEqual([
      '[CLS]',
      'the',
      'food',
      'was',
      '[SEP]',
      'food',
      '[SEP]',
    ]);
  });

  test('gives the odd token to the longer of two long texts, however long they are', async () => {
    const long = 'good '.repeat(5000);
    expect((await tokenizer.encode(long, 'food '.repeat(4000), 8)).secondStart).toBe(5);
    expect((await tokenizer.encode('food '.repeat(4000), long, 8)).secondStart).toBe(4);
    expect((await tokenizer.encode(long, long, 8)).secondStart).toBe(4);
  });

  test('refuses a length that is too short for the special tokens', async () => {
    await expect(tokenizer.encode('good', 'food', 2)).rejects.toThrow(RangeError);
    expect(await split('good', 'food', 3)).toEqual(['[CLS]', '[SEP]', '[SEP]']);
  });
});

/** What may stand side by side in a text, chosen to provoke mistakes where a long text is cut. */
const ingredients = [
  'good ',
  'unbelievable',
  'x',
  '! ',
  '很',
  '。',
  '\n',
  '\u3000',
  'é',
  '\u0301',
  'Σ',
  '[SEP]',
  '[',
  '\u{20000}',
  '\ud83d\ude00',
  '\ufeff',
  '\0',
  '\ud800',
];

function randomText(length: number, seed: number): string {
  const random = createRandom(seed);
  return Array.from({ length }, () => ingredients[random.integer(ingredients.length)]).join('');
}

describe('a very long text', () => {
  test('gives the same first tokens as a complete reading', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const text = randomText(6000, seed);
      const whole = (await tokenizer.encode(text, null, Infinity)).ids;
      for (const maxLength of [4, 128, 1500]) {
        const { ids } = await tokenizer.encode(text, null, maxLength);
        expect([...ids]).toEqual([...whole.subarray(0, maxLength - 1), whole.at(-1)]);
      }
    }
  });

  const awkward: Record<string, string> = {
    'one word': 'a'.repeat(100_000),
    spaces: ' '.repeat(100_000),
    NULs: '\0'.repeat(100_000),
    'lone surrogates': '\ud800'.repeat(100_000),
    emoji: '👨‍👩‍👧‍👦'.repeat(10_000),
    'combining marks': `e${'\u0301'.repeat(100_000)}`,
    'words of a hundred letters without a space': `${'z'.repeat(99)}-`.repeat(1000),
    brackets: '['.repeat(100_000),
    'special tokens': '[SEP]'.repeat(20_000),
    Chinese: '好'.repeat(100_000),
  };
  for (const [name, text] of Object.entries(awkward)) {
    test(`is encoded at once: ${name}`, { timeout: 2000 }, async () => {
      const { ids } = await tokenizer.encode(text, null, 128);
      expect(ids.length).toBeLessThanOrEqual(128);
      expect(tokensOf(ids.subarray(0, 1))).toEqual(['[CLS]']);
      expect(tokensOf(ids.subarray(-1))).toEqual(['[SEP]']);
    });
  }
});

describe('the tokenizer of a folder', () => {
  const tokens = async (config: Record<string, unknown>, text: string) => {
    const made = await smallTokenizer(config);
    return tokensOf((await made.encode(text, null, Infinity)).ids).slice(1, -1);
  };

  test('keeps capitals and accents when do_lower_case is false', async () => {
    expect(await tokens({ do_lower_case: false }, 'Good é')).toEqual(['[UNK]', 'é']);
  });

  test('strips accents only with lower case, unless strip_accents says otherwise', async () => {
    expect(await tokens({}, 'é')).toEqual(['e']);
    expect(await tokens({ strip_accents: false }, 'É')).toEqual(['é']);
    expect(await tokens({ do_lower_case: false, strip_accents: true }, 'é')).toEqual(['e']);
  });

  test('joins Chinese characters into one word when tokenize_chinese_chars is false', async () => {
    expect(await tokens({ tokenize_chinese_chars: false }, '很好')).toEqual(['很', '##好']);
  });

  test('uses the special tokens of the config', async () => {
    const renamed = await createTokenizer({
      folder: 'renamed',
      vocabulary: vocabularyText
        .replace('[CLS]', '<s>')
        .replace('[SEP]', '</s>')
        .replace('[UNK]', '<unk>')
        .replace('[PAD]', '<pad>'),
      tokenizerConfig: JSON.stringify({
        cls_token: '<s>',
        sep_token: { content: '</s>', lstrip: false },
        unk_token: '<unk>',
        pad_token: '<pad>',
      }),
    });
    expect([...(await renamed.encode('ü好</s>', null, 9)).ids]).toEqual([
      2,
      vocabulary.indexOf('u'),
      vocabulary.indexOf('好'),
      3,
      3,
    ]);
  });

  test('reads a vocab.txt with Windows line ends and a byte order mark the same', async () => {
    const windows = await createTokenizer({
      folder: 'windows',
      vocabulary: `\uFEFF${vocabularyText.replaceAll('\n', '\r\n')}`,
    });
    expect((await windows.encode('the food', null, 9)).ids).toEqual((await tokenizer.encode('the food', null, 9)).ids);
    expect(windows.vocabularySize).toBe(vocabulary.length);
    expect(windows.paddingId).toBe(0);
  });

  test('follows tokenizer_config.json on capitals when tokenizer.json disagrees, as transformers does', async () => {
    const tokenizerJson = (await smallTokenizer({ do_lower_case: true })).tokenizerJson();
    const cased = await createTokenizer({ folder: 'both', tokenizerJson, tokenizerConfig: '{"do_lower_case": false}' });
    expect(tokensOf((await cased.encode('Good', null, 9)).ids)).toEqual(['[CLS]', '[UNK]', '[SEP]']);
    const generic = await createTokenizer({
      folder: 'both',
      tokenizerJson,
      tokenizerConfig: '{"do_lower_case": false, "tokenizer_class": "PreTrainedTokenizerFast"}',
    });
    expect(tokensOf((await generic.encode('Good', null, 9)).ids)).toEqual(['[CLS]', 'good', '[SEP]']);
  });

  test('finds tokens that were added to the vocabulary', async () => {
    const added = await smallTokenizer({
      added_tokens_decoder: { 500: { content: 'NEW好TOKEN', normalized: false, special: false } },
    });
    expect([...(await added.encode('goodNEW好TOKENgood', null, 9)).ids]).toEqual([2, 8, vocabulary.length, 8, 3]);
    expect(added.vocabularySize).toBe(vocabulary.length + 1);
  });

  test('finds the special tokens of an added_tokens.json beside its vocabulary', async () => {
    const old = await createTokenizer({
      folder: 'old',
      vocabulary: vocabularyText,
      addedTokens: JSON.stringify({ '[E1]': vocabulary.length }),
      specialTokens: '{"cls_token": "[CLS]", "additional_special_tokens": ["[E1]"]}',
    });
    expect([...(await old.encode('good[E1]good', null, 9)).ids]).toEqual([2, 8, vocabulary.length, 8, 3]);
  });

  // The expected tokens are those of transformers 5.24 in Python.
  test.each([
    ['a Chinese word', { content: '很好', normalized: true }, '很好吃', ['NEW', '吃']],
    ['capitals, uncased', { content: 'Good Food', normalized: true }, 'a good food', ['a', 'NEW']],
    ['an accent, uncased', { content: 'café', normalized: true }, 'a cafe', ['a', 'NEW']],
    ['a whole word alone', { content: 'good', single_word: true, normalized: false }, 'goods', ['good', '##s']],
    ['one spelling alone, uncased', { content: 'un', normalized: false }, 'UN un', ['un', 'NEW']],
  ])('finds an added token as transformers does: %s', async (_, token, text, expected) => {
    const added = await smallTokenizer({ added_tokens_decoder: { 500: { special: false, ...token } } });
    const known = vocabulary.includes(token.content) ? vocabulary.indexOf(token.content) : vocabulary.length;
    const names = [...(await added.encode(text, null, 9)).ids].map((id) => (id === known ? 'NEW' : vocabulary[id]));
    expect(names.slice(1, -1)).toEqual(expected.map((name) => (name === token.content ? 'NEW' : name)));
  });

  test.each([
    { tokenizer_class: 'BertJapaneseTokenizer' },
    { tokenizer_class: 'BertTokenizer', word_tokenizer_type: 'mecab' },
    { tokenizer_class: 'PhobertTokenizer' },
    { tokenizer_class: 'MySplitter' },
  ])('is refused by name where other rules than these split its words: %o', async (config) => {
    await expect(smallTokenizer(config)).rejects.toThrow(expect.objectContaining({ code: 'model.foreignTokenizer' }));
  });

  test('saves files that give the same tokenizer', async () => {
    const config = { do_lower_case: false, strip_accents: true, tokenize_chinese_chars: false, model_max_length: 512 };
    const original = await smallTokenizer(config);
    const again = await createTokenizer({
      folder: 'again',
      tokenizerJson: original.tokenizerJson(),
      tokenizerConfig: original.configJson(),
    });
    expect(JSON.parse(again.tokenizerJson())).toEqual(JSON.parse(original.tokenizerJson()));
    expect(JSON.parse(again.configJson())).toMatchObject({
      ...config,
      tokenizer_class: 'BertTokenizer',
      cls_token: '[CLS]',
    });
  });
});
