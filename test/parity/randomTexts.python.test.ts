// Random strings of all scripts, split by the product as by transformers in Python, for twelve kinds of tokenizers.
// More of them: RANDOM_TEXTS=84000 RANDOM_SEED=7 npx vitest run --project python test/parity/randomTexts.python.test.ts

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Tokenizer as NativeTokenizer } from 'tokenizers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';

import { openFolderTokenizer } from '../../src/jobs/model/openTokenizer.js';
import { describeWithPython, runPython } from '../support/python.js';

const root = mkdtempSync(join(tmpdir(), 'random-texts-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const count = Number(process.env['RANDOM_TEXTS'] ?? 1000);
const seed = Number(process.env['RANDOM_SEED'] ?? 18);
const batch = 1000;

/** The tokenizers that randomTexts.py makes. */
const made = [
  'bert-cased',
  'bert-cased-words',
  'bert-raw',
  'bert-single',
  'bert-uncased',
  'bert-words',
  'byte-fallback',
  'pattern',
  'punctuation',
  'roberta',
  'whitespace',
  'xlm-roberta',
];

interface Row {
  readonly ids: readonly number[];
  /** Begin and end of each token in characters, by turns. */
  readonly offsets: readonly number[];
}

function* rowsIn(file: string): Generator<Row> {
  const bytes = readFileSync(file);
  const numbers = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  for (let at = 0; at < numbers.length;) {
    const length = numbers[at++]!;
    const ids = [...numbers.subarray(at, at + length)];
    yield { ids, offsets: [...numbers.subarray(at + length, at + 3 * length)] };
    at += 3 * length;
  }
}

describeWithPython(`${count} random strings (seed ${seed})`, () => {
  let texts: readonly string[] = [];

  beforeAll(() => {
    runPython([fileURLToPath(new URL('randomTexts.py', import.meta.url)), root, String(seed), String(count)]);
    const lines = readFileSync(join(root, 'texts.jsonl'), 'utf8').split('\n').slice(0, -1);
    texts = lines.map((line) => z.string().parse(JSON.parse(line)));
    expect(texts).toHaveLength(count);
    expect(readdirSync(root).filter((name) => !name.endsWith('.jsonl'))).toEqual(made);
  });

  test.each(made)('have the ids and the offsets of Python (%s)', { timeout: 3_600_000 }, async (name) => {
    const { tokenizer } = await openFolderTokenizer(join(root, name));
    const native = NativeTokenizer.fromString(tokenizer.tokenizerJson());
    const rows = rowsIn(join(root, name, 'rows.bin'));
    const wrong: unknown[] = [];
    for (let begin = 0; begin < texts.length; begin += batch) {
      const some = texts.slice(begin, begin + batch);
      const ours = await tokenizer.encodeAll(
        some.map((text) => [text, null] as const),
        Infinity,
      );
      const encodings = await native.encodeBatch(some, { addSpecialTokens: false });
      for (const [index, text] of some.entries()) {
        const row = rows.next().value as Row;
        const ids = [...ours[index]!.ids].slice(1, -1);
        const offsets = encodings[index]!.getOffsets().flat();
        if (ids.join() !== row.ids.join()) wrong.push({ text, ids, expected: row.ids });
        if (offsets.join() !== row.offsets.join()) wrong.push({ text, offsets, expected: row.offsets });
      }
    }
    expect(rows.next().done).toBe(true);
    expect(wrong).toEqual([]);
  });
});
