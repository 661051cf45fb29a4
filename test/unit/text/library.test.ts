// Pre-tokenizers that the JavaScript library splits by narrower classes of characters than Python's does.

import { expect, test } from 'vitest';

import { createLibraryTokenizer } from '../../../src/text/library.js';

const texts = [
  'straße x１２ Привет_мир!! no\u200djoin a)!... naïve 5% ½ ²x',
  'a\ufeffb c\u0085d',
  '“quoted” — yes… (ok) $5.00 ^_^ `x`',
  '১২৩ Ⅷ x9y',
];

/** What tokenizers 0.23.3 gives for `texts` in Python, pieces with a bar between them. */
const recorded: Readonly<Record<string, { readonly part: object; readonly pieces: readonly string[] }>> = {
  Whitespace: {
    part: { type: 'Whitespace' },
    pieces: [
      'straße|x１２|Привет_мир|!!|no\u200djoin|a|)!...|naïve|5|%|½|²|x',
      'a|\ufeff|b|c|d',
      '“|quoted|”|—|yes|…|(|ok|)|$|5|.|00|^|_|^|`|x|`',
      '১২৩|Ⅷ|x9y',
    ],
  },
  WhitespaceSplit: {
    part: { type: 'WhitespaceSplit' },
    pieces: [
      'straße|x１２|Привет_мир!!|no\u200djoin|a)!...|naïve|5%|½|²x',
      'a\ufeffb|c|d',
      '“quoted”|—|yes…|(ok)|$5.00|^_^|`x`',
      '১২৩|Ⅷ|x9y',
    ],
  },
  Punctuation: {
    part: { type: 'Punctuation', behavior: 'Isolated' },
    pieces: [
      'straße x１２ Привет|_|мир|!|!| no\u200djoin a|)|!|.|.|.| naïve 5|%| ½ ²x',
      'a\ufeffb c\u0085d',
      '“|quoted|”| |—| yes|…| |(|ok|)| |$|5|.|00 |^|_|^| |`|x|`',
      '১২৩ Ⅷ x9y',
    ],
  },
  BertPreTokenizer: {
    part: { type: 'BertPreTokenizer' },
    pieces: [
      'straße|x１２|Привет|_|мир|!|!|no\u200djoin|a|)|!|.|.|.|naïve|5|%|½|²x',
      'a\ufeffb|c|d',
      '“|quoted|”|—|yes|…|(|ok|)|$|5|.|00|^|_|^|`|x|`',
      '১২৩|Ⅷ|x9y',
    ],
  },
  Digits: {
    part: { type: 'Digits', individual_digits: false },
    pieces: [
      'straße x|１２| Привет_мир!! no\u200djoin a)!... naïve |5|% |½| |²|x',
      'a\ufeffb c\u0085d',
      '“quoted” — yes… (ok) $|5|.|00| ^_^ `x`',
      '১২৩| |Ⅷ| x|9|y',
    ],
  },
  'Digits, each alone': {
    part: { type: 'Digits', individual_digits: true },
    pieces: [
      'straße x|１|２| Привет_мир!! no\u200djoin a)!... naïve |5|% |½| |²|x',
      'a\ufeffb c\u0085d',
      '“quoted” — yes… (ok) $|5|.|0|0| ^_^ `x`',
      '১|২|৩| |Ⅷ| x|9|y',
    ],
  },
};

function piecesOf(part: object, text: string): string {
  const library = createLibraryTokenizer(
    {
      added_tokens: [],
      normalizer: null,
      post_processor: null,
      decoder: null,
      pre_tokenizer: part,
      model: { type: 'WordPiece', vocab: { '[UNK]': 0 }, unk_token: '[UNK]', continuing_subword_prefix: '##' },
    },
    {},
  );
  return (library.pre_tokenizer?.pre_tokenize_text(text) ?? []).join('|');
}

test.each(Object.keys(recorded))('%s splits as in Python', (name) => {
  const { part, pieces } = recorded[name]!;
  expect(texts.map((text) => piecesOf(part, text))).toEqual(pieces);
});
