// Damaged and hostile tokenizers of the architectures next to BERT; the python tier tests that their ids are right.

import { describe, expect, test } from 'vitest';

import { UserError } from '../../../src/shared/errors.js';
import { parseMerges } from '../../../src/text/bytePairs.js';
import { createTokenizer } from '../../../src/text/tokenizer.js';
import { albertPieces, sentencePieceFile, xlmPieces } from './sentencePieces.js';

const letters = ['<s>', '<pad>', '</s>', '<unk>', '<mask>', 'a', 'b', 'c', 'Ġ', 'ab', 'Ġab'];
const vocabulary = JSON.stringify(Object.fromEntries(letters.map((token, id) => [token, id])));
const bytePairs = { vocabulary, merges: '#version: 0.2\na b\r\nĠ ab\n' };

async function failure(make: () => Promise<unknown>): Promise<UserError> {
  try {
    await make();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('byte pairs', () => {
  test('are merged and framed as in RoBERTa', async () => {
    const tokenizer = await createTokenizer({ folder: 'x', bytePairs });
    expect([...(await tokenizer.encode('ab ab c', null, 16)).ids]).toEqual([0, 9, 10, 8, 7, 2]);
    const pair = await tokenizer.encode('a', 'b', 16);
    expect([...pair.ids]).toEqual([0, 5, 2, 2, 6, 2]);
    expect(pair.secondStart).toBe(6);
    expect(tokenizer).toMatchObject({ paddingId: 1, pairTypes: 1, vocabularySize: 11 });
  });

  test.each([
    [{ tokenizer_class: 'RobertaTokenizer' }, [0, 9, 2]],
    [{ tokenizer_class: 'RobertaTokenizerFast', add_prefix_space: true }, [0, 10, 2]],
    [{ tokenizer_class: 'PreTrainedTokenizerFast' }, [0, 10, 2]],
  ])(
    'get a space before the first word by %o, whatever tokenizer.json says, as in transformers',
    async (config, ids) => {
      const written = (await createTokenizer({ folder: 'x', bytePairs })).tokenizerJson();
      const tokenizerJson = written.replace('"add_prefix_space":false', '"add_prefix_space":true');
      expect(tokenizerJson).not.toBe(written);
      const tokenizer = await createTokenizer({ folder: 'x', tokenizerJson, tokenizerConfig: JSON.stringify(config) });
      expect([...(await tokenizer.encode('ab', null, 16)).ids]).toEqual(ids);
    },
  );

  test('are refused by name for a line that is not a pair, or a vocabulary without its tokens', async () => {
    expect(parseMerges('a b c')).toBeNull();
    expect(
      await failure(() => createTokenizer({ folder: 'x', bytePairs: { vocabulary, merges: 'ab' } })),
    ).toMatchObject({
      code: 'model.tokenizerField',
      values: { file: 'x/merges.txt' },
    });
    expect(
      await failure(() => createTokenizer({ folder: 'x', bytePairs: { ...bytePairs, vocabulary: '{"a": 0}' } })),
    ).toMatchObject({ code: 'model.vocabularyLacks', values: { token: '<unk>' } });
    expect(
      await failure(() => createTokenizer({ folder: 'x', bytePairs: { ...bytePairs, vocabulary: '[1]' } })),
    ).toMatchObject({ values: { file: 'x/vocab.json' } });
  });
});

const pieces = [
  ['<s>', 0],
  ['<pad>', 0],
  ['</s>', 0],
  ['<unk>', 0],
  ['▁a', -1],
  ['b', -2],
];
const template = (ids: readonly string[]) =>
  ids.map((id) => (id === 'A' || id === 'B' ? { Sequence: { id, type_id: 0 } } : { SpecialToken: { id, type_id: 0 } }));
const sentencePiece = (change: Record<string, unknown> = {}) =>
  JSON.stringify({
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always' },
    post_processor: {
      type: 'TemplateProcessing',
      single: template(['<s>', 'A', '</s>']),
      pair: template(['<s>', 'A', '</s>', '</s>', 'B', '</s>']),
      special_tokens: {
        '<s>': { id: '<s>', ids: [0], tokens: ['<s>'] },
        '</s>': { id: '</s>', ids: [2], tokens: ['</s>'] },
      },
    },
    decoder: null,
    model: { type: 'Unigram', unk_id: 3, vocab: pieces },
    ...change,
  });

describe('SentencePiece’s pieces', () => {
  test('are split by their scores, unknown characters as one', async () => {
    expect([
      ...(await (await createTokenizer({ folder: 'x', tokenizerJson: sentencePiece() })).encode('ab??', null, 16)).ids,
    ]).toEqual([0, 4, 5, 3, 2]);
  });

  // The expected ids are those of tokenizers 0.23.3 in Python.
  test.each([
    ['never cross a word where words are split', {}, [0, 4, 6, 4, 5, 2]],
    ['may cross words where words are not split', { split: false }, [0, 7, 4, 5, 2]],
  ])('%s', async (_, split, ids) => {
    const crossing = [...pieces, ['▁', -3], ['▁a▁', -0.5]];
    const tokenizerJson = sentencePiece({
      pre_tokenizer: { type: 'Metaspace', replacement: '▁', prepend_scheme: 'always', ...split },
      model: { type: 'Unigram', unk_id: 3, vocab: crossing },
    });
    expect([...(await (await createTokenizer({ folder: 'x', tokenizerJson })).encode('a  ab', null, 16)).ids]).toEqual(
      ids,
    );
  });

  test.each([
    ['not a list', {}],
    ['empty', []],
    ['without scores', ['a']],
    ['with scores as text', [['a', 'high']]],
  ])('are refused when they are %s', async (_, vocab) => {
    expect(
      await failure(() =>
        createTokenizer({
          folder: 'x',
          tokenizerJson: sentencePiece({ model: { type: 'Unigram', unk_id: 0, vocab } }),
        }),
      ),
    ).toMatchObject({ code: 'model.tokenizerField', values: { field: 'model.vocab' } });
  });

  test('are refused with a damaged character table', async () => {
    const normalizer = {
      type: 'Precompiled',
      precompiled_charsmap: Buffer.from('ffffffff00', 'hex').toString('base64'),
    };
    const { code } = await failure(() =>
      createTokenizer({ folder: 'x', tokenizerJson: sentencePiece({ normalizer }) }),
    );
    expect(code).toBe('model.tokenizerBroken');
  });
});

describe('SentencePiece’s own file', () => {
  const xlm = (bytes: Uint8Array) =>
    createTokenizer({ folder: 'x', sentencePiece: { name: 'sentencepiece.bpe.model', bytes, family: 'xlm-roberta' } });
  const albert = (bytes: Uint8Array, tokenizerConfig?: string) =>
    createTokenizer({ folder: 'x', tokenizerConfig, sentencePiece: { name: 'spiece.model', bytes, family: 'albert' } });

  test('has the ids of fairseq for XLM-RoBERTa: offset by one, with the mask at the end', async () => {
    const tokenizer = await xlm(sentencePieceFile({ pieces: xlmPieces }));
    expect([...(await tokenizer.encode('ab 好 ?', 'a', 16)).ids]).toEqual([0, 4, 5, 3, 6, 3, 2, 2, 4, 2]);
    expect(tokenizer).toMatchObject({ vocabularySize: 8, paddingId: 1, pairTypes: 1 });
    expect(JSON.parse(tokenizer.configJson())).toMatchObject({ tokenizer_class: 'XLMRobertaTokenizer' });
  });

  test('has its own ids for ALBERT, with lower case and pieces of the raw text', async () => {
    const bytes = sentencePieceFile({ pieces: albertPieces });
    expect([...(await (await albert(bytes)).encode('a(aB', 'b', 16)).ids]).toEqual([2, 6, 5, 6, 8, 3, 7, 8, 3]);
    expect(await albert(bytes)).toMatchObject({ paddingId: 0, pairTypes: 2, vocabularySize: 10 });
    expect([...(await (await albert(bytes, '{"do_lower_case": false}')).encode('aB', null, 16)).ids]).toEqual([
      2, 6, 9, 3,
    ]);
  });

  test.each([
    ['empty', Buffer.alloc(0)],
    ['text', Buffer.from('pieces')],
    ['cut short', sentencePieceFile({ pieces: xlmPieces }).subarray(0, -3)],
    ['without pieces', sentencePieceFile({ pieces: [] })],
    ['with an empty piece', sentencePieceFile({ pieces: [...xlmPieces, { text: '' }] })],
    [
      'with a score that is not a number',
      sentencePieceFile({ pieces: [...xlmPieces, { text: 'c', score: Number.NaN }] }),
    ],
    ['with a piece of 4 GB', Buffer.from('0affffffff0f0a0161', 'hex')],
    ['with text that is not UTF-8', Buffer.from('0a040a02ff61', 'hex')],
    ['with endlessly nested groups', Buffer.alloc(1 << 20, 0x0b)],
  ])('is refused by name when it is %s', async (_, bytes) => {
    expect(await failure(() => xlm(bytes))).toMatchObject({
      code: 'model.notSentencePiece',
      values: { file: 'x/sentencepiece.bpe.model' },
    });
  });

  test('is refused with byte pairs, or without the special tokens', async () => {
    expect(await failure(() => xlm(sentencePieceFile({ pieces: xlmPieces, kind: 2 })))).toMatchObject({
      code: 'model.unsupportedTokenizer',
      values: { kind: 'SentencePiece BPE' },
    });
    expect(await failure(() => albert(sentencePieceFile({ pieces: xlmPieces })))).toMatchObject({
      code: 'model.vocabularyLacks',
      values: { token: '[CLS]' },
    });
    const characters = Buffer.from('ffffffff00', 'hex');
    const damaged = await failure(() => xlm(sentencePieceFile({ pieces: xlmPieces, characters })));
    expect(damaged.code).toBe('model.tokenizerBroken');
  });
});
