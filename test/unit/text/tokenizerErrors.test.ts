// Tokenizer files that are missing, malformed or of an unsupported kind.

import { describe, expect, test } from 'vitest';

import { UserError } from '../../../src/shared/errors.js';
import type { TokenizerSource } from '../../../src/text/definition/definition.js';
import { createTokenizer } from '../../../src/text/tokenizer.js';
import { smallTokenizer, vocabularyText } from './files.js';

async function failure(files: Omit<TokenizerSource, 'folder'>): Promise<UserError> {
  try {
    await createTokenizer({ folder: 'models/x', ...files });
  } catch (error) {
    if (error instanceof UserError) return error as UserError;
    throw error;
  }
  throw new Error('it was accepted');
}

/** The small tokenizer.json with one thing changed. */
async function changed(change: Record<string, unknown>): Promise<string> {
  return JSON.stringify({ ...JSON.parse((await smallTokenizer()).tokenizerJson()), ...change });
}

describe('a folder without a usable tokenizer', () => {
  test('is reported when there is neither tokenizer.json nor vocab.txt', async () => {
    expect(await failure({ tokenizerConfig: '{}' })).toMatchObject({
      code: 'model.noVocabulary',
      values: { folder: 'models/x' },
    });
  });

  test('is reported when the vocabulary is empty', async () => {
    expect(await failure({ vocabulary: '\n\n' })).toMatchObject({
      code: 'model.emptyVocabulary',
      values: { file: 'models/x/vocab.txt' },
    });
    expect(await failure({ vocabulary: '', vocabularyFile: 'my/words.txt' })).toMatchObject({
      values: { file: 'my/words.txt' },
    });
    expect(
      await failure({ tokenizerJson: await changed({ model: { type: 'WordPiece', unk_token: '[UNK]', vocab: {} } }) }),
    ).toMatchObject({ code: 'model.emptyVocabulary' });
  });

  for (const token of ['[UNK]', '[CLS]', '[SEP]', '[PAD]']) {
    test(`is reported with the token that the vocabulary lacks: ${token}`, async () => {
      expect(await failure({ vocabulary: vocabularyText.replace(token, 'other') })).toMatchObject({
        code: 'model.vocabularyLacks',
        values: { token },
      });
      const json = (await smallTokenizer()).tokenizerJson().replaceAll(JSON.stringify(token), '"other"');
      const files = { tokenizerJson: json, tokenizerConfig: '{"unk_token": "[UNK]"}' };
      if (token !== '[UNK]')
        expect(await failure(files)).toMatchObject({ code: 'model.vocabularyLacks', values: { token } });
    });
  }

  test('needs no [MASK], which classification never uses', async () => {
    const vocabulary = vocabularyText.replace('[MASK]', 'other');
    const tokenizer = await createTokenizer({ folder: 'x', vocabulary });
    expect((await tokenizer.encode('good', null, 9)).ids).toHaveLength(3);
  });

  test('is reported with the file that is not JSON', async () => {
    expect(await failure({ tokenizerJson: '{"model":' })).toMatchObject({
      code: 'model.invalidJson',
      values: { file: 'models/x/tokenizer.json' },
    });
    expect(await failure({ vocabulary: vocabularyText, tokenizerConfig: '<html>' })).toMatchObject({
      code: 'model.invalidJson',
      values: { file: 'models/x/tokenizer_config.json' },
    });
  });

  test('is reported with the malformed field', async () => {
    const file = 'models/x/tokenizer.json';
    expect(await failure({ tokenizerJson: '[]' })).toMatchObject({ code: 'model.tokenizerField', values: { file } });
    expect(await failure({ tokenizerJson: await changed({ model: null }) })).toMatchObject({
      code: 'model.tokenizerField',
      values: { field: 'model' },
    });
    expect(
      await failure({ tokenizerJson: await changed({ model: { type: 'WordPiece', vocab: { '[UNK]': -1 } } }) }),
    ).toMatchObject({ code: 'model.tokenizerField', values: { field: 'model.vocab' } });
    expect(
      await failure({ tokenizerJson: await changed({ added_tokens: [{ id: 1e20, content: 'x' }] }) }),
    ).toMatchObject({
      code: 'model.tokenizerField',
      values: { field: 'added_tokens.0.id' },
    });
    expect(await failure({ vocabulary: vocabularyText, tokenizerConfig: '{"do_lower_case": "yes"}' })).toMatchObject({
      code: 'model.tokenizerField',
      values: { field: 'do_lower_case' },
    });
  });

  test('is refused when the kind of tokenizer is unsupported', async () => {
    expect(
      await failure({ tokenizerJson: await changed({ model: { type: 'Telepathy', vocab: null } }) }),
    ).toMatchObject({
      code: 'model.unsupportedTokenizer',
      values: { kind: 'Telepathy' },
    });
    expect(
      await failure({
        tokenizerJson: await changed({ normalizer: { type: 'Unheard' } }),
        tokenizerConfig: '{"tokenizer_class": "X"}',
      }),
    ).toMatchObject({
      code: 'model.unsupportedTokenizer',
    });
  });

  test('is refused when a part of a known kind is malformed', async () => {
    const processor = (single: unknown) =>
      changed({ post_processor: { type: 'TemplateProcessing', single, pair: single, special_tokens: {} } });
    const tokenizerConfig = '{"tokenizer_class": "PreTrainedTokenizerFast"}';
    expect(await failure({ tokenizerJson: await processor(7), tokenizerConfig })).toMatchObject({
      code: 'model.unsupportedTokenizer',
    });
    expect(await failure({ tokenizerJson: await processor(null), tokenizerConfig })).toMatchObject({
      code: 'model.unsupportedTokenizer',
    });
  });
});

describe('a tokenizer of another kind', () => {
  test("is used when the library supports it: byte-pair encoding with RoBERTa's special tokens", async () => {
    const tokenizerJson = JSON.stringify({
      added_tokens: ['<s>', '</s>', '<pad>'].map((content, id) => ({ id, content, special: true })),
      normalizer: null,
      pre_tokenizer: { type: 'Whitespace' },
      post_processor: {
        type: 'RobertaProcessing',
        cls: ['<s>', 0],
        sep: ['</s>', 1],
        trim_offsets: true,
        add_prefix_space: false,
      },
      model: { type: 'BPE', vocab: { '<s>': 0, '</s>': 1, '<pad>': 2, h: 3, i: 4, hi: 5 }, merges: ['h i'] },
    });
    const tokenizer = await createTokenizer({ folder: 'x', tokenizerJson, tokenizerConfig: '{"pad_token": "<pad>"}' });
    expect(tokenizer.paddingId).toBe(2);
    expect([...(await tokenizer.encode('hi hi', null, 9)).ids]).toEqual([0, 5, 5, 1]);
    const pair = await tokenizer.encode('hi hi', 'hi', 6);
    expect([...pair.ids]).toEqual([0, 5, 1, 1, 5, 1]);
    expect(pair.secondStart).toBe(6);
  });
});
