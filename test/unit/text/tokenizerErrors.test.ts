// Tokenizer files that are missing, malformed or of an unsupported kind.

import { describe, expect, test } from 'vitest';

import { UserError } from '../../../src/shared/errors.js';
import type { TokenizerSource } from '../../../src/text/definition/definition.js';
import { createTokenizer } from '../../../src/text/tokenizer.js';
import { smallTokenizer, vocabularyText } from './files.js';

function failure(files: Omit<TokenizerSource, 'folder'>): UserError {
  try {
    createTokenizer({ folder: 'models/x', ...files });
  } catch (error) {
    if (error instanceof UserError) return error as UserError;
    throw error;
  }
  throw new Error('it was accepted');
}

/** The small tokenizer.json with one thing changed. */
function changed(change: Record<string, unknown>): string {
  return JSON.stringify({ ...JSON.parse(smallTokenizer().tokenizerJson()), ...change });
}

describe('a folder without a usable tokenizer', () => {
  test('is reported when there is neither tokenizer.json nor vocab.txt', () => {
    expect(failure({ tokenizerConfig: '{}' })).toMatchObject({
      code: 'model.noVocabulary',
      values: { folder: 'models/x' },
    });
  });

  test('is reported when the vocabulary is empty', () => {
    expect(failure({ vocabulary: '\n\n' })).toMatchObject({
      code: 'model.emptyVocabulary',
      values: { file: 'models/x/vocab.txt' },
    });
    expect(failure({ vocabulary: '', vocabularyFile: 'my/words.txt' })).toMatchObject({
      values: { file: 'my/words.txt' },
    });
    expect(
      failure({ tokenizerJson: changed({ model: { type: 'WordPiece', unk_token: '[UNK]', vocab: {} } }) }),
    ).toMatchObject({ code: 'model.emptyVocabulary' });
  });

  for (const token of ['[UNK]', '[CLS]', '[SEP]', '[PAD]']) {
    test(`is reported with the token that the vocabulary lacks: ${token}`, () => {
      expect(failure({ vocabulary: vocabularyText.replace(token, 'other') })).toMatchObject({
        code: 'model.vocabularyLacks',
        values: { token },
      });
      const json = smallTokenizer().tokenizerJson().replaceAll(JSON.stringify(token), '"other"');
      const files = { tokenizerJson: json, tokenizerConfig: '{"unk_token": "[UNK]"}' };
      if (token !== '[UNK]') expect(failure(files)).toMatchObject({ code: 'model.vocabularyLacks', values: { token } });
    });
  }

  test('needs no [MASK], which classification never uses', () => {
    expect(
      createTokenizer({ folder: 'x', vocabulary: vocabularyText.replace('[MASK]', 'other') }).encode('good', null, 9)
        .ids,
    ).toHaveLength(3);
  });

  test('is reported with the file that is not JSON', () => {
    expect(failure({ tokenizerJson: '{"model":' })).toMatchObject({
      code: 'model.invalidJson',
      values: { file: 'models/x/tokenizer.json' },
    });
    expect(failure({ vocabulary: vocabularyText, tokenizerConfig: '<html>' })).toMatchObject({
      code: 'model.invalidJson',
      values: { file: 'models/x/tokenizer_config.json' },
    });
  });

  test('is reported with the malformed field', () => {
    const file = 'models/x/tokenizer.json';
    expect(failure({ tokenizerJson: '[]' })).toMatchObject({ code: 'model.tokenizerField', values: { file } });
    expect(failure({ tokenizerJson: changed({ model: null }) })).toMatchObject({
      code: 'model.tokenizerField',
      values: { field: 'model' },
    });
    expect(failure({ tokenizerJson: changed({ model: { type: 'WordPiece', vocab: { '[UNK]': -1 } } }) })).toMatchObject(
      { code: 'model.tokenizerField', values: { field: 'model.vocab' } },
    );
    expect(failure({ tokenizerJson: changed({ added_tokens: [{ id: 1e20, content: 'x' }] }) })).toMatchObject({
      code: 'model.tokenizerField',
      values: { field: 'added_tokens.0.id' },
    });
    expect(failure({ vocabulary: vocabularyText, tokenizerConfig: '{"do_lower_case": "yes"}' })).toMatchObject({
      code: 'model.tokenizerField',
      values: { field: 'do_lower_case' },
    });
  });

  test('is refused when the kind of tokenizer is unsupported', () => {
    expect(failure({ tokenizerJson: changed({ model: { type: 'Telepathy', vocab: null } }) })).toMatchObject({
      code: 'model.unsupportedTokenizer',
      values: { kind: 'Telepathy' },
    });
    expect(failure({ tokenizerJson: changed({ normalizer: { type: 'Unheard' } }) })).toMatchObject({
      code: 'model.unsupportedTokenizer',
    });
  });

  test('is refused when a part of a known kind is malformed', () => {
    const processor = (single: unknown) =>
      changed({ post_processor: { type: 'TemplateProcessing', single, pair: single, special_tokens: {} } });
    expect(failure({ tokenizerJson: processor(7) })).toMatchObject({ code: 'model.unsupportedTokenizer' });
    expect(failure({ tokenizerJson: processor(null) })).toMatchObject({ code: 'model.unsupportedTokenizer' });
  });
});

describe('a tokenizer of another kind', () => {
  test("is used when the library supports it: byte-pair encoding with RoBERTa's special tokens", () => {
    const tokenizerJson = JSON.stringify({
      added_tokens: ['<s>', '</s>', '<pad>'].map((content, id) => ({ id, content, special: true })),
      normalizer: null,
      pre_tokenizer: { type: 'Whitespace' },
      post_processor: { type: 'RobertaProcessing', cls: ['<s>', 0], sep: ['</s>', 1] },
      model: { type: 'BPE', vocab: { '<s>': 0, '</s>': 1, '<pad>': 2, h: 3, i: 4, hi: 5 }, merges: ['h i'] },
    });
    const tokenizer = createTokenizer({ folder: 'x', tokenizerJson, tokenizerConfig: '{"pad_token": "<pad>"}' });
    expect(tokenizer.paddingId).toBe(2);
    expect([...tokenizer.encode('hi hi', null, 9).ids]).toEqual([0, 5, 5, 1]);
    const pair = tokenizer.encode('hi hi', 'hi', 6);
    expect([...pair.ids]).toEqual([0, 5, 1, 1, 5, 1]);
    expect(pair.secondStart).toBe(6);
  });
});
