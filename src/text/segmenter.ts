// Turns one text into token ids without special tokens: the library's own steps, run so that they neither repeat work
// nor read more than needed.

import type { Normalization } from './bertPipeline.js';
import type { TokenizerDefinition } from './definition/definition.js';
import type { LibraryTokenizer } from './library.js';
import { withTimeLimit } from './timeLimit.js';
import { containsWordEnd, safeCut } from './truncation.js';

/**
 * The ids of a text's tokens: all of them, or the first ones of a long text, always more than `needed`. The choice
 * never shows once the result is cut to `needed`: words become tokens one by one, and safeCut explains where the text
 * itself may be cut.
 */
export type Segmenter = (text: string, needed: number) => readonly number[];

/**
 * The part of a very long text that is read first: this many UTF-16 units for every token wanted, and never fewer than
 * the minimum.
 */
const unitsPerToken = 8;
const minimumUnits = 4096;

/**
 * The number of words whose tokens are cached. Longer words are not: V8 keeps the whole text alive for a substring of
 * 13 units or more.
 */
const cachedWords = 50_000;
const cachedWordUnits = 12;

/** Makes a segmenter, which throws UserError `model.tokenizerSlow` for a text that takes too long, and nothing else. */
export function createSegmenter(library: LibraryTokenizer, definition: TokenizerDefinition): Segmenter {
  const { normalization, tokenizer, addedTokens } = definition;
  const plain =
    normalization !== null &&
    isOfType(tokenizer['pre_tokenizer'], 'BertPreTokenizer') &&
    addedTokens.every(
      (token) => !token.normalized && !containsWordEnd(token.content) && !strayCharacters.test(token.content),
    );
  const whole = wholeTokenizer(library);
  const longest = unlimitedUnits(definition);
  const limited = (run: Segmenter): Segmenter => {
    const { file } = definition;
    return (text, needed) =>
      text.length <= longest ? run(text, needed) : withTimeLimit(file, () => run(text, needed));
  };
  if (!plain) return limited(whole);
  const words = wordTokenizer(
    library,
    whole,
    addedTokens.map((token) => token.content),
  );
  return limited((text, needed) => {
    let units = Math.max(minimumUnits, unitsPerToken * needed);
    for (;;) {
      const end = safeCut(text, units, normalization.chineseCharacters);
      const ids = words(likePython(text.slice(0, end), normalization), needed);
      if (ids.length > needed || end >= text.length) return ids;
      units = end * 4;
    }
  });
}

/** The length in UTF-16 units up to which every usual tokenizer is fast. */
const shortText = 4096;
/** The usual maximum length of a piece or word; only files made to be slow have longer ones. */
const usualLength = 200;

/**
 * The number of units up to which a text needs no time limit, whose check has a cost: 0 for a tokenizer with patterns.
 */
function unlimitedUnits({ tokenizer }: TokenizerDefinition): number {
  const { normalizer, pre_tokenizer: preTokenizer, model } = tokenizer;
  const hasPattern = JSON.stringify([normalizer, preTokenizer]).includes('"Regex":');
  return hasPattern || longestPiece(model) > usualLength ? 0 : shortText;
}

function longestPiece(model: unknown): number {
  if (typeof model !== 'object' || model === null) return 0;
  const word = 'max_input_chars_per_word' in model ? Number(model.max_input_chars_per_word) : 0;
  const pieces = 'vocab' in model && Array.isArray(model.vocab) ? (model.vocab as unknown[]) : [];
  return pieces.reduce<number>((longest, piece) => {
    const text: unknown = Array.isArray(piece) ? piece[0] : null;
    return typeof text === 'string' ? Math.max(longest, text.length) : longest;
  }, word);
}

function isOfType(part: unknown, type: string): boolean {
  return typeof part === 'object' && part !== null && 'type' in part && part.type === type;
}

/** The unmodified library, for any kind of tokenizer. */
function wholeTokenizer(library: LibraryTokenizer): (text: string) => readonly number[] {
  const unknown = library.model.unk_token_id ?? 0;
  return (text) => library.tokenize(text).map((token) => library.token_to_id(token) ?? unknown);
}

/**
 * The library's normaliser, pre-tokeniser and model in turn, with a cache of the tokens of short words. Equals the
 * library's encode for a text without added tokens, in about half the time.
 */
function wordTokenizer(
  library: LibraryTokenizer,
  whole: (text: string) => readonly number[],
  added: readonly string[],
): Segmenter {
  const { normalizer, pre_tokenizer: preTokenizer, model } = library;
  if (!normalizer || !preTokenizer) return whole;
  const unknown = model.unk_token_id ?? 0;
  const idOf = (token: string) => model.tokens_to_ids.get(token) ?? unknown;
  const cache = new Map<string, readonly number[]>();
  return (text, needed) => {
    if (added.some((token) => text.includes(token))) return whole(text);
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
function likePython(text: string, { lowercase, chineseCharacters }: Normalization): string {
  if (!strayCharacters.test(text)) return text;
  const spaced = chineseCharacters ? text.replace(rareChinese, ' $& ') : text;
  return lowercase ? spaced.replaceAll('Σ', 'σ') : spaced;
}
