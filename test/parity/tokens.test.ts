// Token ids against those of Hugging Face's Rust library in Python, from ../shared/goldens/tokens.json.

import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { collate } from '../../src/text/collate.js';
import type { EncodedText } from '../../src/text/encodedText.js';
import { createTokenizer, type Tokenizer } from '../../src/text/tokenizer.js';
import { TokenStore } from '../../src/text/tokenStore.js';
import { describeWithShared, sharedPath } from '../support/shared.js';

interface GoldenEncoding {
  readonly ids: readonly number[];
  readonly types: readonly number[];
}
interface GoldenRow {
  readonly text: string | readonly [string, string];
  readonly full: GoldenEncoding;
  readonly max16: GoldenEncoding;
}

const read = (name: string) => readFileSync(sharedPath(name), 'utf8');

function readGoldens(): Record<string, readonly GoldenRow[]> {
  return JSON.parse(read('goldens/tokens.json')) as Record<string, readonly GoldenRow[]>;
}

function tokenizerOf(vocabulary: string, lowercase: boolean): Tokenizer {
  return createTokenizer({
    folder: vocabulary,
    vocabulary: read(`data/vocab/${vocabulary}.txt`),
    tokenizerConfig: JSON.stringify({ do_lower_case: lowercase }),
  });
}

function encode(tokenizer: Tokenizer, text: GoldenRow['text'], maxLength: number): EncodedText {
  return typeof text === 'string'
    ? tokenizer.encode(text, null, maxLength)
    : tokenizer.encode(text[0], text[1], maxLength);
}

function asGolden({ ids, secondStart }: EncodedText): GoldenEncoding {
  return { ids: [...ids], types: [...ids].map((_, i) => (i < secondStart ? 0 : 1)) };
}

function differences(tokenizer: Tokenizer, rows: readonly GoldenRow[]): unknown[] {
  const wrong: unknown[] = [];
  for (const { text, full, max16 } of rows) {
    for (const [golden, maxLength] of [
      [full, Infinity],
      [max16, 16],
    ] as const) {
      const ours = asGolden(encode(tokenizer, text, maxLength));
      if (ours.ids.join() !== golden.ids.join() || ours.types.join() !== golden.types.join())
        wrong.push({ text, maxLength, ours, golden });
    }
  }
  return wrong;
}

describeWithShared('a vocab.txt-only folder', ['goldens/tokens.json', 'data/vocab'], () => {
  const goldens = readGoldens();
  test('has goldens for three vocabularies and 465 texts', () => {
    expect(Object.keys(goldens)).toHaveLength(3);
    expect(Object.values(goldens).flat()).toHaveLength(465);
  });

  for (const [name, rows] of Object.entries(goldens)) {
    const tokenizer = tokenizerOf(name.replace(' (cased)', ''), !name.endsWith(' (cased)'));
    test(`gives the token ids of Python, whole and cut to 16: ${name}`, () => {
      expect(differences(tokenizer, rows)).toEqual([]);
    });
    test(`saves a tokenizer.json with the same token ids: ${name}`, () => {
      const saved = createTokenizer({
        folder: name,
        tokenizerJson: tokenizer.tokenizerJson(),
        tokenizerConfig: tokenizer.configJson(),
      });
      expect(differences(saved, rows)).toEqual([]);
    });
  }
});

describeWithShared(
  'a folder with tokenizer.json (all-MiniLM-L6-v2)',
  ['goldens/tokens.json', 'models/all-MiniLM-L6-v2'],
  () => {
    const folder = 'models/all-MiniLM-L6-v2';
    const tokenizer = createTokenizer({
      folder,
      tokenizerJson: read(`${folder}/tokenizer.json`),
      tokenizerConfig: read(`${folder}/tokenizer_config.json`),
    });
    test('gives the token ids of Python', () => {
      expect(differences(tokenizer, readGoldens()['bert-base-uncased'] ?? [])).toEqual([]);
    });
  },
);

describeWithShared(
  'real news as transformers collates it (goldens/real)',
  ['goldens/real', 'models/all-MiniLM-L6-v2'],
  () => {
    const folder = 'models/all-MiniLM-L6-v2';
    const tokenizer = createTokenizer({
      folder,
      tokenizerJson: read(`${folder}/tokenizer.json`),
      tokenizerConfig: read(`${folder}/tokenizer_config.json`),
    });
    const { texts } = JSON.parse(read('goldens/real/golden.json')) as { texts: string[] };
    const file = readFileSync(sharedPath('goldens/real/golden.safetensors'));
    const headerLength = Number(file.readBigUInt64LE(0));
    const header = JSON.parse(file.toString('utf8', 8, 8 + headerLength)) as Record<
      string,
      { shape: number[]; data_offsets: [number, number] } | undefined
    >;
    const golden = (name: string): { shape: number[]; values: number[] } => {
      const entry = header[name];
      if (!entry) throw new Error(`no ${name} in the golden`);
      const [start, end] = entry.data_offsets;
      const bytes = Uint8Array.from(file.subarray(8 + headerLength + start, 8 + headerLength + end));
      return { shape: entry.shape, values: Array.from(new BigInt64Array(bytes.buffer), Number) };
    };

    test('gives the same rows and masks in all ten batches', () => {
      const store = new TokenStore(tokenizer);
      for (const text of texts) store.append(tokenizer.encode(text, null, 64));
      for (let i = 0; i < 10; i++) {
        const {
          shape: [size = 0, width = 0],
          values,
        } = golden(`batch.${i}.input_ids`);
        const mask = golden(`batch.${i}.attention_mask`).values;
        const ours = collate(
          store,
          Int32Array.from({ length: size }, (_, row) => 16 * i + row),
          'longest',
          64,
        );
        expect(ours.length).toBe(Math.min(64, Math.ceil(width / 8) * 8));
        const rows = (all: ArrayLike<number>, stride: number) =>
          Array.from({ length: size }, (_, row) => Array.from({ length: width }, (__, at) => all[row * stride + at]));
        expect(rows(ours.ids, ours.length)).toEqual(rows(values, width));
        expect(rows(ours.mask, ours.length)).toEqual(rows(mask, width));
      }
    });
  },
);
