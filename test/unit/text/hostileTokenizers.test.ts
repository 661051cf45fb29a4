// A stranger's tokenizer.json takes neither endless time nor endless memory.

import { describe, expect, test } from 'vitest';

import { isHarmless } from '../../../src/text/definition/bounds.js';
import { createTokenizer, type Tokenizer } from '../../../src/text/tokenizer.js';
import { smallTokenizer } from './files.js';

/** The small tokenizer.json with one thing changed, for a class that follows tokenizer.json. */
function made(change: Record<string, unknown>): Tokenizer {
  const tokenizerJson = JSON.stringify({ ...JSON.parse(smallTokenizer().tokenizerJson()), ...change });
  const tokenizerConfig = '{"tokenizer_class":"PreTrainedTokenizerFast"}';
  return createTokenizer({ folder: 'models/x', tokenizerJson, tokenizerConfig });
}

const split = (Regex: string) => ({
  pre_tokenizer: { type: 'Split', pattern: { Regex }, behavior: 'Isolated', invert: false },
});
const replaced = (pattern: unknown, content: string) => ({ type: 'Replace', pattern, content });

describe('a pattern that could take endless time is refused', () => {
  test.each([
    '(a+)+$',
    '(a*)*b',
    '(a|a)*b',
    '(?:a|aa)+$',
    '([a-z]+)*\\d',
    '((a{1,50})){1,50}b',
    '(a?b?)*(a|b)+c',
    '(?=(a+)+$)b',
    '(.*)\\1',
    '(?<x>a)\\k<x>',
    '(\\[+)+x',
    'a{1,100000}',
    'a?'.repeat(2000),
  ])('%s', (Regex) => {
    const refused = expect.objectContaining({ code: 'model.tokenizerPattern' });
    expect(() => made(split(Regex))).toThrow(refused);
    expect(() => made({ normalizer: replaced({ Regex }, ' ') })).toThrow(refused);
    const inner = { type: 'Sequence', normalizers: [{ type: 'Lowercase' }, replaced({ Regex }, ' ')] };
    expect(() => made({ normalizer: { type: 'Sequence', normalizers: [inner] } })).toThrow(refused);
  });
});

describe('a pattern of a known family is used', () => {
  test.each([
    ['GPT-2', `'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+`],
    [
      'Llama 3',
      "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}" +
        '| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+',
    ],
    ['SentencePiece', ' {2,}'],
    ['line ends', '\\n'],
    ['BLOOM', ' ?[^(\\s|[.,!?…。，、।۔،])]+'],
    ['DeepSeek', '[一-龥぀-ゟ゠-ヿ]+'],
    ['digits', '\\p{Nd}'],
    ['a group once', '(?:ab+)?c'],
  ])('%s', (_name, pattern) => expect(isHarmless(pattern)).toBe(true));
});

test('a text that takes a pattern too long ends with a sentence', { timeout: 30_000 }, () => {
  const tokenizer = made(split('a*a*a*a*a*b'));
  expect(() => tokenizer.encode('a'.repeat(3000), null, 16)).toThrow(
    expect.objectContaining({ code: 'model.tokenizerSlow' }),
  );
  // The next text is none the worse for it.
  expect(tokenizer.encode('good', null, 16).ids.length).toBeGreaterThan(2);
});

test('pieces that are endless end with a sentence, not with a minute', { timeout: 30_000 }, () => {
  const vocab = Array.from({ length: 3000 }, (_, length) => ['a'.repeat(length + 1), -1]);
  const tokenizer = createTokenizer({
    folder: 'x',
    tokenizerJson: JSON.stringify({
      added_tokens: ['<s>', '</s>', '<pad>'].map((content, id) => ({ id: id + 3000, content, special: true })),
      normalizer: null,
      pre_tokenizer: null,
      post_processor: { type: 'RobertaProcessing', cls: ['<s>', 3000], sep: ['</s>', 3001] },
      model: { type: 'Unigram', unk_id: 0, vocab: [...vocab, ['<s>', 0], ['</s>', 0], ['<pad>', 0]] },
    }),
  });
  const begun = performance.now();
  try {
    tokenizer.encode('a'.repeat(20_000), null, 16);
  } catch (error) {
    expect(error).toMatchObject({ code: 'model.tokenizerSlow' });
  }
  expect(performance.now() - begun).toBeLessThan(20_000);
});

describe('a normaliser that grows a text endlessly is refused', () => {
  const tenfold = replaced({ String: 'a' }, 'aaaaaaaaaa');
  const sequence = (...normalizers: unknown[]) => ({ normalizer: { type: 'Sequence', normalizers } });
  test.each([
    ['nine times tenfold', sequence(...Array.from({ length: 9 }, () => tenfold))],
    ['in sequences of sequences', sequence({ type: 'Sequence', normalizers: [tenfold, tenfold] }, tenfold)],
    ['by one long text', sequence(replaced({ String: 'a' }, 'b'.repeat(100_000)))],
    ['where nothing is', sequence(replaced({ Regex: '' }, 'b'.repeat(200)))],
    ['before the text', sequence({ type: 'Prepend', prepend: 'b'.repeat(100_000) })],
    ['by its depth', { normalizer: Array.from({ length: 60 }).reduce((inner) => sequence(inner).normalizer, tenfold) }],
  ])('%s', (_name, change) =>
    expect(() => made(change)).toThrow(expect.objectContaining({ code: 'model.tokenizerPattern' })),
  );

  test('and the usual ones are used', () => {
    const usual = sequence(replaced({ String: '``' }, '"'), { type: 'NFKC' }, replaced({ Regex: ' {2,}' }, ' '));
    expect(made(usual).encode('good', null, 16).ids.length).toBeGreaterThan(2);
  });
});
