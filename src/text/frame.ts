// The special tokens around one text or a pair, as ids, derived once from what the tokenizer makes of a sample.

import type { EncodedText } from './encodedText.js';
import type { EncodedSample } from './native/program.js';

export interface Frame {
  /** The number of special tokens. */
  readonly specialTokens: number;
  /** The number of token types of the texts and the special tokens: 1 or 2. */
  readonly types: number;
  /** Puts the given number of first tokens of each text between the special tokens. */
  assemble(
    first: ArrayLike<number>,
    keptFirst: number,
    second: ArrayLike<number>,
    keptSecond: number,
  ): Pick<EncodedText, 'ids' | 'secondStart'>;
}

/** Texts as token ids without special tokens. */
export interface Segmenter {
  /** The special tokens around one text, and around a pair; null where they cannot be those of BERT. */
  readonly single: Frame | null;
  readonly pair: Frame | null;
  /** Whether a long text is read only as far as its first tokens need. */
  readonly readsPart: boolean;
  /**
   * The ids of each text: all of them, or the first ones of a long text, always more than `needed`. The choice never
   * shows once the result is cut to `needed`.
   * @throws UserError `model.tokenizerSlow`, `model.tokenizerBroken`
   */
  ids(texts: readonly string[], needed: number): Promise<readonly (readonly number[] | Int32Array)[]>;
}

/**
 * Null when the sample does not have both texts in order and in one piece, with the second segment last: such a
 * tokenizer is not made for BERT.
 */
export function createFrame({ ids, types, sequences }: EncodedSample, pair: boolean): Frame | null {
  const first = extentOf(sequences, 0);
  const second = pair ? extentOf(sequences, 1) : { begin: ids.length, end: ids.length };
  if (first === null || second === null || second.begin < first.end) return null;
  const isOrdered = types.every((type, at) => (type === 0 || type === 1) && type >= (types[at - 1] ?? 0));
  const change = types.includes(1) ? types.indexOf(1) : ids.length;
  const isWithin = [first, second].some(({ begin, end }) => change > begin && change < end);
  if (!isOrdered || isWithin) return null;
  const special = (from: number, to: number) => ids.slice(from, to).filter((_, at) => sequences[from + at] == null);
  return frameOf({
    head: special(0, first.begin),
    middle: special(first.end, second.begin),
    tail: special(second.end, ids.length),
    types: types.includes(1) ? 2 : 1,
    before: {
      special: special(0, change).length,
      first: change >= first.end,
      second: change >= second.end,
    },
  });
}

function extentOf(sequences: EncodedSample['sequences'], text: number) {
  const begin = sequences.indexOf(text);
  const end = sequences.lastIndexOf(text) + 1;
  return begin >= 0 && sequences.slice(begin, end).every((one) => one === text) ? { begin, end } : null;
}

interface FrameParts {
  readonly head: readonly number[];
  readonly middle: readonly number[];
  readonly tail: readonly number[];
  readonly types: number;
  /** What is before the first token of the second segment: special tokens, the whole first text, the second. */
  readonly before: { readonly special: number; readonly first: boolean; readonly second: boolean };
}

function frameOf({ head, middle, tail, types, before }: FrameParts): Frame {
  const specialTokens = head.length + middle.length + tail.length;
  return {
    specialTokens,
    types,
    assemble(first, keptFirst, second, keptSecond) {
      const ids = new Int32Array(specialTokens + keptFirst + keptSecond);
      let at = 0;
      const put = (part: ArrayLike<number>, count: number) => {
        for (let i = 0; i < count; i++) ids[at++] = part[i] as number;
      };
      put(head, head.length);
      put(first, keptFirst);
      put(middle, middle.length);
      put(second, keptSecond);
      put(tail, tail.length);
      const secondStart = before.special + (before.first ? keptFirst : 0) + (before.second ? keptSecond : 0);
      return { ids, secondStart };
    },
  };
}
