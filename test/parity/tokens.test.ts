// Token ids against what Hugging Face's Rust library gives in Python, as recorded in test/fixtures/tokens.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';
import { z } from 'zod';

import type { EncodedText } from '../../src/text/encodedText.js';
import { createTokenizer, type Tokenizer } from '../../src/text/tokenizer.js';
import { bundledModel, fixturePath } from '../support/fixtures.js';

const text = z.union([z.string(), z.tuple([z.string(), z.string()])]);
type Text = z.infer<typeof text>;
/** The ids, and where the second text begins. */
const encoding = z.tuple([z.array(z.number()), z.number()]);
const recordedRows = z.array(z.object({ full: encoding, max16: encoding }));
type RecordedRows = z.infer<typeof recordedRows>;

const read = (name: string) => readFileSync(fixturePath(`tokens/${name}`), 'utf8');
const texts = z.array(text).parse(JSON.parse(read('texts.json')));
const recorded = z
  .object({ chinese: recordedRows, english: recordedRows, 'chinese (cased)': recordedRows })
  .parse(JSON.parse(read('ids.json')));
const english = read('vocabulary.txt');
const chinese = readFileSync(join(bundledModel(), 'vocab.txt'), 'utf8');

function tokenizerOf(name: keyof typeof recorded): Promise<Tokenizer> {
  return createTokenizer({
    folder: name,
    vocabulary: name === 'english' ? english : chinese,
    tokenizerConfig: JSON.stringify({ do_lower_case: name !== 'chinese (cased)' }),
  });
}

function encode(tokenizer: Tokenizer, one: Text, maxLength: number): Promise<EncodedText> {
  return typeof one === 'string' ? tokenizer.encode(one, null, maxLength) : tokenizer.encode(one[0], one[1], maxLength);
}

async function differences(tokenizer: Tokenizer, rows: RecordedRows): Promise<unknown[]> {
  expect(rows).toHaveLength(texts.length);
  const wrong: unknown[] = [];
  for (const [row, { full, max16 }] of rows.entries()) {
    for (const [[ids, secondStart], maxLength] of [[full, Infinity] as const, [max16, 16] as const]) {
      const ours = await encode(tokenizer, texts[row]!, maxLength);
      const same = [...ours.ids].join() === ids.join() && ours.secondStart === secondStart;
      if (!same) wrong.push({ text: texts[row], maxLength, ours, theirs: { ids, secondStart } });
    }
  }
  return wrong;
}

describe('a vocab.txt-only folder', () => {
  test('texts of every kind are recorded, alone and in pairs', () => {
    expect(texts).toHaveLength(162);
    expect(texts.filter((one) => typeof one !== 'string')).toHaveLength(11);
  });

  describe.each(['chinese', 'english', 'chinese (cased)'] as const)('with the vocabulary: %s', async (name) => {
    const tokenizer = await tokenizerOf(name);

    test('gives the token ids of Python, whole and cut to 16', async () => {
      expect(await differences(tokenizer, recorded[name])).toEqual([]);
    });

    test('saves a tokenizer.json with the same token ids', async () => {
      const saved = await createTokenizer({
        folder: name,
        tokenizerJson: tokenizer.tokenizerJson(),
        tokenizerConfig: tokenizer.configJson(),
      });
      expect(await differences(saved, recorded[name])).toEqual([]);
    });
  });
});

describe('a folder with the tokenizer.json that transformers saves', () => {
  test('gives the token ids of Python', async () => {
    const saved = z
      .looseObject({ model: z.looseObject({ vocab: z.record(z.string(), z.number()) }) })
      .parse(JSON.parse(read('tokenizer.json')));
    // Stored without the vocabulary, which lies beside it.
    saved.model.vocab = Object.fromEntries(
      english
        .trimEnd()
        .split('\n')
        .map((word, id) => [word, id]),
    );
    const tokenizer = await createTokenizer({
      folder: 'saved',
      tokenizerJson: JSON.stringify(saved),
      tokenizerConfig: JSON.stringify({ do_lower_case: true, tokenizer_class: 'BertTokenizer' }),
    });
    expect(await differences(tokenizer, recorded.english)).toEqual([]);
  });
});
