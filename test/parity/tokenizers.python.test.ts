// Token ids of the other architectures' tokenizers (byte pairs, SentencePiece and WordPiece) against transformers'.

import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';

import { openFolderTokenizer } from '../../src/jobs/model/openTokenizer.js';
import { createTokenizer, type Tokenizer } from '../../src/text/tokenizer.js';
import { fixturePath } from '../support/fixtures.js';
import { describeWithPython, runPython } from '../support/python.js';

const root = mkdtempSync(join(tmpdir(), 'tokenizers-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const text = z.union([z.string(), z.tuple([z.string(), z.string()])]);
type Text = z.infer<typeof text>;
const encoding = z.object({ ids: z.array(z.number()), types: z.array(z.number()) });
const goldenSchema = z.array(z.object({ text, full: encoding, max16: encoding }));

/** Beside those of tokens.json: what the families treat each in their own way. */
const more: readonly Text[] = [
  '  leading and   many  spaces  ',
  'tabs\tand\nnewlines\r\nhere',
  'next\u0085line, feff\ufeffhere, old\u180emark',
  'ﬁ ligature ﬃ ½ ① ㍿',
  'Ｆｕｌｌ　ｗｉｄｔｈ １２３',
  'ΑΣ ΟΔΥΣΣΕΥΣ',
  'e\u0301te\u0301 na\u0308ive',
  '한국어 \u1112\u1161\u11ab',
  '👩‍👩‍👧 🇩🇪 👍🏽',
  "''quoted`` text",
  'zero\u200bwidth\u200djoin',
  '<mask> and <s> tokens </s> [CLS] [MASK]',
  '▁under▁score',
  "it's we're I'LL don't",
  ['a', '▁ b'],
  ['ﬁ  x', ' y\n'],
  ['only first', ''],
];

const cases = [
  'roberta',
  'roberta-files',
  'roberta-prefix',
  'roberta-bare',
  'xlm-roberta',
  'metaspace',
  'tied',
  'tied-class',
  'tied-places',
  'albert',
  'albert-cased',
  'xlm-roberta-pieces',
  'albert-pieces',
  'albert-pieces-cased',
  'bert',
  'bert-cased',
  'bert-both',
  'bert-cased-both',
  'distilbert',
  'distilbert-cased',
  'distilbert-both',
  'distilbert-cased-both',
  'electra',
  'electra-cased',
  'electra-both',
  'electra-cased-both',
];

async function differences(tokenizer: Tokenizer, golden: z.infer<typeof goldenSchema>): Promise<unknown[]> {
  const wrong: unknown[] = [];
  for (const row of golden) {
    for (const [expected, maxLength] of [
      [row.full, Infinity],
      [row.max16, 16],
    ] as const) {
      const [first, second] = typeof row.text === 'string' ? [row.text, null] : row.text;
      const { ids, secondStart } = await tokenizer.encode(first, second, maxLength);
      const types = [...ids].map((_, at) => Number(at >= secondStart));
      if ([...ids].join() !== expected.ids.join() || types.join() !== expected.types.join())
        wrong.push({ text: row.text, maxLength, ids: [...ids], types, expected });
    }
  }
  return wrong;
}

const script = fileURLToPath(new URL('tokenizerGoldens.py', import.meta.url));

describeWithPython('a tokenizer', () => {
  beforeAll(() => {
    const known = z.array(text).parse(JSON.parse(readFileSync(fixturePath('tokens/texts.json'), 'utf8')));
    const texts = [...new Map([...known, ...more].map((each) => [JSON.stringify(each), each])).values()];
    expect(texts.length).toBeGreaterThan(160);
    const file = join(root, 'texts.json');
    writeFileSync(file, JSON.stringify(texts));
    runPython([script, join(root, 'made'), file]);
  });

  test.each(cases)(
    'gives the token ids of transformers, whole and cut to 16, also once it is saved (%s)',
    async (name) => {
      const folder = join(root, 'made', name);
      const golden = goldenSchema.parse(JSON.parse(readFileSync(join(folder, 'golden.json'), 'utf8')));
      const { tokenizer } = await openFolderTokenizer(folder);
      expect(await differences(tokenizer, golden)).toEqual([]);
      const saved = await createTokenizer({
        folder,
        tokenizerJson: tokenizer.tokenizerJson(),
        tokenizerConfig: tokenizer.configJson(),
      });
      expect(await differences(saved, golden)).toEqual([]);
    },
  );

  test.each(['xlm-roberta-pieces', 'albert-pieces', 'albert-pieces-cased'])(
    'made from a SentencePiece file gives the token ids of transformers in Python too (%s)',
    async (name) => {
      const made = join(root, 'made', name);
      const saved = join(root, 'saved', name);
      const { tokenizer } = await openFolderTokenizer(made);
      mkdirSync(saved, { recursive: true });
      copyFileSync(join(made, 'config.json'), join(saved, 'config.json'));
      writeFileSync(join(saved, 'tokenizer.json'), tokenizer.tokenizerJson());
      writeFileSync(join(saved, 'tokenizer_config.json'), tokenizer.configJson());
      runPython([script, 'again', saved, join(root, 'texts.json')]);
      const read = (folder: string) =>
        goldenSchema.parse(JSON.parse(readFileSync(join(folder, 'golden.json'), 'utf8')));
      expect(read(saved)).toEqual(read(made));
    },
  );
});
