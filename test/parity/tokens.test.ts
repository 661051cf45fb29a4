// Token ids against what Hugging Face's Rust library gives in Python, from ../shared/goldens/tokens.json.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EncodedText } from '../../src/text/encodedText.js';
import { createTokenizer, type Tokenizer } from '../../src/text/tokenizer.js';

interface GoldenEncoding {
  readonly ids: readonly number[];
  readonly types: readonly number[];
}
interface GoldenRow {
  readonly text: string | readonly [string, string];
  readonly full: GoldenEncoding;
  readonly max16: GoldenEncoding;
}

const shared = resolve(import.meta.dirname, '../../../shared');
const read = (name: string) => readFileSync(resolve(shared, name), 'utf8');
const goldens = JSON.parse(read('goldens/tokens.json')) as Record<string, readonly GoldenRow[]>;

function tokenizerOf(vocabulary: string, lowercase: boolean): Tokenizer {
  return createTokenizer({ folder: vocabulary, vocabulary: read(`data/vocab/${vocabulary}.txt`), tokenizerConfig: JSON.stringify({ do_lower_case: lowercase }) });
}

function encode(tokenizer: Tokenizer, text: GoldenRow['text'], maxLength: number): EncodedText {
  return typeof text === 'string' ? tokenizer.encode(text, null, maxLength) : tokenizer.encode(text[0], text[1], maxLength);
}

function asGolden({ ids, secondStart }: EncodedText): GoldenEncoding {
  return { ids: [...ids], types: [...ids].map((_, i) => (i < secondStart ? 0 : 1)) };
}

function differences(tokenizer: Tokenizer, rows: readonly GoldenRow[]): unknown[] {
  const wrong: unknown[] = [];
  for (const { text, full, max16 } of rows) {
    for (const [golden, maxLength] of [[full, Infinity], [max16, 16]] as const) {
      const ours = asGolden(encode(tokenizer, text, maxLength));
      if (ours.ids.join() !== golden.ids.join() || ours.types.join() !== golden.types.join()) wrong.push({ text, maxLength, ours, golden });
    }
  }
  return wrong;
}

describe('a vocab.txt-only folder', () => {
  it('has goldens for three vocabularies and 465 texts', () => {
    expect(Object.keys(goldens)).toHaveLength(3);
    expect(Object.values(goldens).flat()).toHaveLength(465);
  });

  for (const [name, rows] of Object.entries(goldens)) {
    const tokenizer = tokenizerOf(name.replace(' (cased)', ''), !name.endsWith(' (cased)'));
    it(`splits every text as Python does, whole and cut to 16: ${name}`, () => {
      expect(differences(tokenizer, rows)).toEqual([]);
    });
    it(`saves a tokenizer.json that splits every text the same: ${name}`, () => {
      const saved = createTokenizer({ folder: name, tokenizerJson: tokenizer.tokenizerJson(), tokenizerConfig: tokenizer.configJson() });
      expect(differences(saved, rows)).toEqual([]);
    });
  }
});

describe('a folder with tokenizer.json (all-MiniLM-L6-v2)', () => {
  const folder = 'models/all-MiniLM-L6-v2';
  const tokenizer = createTokenizer({ folder, tokenizerJson: read(`${folder}/tokenizer.json`), tokenizerConfig: read(`${folder}/tokenizer_config.json`) });
  it('splits every text as Python does', () => {
    expect(differences(tokenizer, goldens['bert-base-uncased'] ?? [])).toEqual([]);
  });
});
