// Tokenizers of the architectures next to BERT, where their files are damaged or hostile; that their ids are right, the python tier tests.

import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/shared/errors.js';
import { parseMerges } from '../../../src/text/bytePairs.js';
import { precompiledNormalizer } from '../../../src/text/precompiled.js';
import { createTokenizer } from '../../../src/text/tokenizer.js';

const letters = ['<s>', '<pad>', '</s>', '<unk>', '<mask>', 'a', 'b', 'c', 'Ġ', 'ab', 'Ġab'];
const vocabulary = JSON.stringify(Object.fromEntries(letters.map((token, id) => [token, id])));
const bytePairs = { vocabulary, merges: '#version: 0.2\na b\r\nĠ ab\n' };

function failure(make: () => unknown): UserError {
  try {
    make();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('byte pairs', () => {
  it('are not merged, or framed otherwise than RoBERTa frames them', () => {
    const tokenizer = createTokenizer({ folder: 'x', bytePairs });
    expect([...tokenizer.encode('ab ab c', null, 16).ids]).toEqual([0, 9, 10, 8, 7, 2]);
    const pair = tokenizer.encode('a', 'b', 16);
    expect([...pair.ids]).toEqual([0, 5, 2, 2, 6, 2]);
    expect(pair.secondStart).toBe(6);
    expect(tokenizer).toMatchObject({ paddingId: 1, pairTypes: 1, vocabularySize: 11 });
  });

  it('with a line that is no pair, or a vocabulary without its tokens, are refused by name', () => {
    expect(parseMerges('a b c')).toBeNull();
    expect(failure(() => createTokenizer({ folder: 'x', bytePairs: { vocabulary, merges: 'ab' } }))).toMatchObject({ code: 'model.tokenizerField', values: { file: 'x/merges.txt' } });
    expect(failure(() => createTokenizer({ folder: 'x', bytePairs: { ...bytePairs, vocabulary: '{"a": 0}' } }))).toMatchObject({ code: 'model.vocabularyLacks', values: { token: '<unk>' } });
    expect(failure(() => createTokenizer({ folder: 'x', bytePairs: { ...bytePairs, vocabulary: '[1]' } }))).toMatchObject({ values: { file: 'x/vocab.json' } });
  });
});

const pieces = [['<s>', 0], ['<pad>', 0], ['</s>', 0], ['<unk>', 0], ['▁a', -1], ['b', -2]];
const template = (ids: readonly string[]) => ids.map((id) => (id === 'A' || id === 'B' ? { Sequence: { id, type_id: 0 } } : { SpecialToken: { id, type_id: 0 } }));
const sentencePiece = (change: Record<string, unknown> = {}) => JSON.stringify({
  added_tokens: [],
  normalizer: null,
  pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always' },
  post_processor: {
    type: 'TemplateProcessing', single: template(['<s>', 'A', '</s>']), pair: template(['<s>', 'A', '</s>', '</s>', 'B', '</s>']),
    special_tokens: { '<s>': { id: '<s>', ids: [0], tokens: ['<s>'] }, '</s>': { id: '</s>', ids: [2], tokens: ['</s>'] } },
  },
  decoder: null,
  model: { type: 'Unigram', unk_id: 3, vocab: pieces },
  ...change,
});

describe('SentencePiece’s pieces', () => {
  it('are split as they score, unknown ones as one', () => {
    expect([...createTokenizer({ folder: 'x', tokenizerJson: sentencePiece() }).encode('ab??', null, 16).ids]).toEqual([0, 4, 5, 3, 2]);
  });

  it.each([['no list', {}], ['empty', []], ['without scores', ['a']], ['with scores in words', [['a', 'high']]]])('that are %s are refused', (_, vocab) => {
    expect(failure(() => createTokenizer({ folder: 'x', tokenizerJson: sentencePiece({ model: { type: 'Unigram', unk_id: 0, vocab } }) }))).toMatchObject({ code: 'model.tokenizerField', values: { field: 'model.vocab' } });
  });

  it('with a damaged table of characters are refused', () => {
    const normalizer = { type: 'Precompiled', precompiled_charsmap: Buffer.from('ffffffff00', 'hex').toString('base64') };
    expect(failure(() => createTokenizer({ folder: 'x', tokenizerJson: sentencePiece({ normalizer }) })).code).toBe('model.unsupportedTokenizer');
  });
});

describe('a table of characters', () => {
  it('that is cut short, or lies about its size, is none', () => {
    for (const hex of ['', '00', '00000000', '03000000000000', '08000000aabbccdd']) expect(precompiledNormalizer(Buffer.from(hex, 'hex').toString('base64'))).toBeNull();
  });

  it('of any bytes ends on every text', () => {
    // Units that lead anywhere: outside, to themselves, to replacements that are not there.
    for (let seed = 1; seed < 200; seed++) {
      const bytes = Buffer.alloc(4 + 256 + 8);
      bytes.writeUInt32LE(256, 0);
      for (let at = 4; at < bytes.length; at++) bytes[at] = Math.imul(seed * 7919 + at, 0x9e3779b1) >>> 24;
      const normalize = precompiledNormalizer(bytes.toString('base64'));
      expect(typeof normalize?.('Ｆｕｌｌ e\u0301 👩‍👩‍👧 \0 abc')).toBe('string');
    }
  });
});
