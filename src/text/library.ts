// @huggingface/tokenizers with types: its own declarations import without extensions, which TypeScript does not resolve
//   under Node's rules. Its differences from the Rust library behind Python are corrected here.

import { Tokenizer } from '@huggingface/tokenizers';

import { precompiledNormalizer } from './precompiled.js';
import { bestPieces, type UnigramModel } from './unigram.js';

/** Tokens with the special ones among them, and the segment of each. */
interface Processed {
  readonly tokens: string[];
  readonly token_type_ids?: number[];
}

/** A normaliser or a sequence of them. */
interface LibraryNormalizer {
  readonly config?: { readonly type?: string; readonly precompiled_charsmap?: unknown };
  readonly normalizers?: readonly (LibraryNormalizer | null)[];
  normalize(text: string): string;
}

/** A pre-tokeniser or a sequence of them. */
interface LibraryPreTokenizer {
  readonly tokenizers?: readonly (LibraryPreTokenizer | null)[];
  /** The pattern by which a byte-level one splits texts. */
  pattern?: unknown;
  pre_tokenize_text(text: string, options?: object): string[];
}

/** The parts of its Tokenizer that are used here. */
export interface LibraryTokenizer {
  readonly normalizer: LibraryNormalizer | null;
  readonly pre_tokenizer: LibraryPreTokenizer | null;
  readonly model: {
    readonly tokens_to_ids: ReadonlyMap<string, number>;
    readonly unk_token_id?: number;
    encode(words: string[]): string[];
  };
  readonly post_processor: {
    readonly config: { readonly type?: string };
    post_process(tokens: string[], pair: string[] | null, addSpecialTokens: boolean): Processed;
  } | null;
  /** The tokens of a text, special ones only where the text itself spells them. */
  tokenize(text: string): string[];
  token_to_id(token: string): number | undefined;
}

const Library = Tokenizer as unknown as new (tokenizer: object, config: object) => LibraryTokenizer;

/**
 * The options that only this library reads from tokenizer_config.json; it applies them to the text before everything
 * else.
 */
const libraryOnly = ['remove_space', 'do_lowercase_and_remove_accent'];

/** Throws an Error for a part that the library does not know. */
export function createLibraryTokenizer(
  tokenizer: Readonly<Record<string, unknown>>,
  config: Readonly<Record<string, unknown>>,
): LibraryTokenizer {
  const library = new Library(
    tokenizer,
    Object.fromEntries(Object.entries(config).filter(([name]) => !libraryOnly.includes(name))),
  );
  const { pre_tokenizer: parts, normalizer } = tokenizer;
  const { model } = library;
  if (isUnigram(model)) model.tokenize = (text) => bestPieces(model, text);
  correctNormalizer(library.normalizer);
  // BERT's normaliser has removed the characters for which the library's pre-tokeniser would differ, and the library is
  // faster.
  const isCleaned = (normalizer as { readonly type?: unknown } | null | undefined)?.type === 'BertNormalizer';
  correctPreTokenizer(library.pre_tokenizer, parts, isCleaned);
  return library;
}

function isUnigram(model: LibraryTokenizer['model']): model is LibraryTokenizer['model'] & UnigramModel {
  return 'trie' in model && 'unk_score' in model;
}

/** The factor by which one step may lengthen a text; Unicode's normalisation makes up to 18 characters of one. */
const mostGrowth = 32;

function correctNormalizer(normalizer: LibraryNormalizer | null): void {
  if (normalizer === null) return;
  const { config, normalizers } = normalizer;
  normalizers?.forEach(correctNormalizer);
  if (config?.type === 'Lowercase') {
    // JavaScript lower-cases a Σ at the end of a word to ς.
    const whole = normalizer.normalize.bind(normalizer);
    normalizer.normalize = (text) => whole(text.replaceAll('Σ', 'σ'));
  }
  if (config?.type === 'Precompiled' && typeof config.precompiled_charsmap === 'string') {
    const replace = precompiledNormalizer(config.precompiled_charsmap);
    if (replace === null) throw new Error('precompiled_charsmap is no table of characters');
    normalizer.normalize = (text) => {
      const replaced = replace(text);
      if (replaced.length > mostGrowth * (text.length + 64)) throw new Error('precompiled_charsmap lengthens texts');
      return replaced;
    };
  }
}

/**
 * GPT-2's pattern for words (tokenizers/src/pre_tokenizers/byte_level.rs), with Unicode's white space for `\s`, which
 * is another set in JavaScript.
 */
const bytePairWords = new RegExp(
  String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+` +
    String.raw`|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+`,
  'gu',
);

// Classes of characters as Rust's regular expressions and `char` have them: JavaScript's \w, \d and \s are narrower.
const letters = String.raw`\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}`;
const marks = String.raw`!-\/:-@\[-\x60\{-~\p{P}`;

/** Functions that split a text, for the types of pre-tokenizers without further options. */
const unicodePieces: Readonly<Record<string, RegExp>> = {
  Whitespace: new RegExp(`[${letters}]+|[^${letters}\\p{White_Space}]+`, 'gu'),
  WhitespaceSplit: /\P{White_Space}+/gu,
  BertPreTokenizer: new RegExp(`[^\\p{White_Space}${marks}]+|[${marks}]`, 'gu'),
};

/** The function that splits a text; null where the library's own is used. */
function piecesOf(type: unknown, { individual_digits: single, behavior = 'Isolated' }: Record<string, unknown>) {
  if (type === 'Digits') return single === true ? /\p{N}|\P{N}+/gu : /\p{N}+|\P{N}+/gu;
  if (type === 'Punctuation' && behavior === 'Isolated') return new RegExp(`[${marks}]|[^${marks}]+`, 'gu');
  return typeof type === 'string' && Object.hasOwn(unicodePieces, type) ? unicodePieces[type]! : null;
}

/** @param part its entry in tokenizer.json: the library's objects do not all keep their type */
function correctPreTokenizer(preTokenizer: LibraryPreTokenizer | null, part: unknown, isCleaned: boolean): void {
  if (preTokenizer === null || typeof part !== 'object' || part === null) return;
  const { type, pretokenizers, ...options } = part as Readonly<Record<string, unknown>>;
  if (Array.isArray(pretokenizers))
    preTokenizer.tokenizers?.forEach((each, index) => correctPreTokenizer(each, pretokenizers[index], isCleaned));
  if (type === 'ByteLevel') preTokenizer.pattern = bytePairWords;
  const pieces = type === 'BertPreTokenizer' && isCleaned ? null : piecesOf(type, options);
  if (pieces !== null) preTokenizer.pre_tokenize_text = (text) => text.match(pieces) ?? [];
  if (type === 'Metaspace' && options['split'] !== false)
    splitWords(preTokenizer, typeof options['replacement'] === 'string' ? options['replacement'] : '▁');
}

/**
 * Makes a Metaspace split at each space mark, which begins the following word: the library would return the whole text.
 */
function splitWords(metaspace: LibraryPreTokenizer, mark: string): void {
  const withMarks = metaspace.pre_tokenize_text.bind(metaspace);
  metaspace.pre_tokenize_text = (text, options) =>
    withMarks(text, options).flatMap((marked) => {
      const [first = '', ...words] = marked.split(mark);
      return [first, ...words.map((word) => `${mark}${word}`)].filter((word) => word !== '');
    });
}
