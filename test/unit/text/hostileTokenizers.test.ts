// A stranger's tokenizer.json takes neither endless time nor endless memory.

import { describe, expect, test } from 'vitest';

import { createTokenizer, type Tokenizer } from '../../../src/text/tokenizer.js';
import { smallTokenizer } from './files.js';

/** The small tokenizer.json with one thing changed, for a class that follows tokenizer.json. */
async function made(change: Record<string, unknown>): Promise<Tokenizer> {
  const tokenizerJson = JSON.stringify({ ...JSON.parse((await smallTokenizer()).tokenizerJson()), ...change });
  const tokenizerConfig = '{"tokenizer_class":"PreTrainedTokenizerFast"}';
  return createTokenizer({ folder: 'models/x', tokenizerJson, tokenizerConfig });
}

const split = (Regex: string) => ({
  pre_tokenizer: { type: 'Split', pattern: { Regex }, behavior: 'Isolated', invert: false },
});
const replaced = (pattern: unknown, content: string) => ({ type: 'Replace', pattern, content });

describe('a pattern that could take endless time', () => {
  test.each(['(a+)+$', '(a|a)*b', 'a*a*a*a*a*(?!a|$)', '(?<x>a*)*\\k<x>b'])(
    'ends with a sentence, or is harmless in the library: %s',
    { timeout: 60_000 },
    async (Regex) => {
      const begun = performance.now();
      const normalizer = { type: 'Sequence', normalizers: [{ type: 'Lowercase' }, replaced({ Regex }, ' ')] };
      for (const tokenizer of [await made(split(Regex)), await made({ normalizer })]) {
        const encoded = tokenizer.encode(`${'a'.repeat(3000)}c`, null, 16).catch((error: unknown) => error);
        const stopped = { code: expect.stringMatching(/^model\.tokenizer(Slow|Broken)$/) as string };
        expect(await encoded).toEqual(expect.objectContaining('ids' in ((await encoded) as object) ? {} : stopped));
        // The next text is none the worse for it.
        expect((await tokenizer.encode('good', null, 16)).ids.length).toBeGreaterThan(2);
      }
      expect(performance.now() - begun).toBeLessThan(40_000);
    },
  );

  test('ends the process that reads with it at least once', { timeout: 30_000 }, async () => {
    const tokenizer = await made(split('(a+)+$'));
    await expect(tokenizer.encode(`${'a'.repeat(60)}c`, null, 16)).rejects.toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^model\.tokenizer(Slow|Broken)$/) as string }),
    );
  });
});

test('pieces that are endless end with a sentence, not with a minute', { timeout: 30_000 }, async () => {
  const vocab = Array.from({ length: 3000 }, (_, length) => ['a'.repeat(length + 1), -1]);
  const tokenizer = await createTokenizer({
    folder: 'x',
    tokenizerJson: JSON.stringify({
      added_tokens: ['<s>', '</s>', '<pad>'].map((content, id) => ({ id: id + 3000, content, special: true })),
      normalizer: null,
      pre_tokenizer: null,
      post_processor: { type: 'RobertaProcessing', cls: ['<s>', 3000], sep: ['</s>', 3001] },
      model: { type: 'Unigram', unk_id: 0, vocab: [...vocab, ['<s>', 0], ['</s>', 0], ['<pad>', 0]] },
    }),
  });
  const begun = performance.now();
  try {
    await tokenizer.encode('a'.repeat(20_000), null, 16);
  } catch (error) {
    expect(error).toMatchObject({ code: 'model.tokenizerSlow' });
  }
  expect(performance.now() - begun).toBeLessThan(20_000);
});

describe('a normaliser that grows a text endlessly is refused', () => {
  const tenfold = replaced({ String: 'a' }, 'aaaaaaaaaa');
  const sequence = (...normalizers: unknown[]) => ({ normalizer: { type: 'Sequence', normalizers } });
  test.each([
    ['nine times tenfold', sequence(...Array.from({ length: 9 }, () => tenfold))],
    ['in sequences of sequences', sequence({ type: 'Sequence', normalizers: [tenfold, tenfold] }, tenfold)],
    ['by one long text', sequence(replaced({ String: 'a' }, 'b'.repeat(100_000)))],
    ['where nothing is', sequence(replaced({ Regex: '' }, 'b'.repeat(200)))],
    ['before the text', sequence({ type: 'Prepend', prepend: 'b'.repeat(100_000) })],
    ['by its depth', { normalizer: Array.from({ length: 60 }).reduce((inner) => sequence(inner).normalizer, tenfold) }],
  ])('%s', (_name, change) =>
    expect(made(change)).rejects.toThrow(expect.objectContaining({ code: 'model.tokenizerPattern' })),
  );

  test('and the usual ones are used', async () => {
    const usual = sequence(replaced({ String: '``' }, '"'), { type: 'NFKC' }, replaced({ Regex: ' {2,}' }, ' '));
    expect((await (await made(usual)).encode('good', null, 16)).ids.length).toBeGreaterThan(2);
  });
});
