// BERT's own tokenizer in JavaScript: cleaned and split as BERT does, WordPiece, special tokens alone beside the
// vocabulary.

import { Tokenizer } from '@huggingface/tokenizers';
import * as z from 'zod';

import type { TokenizerDefinition } from './definition/definition.js';
import { createFrame, type Segmenter } from './frame.js';
import type { EncodedSample } from './native/program.js';
import { containsWordEnd, safeCut } from './truncation.js';

/**
 * The parts of @huggingface/tokenizers that are used here: its own declarations import without extensions, which
 * TypeScript does not resolve under Node's rules.
 */
interface Library {
  readonly normalizer: { normalize(text: string): string };
  readonly pre_tokenizer: { pre_tokenize_text(text: string): string[] };
  readonly model: {
    readonly tokens_to_ids: ReadonlyMap<string, number>;
    readonly unk_token_id?: number;
    encode(words: string[]): string[];
  };
  readonly post_processor: {
    post_process(tokens: string[], pair: string[] | null, addSpecialTokens: boolean): Processed;
  };
  /** The tokens of a text, special ones only where the text itself spells them. */
  tokenize(text: string): string[];
  token_to_id(token: string): number | undefined;
}

const Made = Tokenizer as unknown as new (tokenizer: object, config: object) => Library;

/** Tokens with the special ones among them, and the segment of each. */
interface Processed {
  readonly tokens: string[];
  readonly token_type_ids?: number[];
}

/** A normaliser's flags, as the model wants them. */
interface Plain {
  readonly lowercase: boolean;
  readonly chineseCharacters: boolean;
}

/** Only what is exactly BERT's: everything else is the native library's. */
const plainSchema = z.object({
  normalizer: z.object({
    type: z.literal('BertNormalizer'),
    clean_text: z.literal(true),
    handle_chinese_chars: z.boolean(),
    strip_accents: z.boolean().nullish(),
    lowercase: z.boolean(),
  }),
  pre_tokenizer: z.strictObject({ type: z.literal('BertPreTokenizer') }),
  post_processor: z.looseObject({ type: z.enum(['TemplateProcessing', 'BertProcessing']) }),
  model: z.looseObject({
    type: z.literal('WordPiece'),
    continuing_subword_prefix: z.literal('##'),
    max_input_chars_per_word: z.literal(100),
  }),
});

/**
 * The part of a very long text that is read first: this many UTF-16 units for every token wanted, and never fewer than
 * the minimum.
 */
const unitsPerToken = 8;
const minimumUnits = 4096;

/**
 * Any other character may be newer than the Unicode tables of one of the two libraries, which then disagree whether it
 * is punctuation, or a mark to strip.
 */
const common = [
  0, 0x61c, 0x61e, 0x7fc, 0x900, 0x9fc, 0xe00, 0xeb9, 0x10a0, 0x166c, 0x1e00, 0x2e42, 0x2e80, 0xa82b, 0xac00, 0xffff,
  0x1f000, 0x10ffff,
].map((code) => `\\u{${code.toString(16)}}`);
const commonText = new RegExp(`^[${common.map((code, at) => (at % 2 === 0 ? code : `-${code}`)).join('')}]*$`, 'u');

/**
 * Null for any other tokenizer.
 * @param others for texts with rare characters
 */
export function plainTokenizer(
  { tokenizer, addedTokens }: TokenizerDefinition,
  others: (texts: readonly string[]) => ReturnType<Segmenter['ids']>,
): Segmenter | null {
  const parsed = plainSchema.safeParse(tokenizer).data;
  const isPlain = addedTokens.every(
    ({ content, special, normalized, single_word, lstrip, rstrip }) =>
      special &&
      !(normalized || single_word || lstrip || rstrip) &&
      !containsWordEnd(content) &&
      !strayCharacters.test(content),
  );
  if (parsed === undefined || !isPlain) return null;
  const library = new Made(tokenizer, {});
  const { lowercase, handle_chinese_chars: chineseCharacters } = parsed.normalizer;
  const words = wordTokenizer(
    library,
    addedTokens.map(({ content }) => content),
  );
  const ids = (text: string, needed: number): readonly number[] => {
    let units = Math.max(minimumUnits, unitsPerToken * needed);
    for (;;) {
      const end = safeCut(text, units, chineseCharacters);
      const found = words(likePython(text.slice(0, end), { lowercase, chineseCharacters }), needed);
      if (found.length > needed || end >= text.length) return found;
      units = end * 4;
    }
  };
  return {
    single: createFrame(sampleOf(library, false), false),
    pair: createFrame(sampleOf(library, true), true),
    readsPart: true,
    async ids(texts, needed) {
      const found = texts.map((text) => (commonText.test(text) ? ids(text, needed) : null));
      const rare = texts.filter((_, at) => found[at] === null);
      const ofRare = rare.length === 0 ? [] : [...(await others(rare))];
      return found.map((one) => one ?? ofRare.shift()!);
    },
  };
}

/** Placeholders for the two texts; no real token holds a NUL, which the normaliser removes. */
const firstMark = '\0first';
const secondMark = '\0second';

function sampleOf(library: Library, pair: boolean): EncodedSample {
  const { tokens, token_type_ids: types } = library.post_processor.post_process(
    [firstMark],
    pair ? [secondMark] : null,
    true,
  );
  const sequences = tokens.map((token) => (token === firstMark ? 0 : token === secondMark ? 1 : null));
  const ids = tokens.map((token, at) => (sequences[at] === null ? library.token_to_id(token)! : 0));
  return { ids, types: types ?? tokens.map(() => 0), sequences };
}

/**
 * The number of words whose tokens are cached. Longer words are not: V8 keeps the whole text alive for a substring of
 * 13 units or more.
 */
const cachedWords = 50_000;
const cachedWordUnits = 12;

/**
 * The library's normaliser, pre-tokeniser and model in turn, with a cache of the tokens of short words. Equals the
 * library's encode for a text without added tokens, in about half the time.
 */
function wordTokenizer(
  library: Library,
  added: readonly string[],
): (text: string, needed: number) => readonly number[] {
  const { normalizer, pre_tokenizer: preTokenizer, model } = library;
  const unknown = model.unk_token_id ?? 0;
  const idOf = (token: string) => model.tokens_to_ids.get(token) ?? unknown;
  const cache = new Map<string, readonly number[]>();
  return (text, needed) => {
    if (added.some((token) => text.includes(token)))
      return library.tokenize(text).map((token) => library.token_to_id(token) ?? unknown);
    const ids: number[] = [];
    for (const word of preTokenizer.pre_tokenize_text(normalizer.normalize(text))) {
      let pieces = cache.get(word);
      if (!pieces) {
        pieces = model.encode([word]).map(idOf);
        if (word.length <= cachedWordUnits && cache.size < cachedWords) cache.set(word, pieces);
      }
      for (const id of pieces) ids.push(id);
      if (ids.length > needed) break;
    }
    return ids;
  };
}

/**
 * A capital sigma, and the Chinese characters beyond U+FFFF that Hugging Face's Rust library separates
 * (normalizers/bert.rs).
 */
const strayCharacters = /[\u03A3\u{20000}-\u{2A6DF}\u{2A700}-\u{2B81F}\u{2B920}-\u{2CEAF}\u{2F800}-\u{2FA1F}]/u;
const rareChinese = /[\u{20000}-\u{2A6DF}\u{2A700}-\u{2B81F}\u{2B920}-\u{2CEAF}\u{2F800}-\u{2FA1F}]/gu;

/**
 * Corrects two differences between the JavaScript library and the Rust one behind Python before the normaliser runs.
 * The JavaScript library looks at UTF-16 units, and so does not separate Chinese characters beyond U+FFFF; and it
 * lower-cases Σ by its position in the word (ς at the end) where Rust always writes σ.
 */
function likePython(text: string, { lowercase, chineseCharacters }: Plain): string {
  if (!strayCharacters.test(text)) return text;
  const spaced = chineseCharacters ? text.replace(rareChinese, ' $& ') : text;
  return lowercase ? spaced.replaceAll('Σ', 'σ') : spaced;
}
