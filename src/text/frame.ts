// The special tokens around one text or a pair, as ids, derived once from the tokenizer's own post-processor.

import type { EncodedText } from './encodedText.js';
import type { LibraryTokenizer } from './library.js';

export interface Frame {
  /** The number of special tokens. */
  readonly specialTokens: number;
  /** The number of token types of the texts and the special tokens: 1 or 2. */
  readonly types: number;
  /** Puts the given number of first tokens of each text between the special tokens. */
  assemble(
    first: readonly number[],
    keptFirst: number,
    second: readonly number[],
    keptSecond: number,
  ): Pick<EncodedText, 'ids' | 'secondStart'>;
}

/** Placeholders for the two texts; no real token holds a NUL, which every normaliser removes. */
const firstMark = '\0first';
const secondMark = '\0second';

/**
 * Null when the post-processor does not put both texts in order, with the second segment last: such a tokenizer is not
 * made for BERT.
 */
export function createFrame(library: LibraryTokenizer, pair: boolean): Frame | null {
  const processed = library.post_processor?.post_process([firstMark], pair ? [secondMark] : null, true);
  if (!processed) return null;
  const { tokens } = processed;
  // The Rust library writes segment 0 everywhere here (processors/roberta.rs); the JavaScript one does not.
  const isRoberta = library.post_processor?.config.type === 'RobertaProcessing';
  const types = isRoberta ? tokens.map(() => 0) : (processed.token_type_ids ?? tokens.map(() => 0));
  const firstAt = tokens.indexOf(firstMark);
  const secondAt = pair ? tokens.indexOf(secondMark) : tokens.length;
  const isOrdered = types.every((type, i) => (type === 0 || type === 1) && type >= (types[i - 1] ?? 0));
  if (firstAt < 0 || secondAt < firstAt || !isOrdered) return null;
  const special = tokens
    .filter((token) => token !== firstMark && token !== secondMark)
    .map((token) => library.token_to_id(token));
  if (!special.every((id) => id !== undefined)) return null;
  return frame(
    special,
    firstAt,
    pair ? secondAt - 1 : special.length,
    types.includes(1) ? types.indexOf(1) : tokens.length,
    pair,
  );
}

/**
 * @param beforeFirst special tokens before the first text
 * @param beforeSecond special tokens before the second text
 * @param typeChange index of the second segment's first token when every text is one token long
 */
function frame(
  special: readonly number[],
  beforeFirst: number,
  beforeSecond: number,
  typeChange: number,
  pair: boolean,
): Frame {
  const head = special.slice(0, beforeFirst);
  const middle = special.slice(beforeFirst, beforeSecond);
  const tail = special.slice(beforeSecond);
  return {
    specialTokens: special.length,
    types: typeChange < special.length + (pair ? 2 : 1) ? 2 : 1,
    assemble(first, keptFirst, second, keptSecond) {
      const ids = new Int32Array(special.length + keptFirst + keptSecond);
      let at = 0;
      const put = (part: readonly number[], count: number) => {
        for (let i = 0; i < count; i++) ids[at++] = part[i] as number;
      };
      put(head, head.length);
      put(first, keptFirst);
      put(middle, middle.length);
      put(second, keptSecond);
      put(tail, tail.length);
      let secondStart = typeChange;
      if (typeChange > beforeFirst) secondStart += keptFirst - 1;
      if (pair && typeChange > beforeSecond + 1) secondStart += keptSecond - 1;
      return { ids, secondStart };
    },
  };
}
