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

/** SentencePiece's table of replacements, a double array, with one for the letter a. */
function tableOf(content: string) {
  const units = new Uint32Array(256);
  units[0x61] = (1 << 10) | 0x161;
  units[0x60] = 0x80000000;
  const size = Buffer.from(Uint32Array.of(units.byteLength).buffer);
  const table = Buffer.concat([size, Buffer.from(units.buffer), Buffer.from(`${content}\0`)]);
  return { type: 'Precompiled', precompiled_charsmap: table.toString('base64') };
}

describe('a tokenizer that grows a text endlessly is refused', () => {
  const tenfold = replaced({ String: 'a' }, 'aaaaaaaaaa');
  const sequence = (...normalizers: unknown[]) => ({ normalizer: { type: 'Sequence', normalizers } });
  const bytes = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false };
  const spaced = {
    type: 'BertNormalizer',
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
    lowercase: true,
  };
  const sequenceA = { Sequence: { id: 'A', type_id: 0 } };
  const twice = {
    type: 'TemplateProcessing',
    single: [sequenceA, sequenceA],
    pair: [sequenceA, sequenceA],
    special_tokens: {},
  };
  test.each([
    ['nine times tenfold', sequence(...Array.from({ length: 9 }, () => tenfold))],
    ['in sequences of sequences', sequence({ type: 'Sequence', normalizers: [tenfold, tenfold] }, tenfold)],
    ['by one long text', sequence(replaced({ String: 'a' }, 'b'.repeat(100_000)))],
    ['where nothing is', sequence(replaced({ Regex: '' }, 'b'.repeat(200)))],
    ['before the text', sequence({ type: 'Prepend', prepend: 'b'.repeat(100_000) })],
    ['by bytes that become characters of two bytes', sequence(...Array.from({ length: 40 }, () => bytes))],
    [
      'by words that do',
      { pre_tokenizer: { type: 'Sequence', pretokenizers: Array.from({ length: 40 }, () => bytes) } },
    ],
    ['by spaces around Chinese', sequence(...Array.from({ length: 40 }, () => spaced))],
    ['by tables that double it', sequence(...Array.from({ length: 40 }, () => tableOf('aa')))],
    [
      'by templates with the text twice',
      { post_processor: { type: 'Sequence', processors: Array.from({ length: 40 }, () => twice) } },
    ],
    [
      'by a prefix of every piece',
      {
        model: {
          type: 'WordPiece',
          vocab: { '[UNK]': 0 },
          unk_token: '[UNK]',
          continuing_subword_prefix: '#'.repeat(1e5),
          max_input_chars_per_word: 100,
        },
      },
    ],
    ['by its depth', { normalizer: Array.from({ length: 60 }).reduce((inner) => sequence(inner).normalizer, tenfold) }],
  ])('%s', (_name, change) =>
    expect(made(change)).rejects.toThrow(expect.objectContaining({ code: 'model.tokenizerPattern' })),
  );

  test('and the usual ones are used', async () => {
    const usual = sequence(replaced({ String: '``' }, '"'), { type: 'NFKC' }, replaced({ Regex: ' {2,}' }, ' '));
    expect((await (await made(usual)).encode('good', null, 16)).ids.length).toBeGreaterThan(2);
    expect((await (await made(sequence(tableOf('good')))).encode('a', null, 16)).ids).toHaveLength(3);
  });
});
