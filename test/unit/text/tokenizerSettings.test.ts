// What the files of a tokenizer say in places of their own: its class in config.json, the side at which texts are cut.

import { describe, expect, test } from 'vitest';

import { createTokenizer } from '../../../src/text/tokenizer.js';
import { smallTokenizer, tokensOf, vocabulary, vocabularyText } from './files.js';

describe('a tokenizer', () => {
  test('is refused by the class that config.json alone names, and tokenizer_config.json goes before it', async () => {
    const files = { folder: 'x', vocabulary: vocabularyText, configClass: 'BertJapaneseTokenizer' };
    await expect(createTokenizer(files)).rejects.toThrow(expect.objectContaining({ code: 'model.foreignTokenizer' }));
    const tokenizerConfig = '{"tokenizer_class":"BertTokenizer"}';
    expect((await createTokenizer({ ...files, tokenizerConfig })).vocabularySize).toBe(vocabulary.length);
  });

  test('splits the special tokens that a text spells where its settings say so', async () => {
    const made = await smallTokenizer({ split_special_tokens: true });
    const names = tokensOf((await made.encode('a [SEP] b', null, 16)).ids);
    expect(names).toEqual(['[CLS]', 'a', '[', 's', '##e', '##p', ']', 'b', '[SEP]']);
    expect(JSON.parse(made.configJson())).toMatchObject({ split_special_tokens: true });
    expect(made.tokenizerJson()).toBe((await smallTokenizer()).tokenizerJson());
  });

  test('keeps the end of a long text where tokenizer.json cuts at the left', async () => {
    const tokenizerJson = (await smallTokenizer()).tokenizerJson();
    const cut = { max_length: 8, stride: 0, strategy: 'LongestFirst', direction: 'Left' };
    const made = async (tokenizerConfig: string) => {
      const json = JSON.stringify({ ...JSON.parse(tokenizerJson), truncation: cut });
      return JSON.parse((await createTokenizer({ folder: 'x', tokenizerJson: json, tokenizerConfig })).configJson());
    };
    expect(await made('{}')).toMatchObject({ truncation_side: 'left' });
    expect(await made('{"truncation_side":"right"}')).toMatchObject({ truncation_side: 'right' });
  });

  test('reads a vocabulary whose lines end with blanks', async () => {
    const made = await createTokenizer({ folder: 'x', vocabulary: vocabulary.join('  \r\n') });
    expect(tokensOf((await made.encode('the food', null, 9)).ids)).toEqual(['[CLS]', 'the', 'food', '[SEP]']);
  });
});
