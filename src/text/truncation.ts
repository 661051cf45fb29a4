// Truncation of texts: how many tokens each text of a pair keeps and which, and how much of a very long text must be
// read.

import type { Settings } from '../shared/settings.js';

/**
 * The number of tokens that each of two texts keeps so that both fit in `budget`: the longer is cut first, then both to
 * halves, the second getting the odd token. As `truncate_encodings` with LongestFirst in Hugging Face's tokenizers
 * (tokenizers/src/utils/truncation.rs).
 */
export function longestFirst(first: number, second: number, budget: number): readonly [first: number, second: number] {
  if (first + second <= budget) return [first, second];
  const shorter = Math.min(first, second);
  let keptShorter = shorter;
  let keptLonger = Math.max(shorter, budget - shorter);
  if (keptShorter + keptLonger > budget) {
    keptShorter = Math.floor(budget / 2);
    keptLonger = keptShorter + (budget % 2);
  }
  return first > second ? [keptLonger, keptShorter] : [keptShorter, keptLonger];
}

/** How a text over the maximum length is cut. */
export type LongTexts = Settings['longTexts'];

/**
 * The share of the head in a text that keeps head and tail: 128 of 510 tokens did best in Sun et al., How to Fine-Tune
 * BERT (2019), section 5.3.
 */
const headShare = 0.25;

/** Selects that many of a text's tokens. */
export function keepTokens(
  tokens: readonly number[] | Int32Array,
  kept: number,
  way: Exclude<LongTexts, 'windows'>,
): readonly number[] | Int32Array {
  if (tokens.length <= kept) return tokens;
  const head = way === 'head' ? kept : way === 'tail' ? 0 : Math.floor(kept * headShare);
  return head === kept
    ? tokens.slice(0, kept)
    : [...tokens.slice(0, head), ...tokens.slice(tokens.length - (kept - head))];
}

/**
 * The tokens that neighbouring windows share, as a share of a window, and the largest number of windows of one text: a
 * longer text has gaps between them.
 */
const overlap = 0.25;
const mostWindows = 64;

/** The number of windows of this many tokens in a text. */
export function windowCount(length: number, size: number): number {
  if (length <= size || size === 0) return 1;
  const step = Math.max(1, Math.floor(size * (1 - overlap)));
  return Math.min(mostWindows, Math.ceil((length - size) / step) + 1);
}

/**
 * The offsets at which windows of this many tokens begin: evenly spread, the first at the text's beginning, the last so
 * that it ends with the text.
 */
export function windowStarts(length: number, size: number): number[] {
  const count = windowCount(length, size);
  if (count === 1) return [0];
  return Array.from({ length: count }, (_, window) => Math.round((window * (length - size)) / (count - 1)));
}

/**
 * Characters that end a word wherever they occur in a text, without affecting what is before them: white space and
 * punctuation always, Chinese characters where the normaliser separates each. (U+FEFF is white space to JavaScript, but
 * BERT removes it.)
 */
const wordEnds = /[ \t\n\r\u3000、。，！？；：]/g;
const wordEndsOrChinese = /[ \t\n\r\u3000、。，！？；：\u4E00-\u9FFF]/g;

/** Whether a token found in the raw text may lie across such a character. */
export function containsWordEnd(text: string): boolean {
  return text.search(wordEndsOrChinese) >= 0;
}

/**
 * The offset at or after `wanted`, in UTF-16 units, where a text can be cut so that the tokens before it are exactly
 * the first tokens of the whole; the text's length when there is none.
 * Why it is exact for BERT's normaliser, pre-tokeniser and WordPiece, with added tokens that hold no such character:
 * cleaning, lower-casing and decomposition look at one character and the combining marks or (for a final sigma, which
 * is replaced beforehand) cased letters that follow it, and the character after the cut is neither; it ends the word
 * before it; WordPiece looks at one word at a time; and an added token across the cut would have to contain the
 * character.
 */
export function safeCut(text: string, wanted: number, chineseCharacters: boolean): number {
  const pattern = chineseCharacters ? wordEndsOrChinese : wordEnds;
  pattern.lastIndex = wanted;
  const position = wanted < text.length ? (pattern.exec(text)?.index ?? text.length) : text.length;
  pattern.lastIndex = 0;
  return position;
}
