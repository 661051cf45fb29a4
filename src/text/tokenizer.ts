// A model's tokenizer: text, or a pair of texts, in; token ids, cut to a maximum length, out. Its results equal those
// of transformers in Python.

import { UserError } from '../shared/errors.js';
import { checkBounds } from './definition/bounds.js';
import { type TokenizerDefinition, type TokenizerSource } from './definition/definition.js';
import { readDefinition } from './definition/readDefinition.js';
import type { EncodedText } from './encodedText.js';
import { createFrame, type Frame } from './frame.js';
import { createLibraryTokenizer, type LibraryTokenizer } from './library.js';
import { withScoresAsRead } from './pieceScores.js';
import { createSegmenter, type Segmenter } from './segmenter.js';
import { keepTokens, longestFirst, type LongTexts, windowStarts } from './truncation.js';

export interface Tokenizer {
  /** One more than the largest id: the model's vocabulary must be at least this large. */
  readonly vocabularySize: number;
  readonly paddingId: number;
  /** The token of what no vocabulary entry spells; null where bytes spell everything. */
  readonly unknownId: number | null;
  /** The number of token types of a pair: 2 where the second text's type differs, else 1. */
  readonly pairTypes: number;
  /**
   * Encodes a text or a pair, special tokens included; the longer text of a pair is cut first. An empty `pair` counts
   * as none, as in transformers. Any text is accepted: a very long one is read only as far as `maxLength` tokens need,
   * which does not change them.
   * @param maxLength in tokens; at least the number of special tokens (2, or 3 for a pair). Infinity cuts nothing.
   * @param longTexts how a longer text is cut; its beginning is kept when absent. Windows move over the text of a pair
   *   that is cut, over the first where both are.
   */
  encode(text: string, pair: string | null, maxLength: number, longTexts?: LongTexts): EncodedText;
  /** The tokenizer.json to save beside a model. */
  tokenizerJson(): string;
  /** The tokenizer_config.json to save beside it, with which transformers builds the same tokenizer. */
  configJson(): string;
}

/**
 * Errors in a tokenizer.json show only when the library uses it: letters, accents, Chinese, digits, and characters that
 * no vocabulary has.
 */
const trial = 'Café au lait, 好吃! x1234 \u{1f600}';

/** Throws a UserError when the files hold no tokenizer that BERT can use. */
export function createTokenizer(files: TokenizerSource): Tokenizer {
  const definition = readDefinition(files);
  try {
    checkBounds(definition.tokenizer, definition.file);
    const tokenizer = tokenizerOf(definition);
    tokenizer.encode(trial, trial, 16);
    return tokenizer;
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    // The library does not check a tokenizer.json.
    throw new UserError('model.unsupportedTokenizer', { file: definition.file, kind: definition.kind }, { cause });
  }
}

function tokenizerOf(definition: TokenizerDefinition): Tokenizer {
  const library = createLibraryTokenizer(withScoresAsRead(definition), definition.config);
  const segmenter = createSegmenter(library, definition);
  const single = frameOf(library, definition, false);
  const pairFrame = frameOf(library, definition, true);
  return {
    vocabularySize: vocabularySizeOf(library),
    paddingId: paddingIdOf(library, definition),
    unknownId: library.token_to_id(definition.names.unknown) ?? library.model.unk_token_id ?? null,
    pairTypes: pairFrame.types,
    encode(text, pair, maxLength, longTexts = 'head') {
      const frame = pair ? pairFrame : single;
      const budget = maxLength - frame.specialTokens;
      if (!(budget >= 0)) throw new RangeError(`${maxLength} tokens are too few for the special tokens alone`);
      // Only the beginning of a text can be encoded without the rest.
      const needed = longTexts === 'head' ? budget : Infinity;
      const [first, second] = pair ? segmentPair(segmenter, text, pair, needed) : [segmenter(text, needed), []];
      const [keptFirst, keptSecond] = longestFirst(first.length, second.length, budget);
      const cut = keptFirst < first.length || keptSecond < second.length;
      if (longTexts === 'windows' && cut) return encodeWindows(frame, [first, keptFirst], [second, keptSecond]);
      const way = longTexts === 'windows' ? 'head' : longTexts;
      return {
        ...frame.assemble(
          keepTokens(first, keptFirst, way),
          keptFirst,
          keepTokens(second, keptSecond, way),
          keptSecond,
        ),
        cut,
      };
    },
    tokenizerJson: () => JSON.stringify(definition.tokenizer),
    configJson: () => JSON.stringify(withInputNames(definition, pairFrame), null, 2),
  };
}

type Kept = readonly [tokens: readonly number[], kept: number];

function encodeWindows(frame: Frame, [first, keptFirst]: Kept, [second, keptSecond]: Kept): EncodedText {
  const slidesFirst = keptFirst < first.length;
  const starts = slidesFirst ? windowStarts(first.length, keptFirst) : windowStarts(second.length, keptSecond);
  const [window, ...further] = starts.map((start) =>
    frame.assemble(
      slidesFirst ? first.slice(start, start + keptFirst) : first,
      keptFirst,
      slidesFirst ? second : second.slice(start, start + keptSecond),
      keptSecond,
    ),
  );
  const hasGaps = starts.some(
    (start, index) => index > 0 && start - starts[index - 1]! > (slidesFirst ? keptFirst : keptSecond),
  );
  return { ...window!, cut: hasGaps || (slidesFirst && keptSecond < second.length), further };
}

/**
 * The tokens of both texts, as far as the cut may need them. When both are too long, the one with more tokens may keep
 * one more, so one of them is encoded to its end.
 */
function segmentPair(
  segmenter: Segmenter,
  text: string,
  pair: string,
  budget: number,
): [first: readonly number[], second: readonly number[]] {
  for (let needed = budget; ; needed = 4 * needed + 1) {
    const first = segmenter(text, needed);
    const second = segmenter(pair, needed);
    if (first.length <= needed || second.length <= needed) return [first, second];
  }
}

/**
 * transformers' AlbertTokenizer gives no token types by default, though the models were trained with those in
 * tokenizer.json.
 */
function withInputNames({ config, kind }: TokenizerDefinition, { types }: Frame): Record<string, unknown> {
  return kind === 'WordPiece' || types < 2
    ? config
    : { model_input_names: ['input_ids', 'token_type_ids', 'attention_mask'], ...config };
}

/** The shortest maximum length that the setting allows must leave room for the special tokens. */
const mostSpecialTokens = 4;

function frameOf(library: LibraryTokenizer, { file, kind }: TokenizerDefinition, pair: boolean): Frame {
  const frame = createFrame(library, pair);
  if (!frame || frame.specialTokens > mostSpecialTokens)
    throw new UserError('model.unsupportedTokenizer', { file, kind });
  return frame;
}

function vocabularySizeOf(library: LibraryTokenizer): number {
  let size = 0;
  for (const id of library.model.tokens_to_ids.values()) size = Math.max(size, id + 1);
  return size;
}

function paddingIdOf(library: LibraryTokenizer, { file, names }: TokenizerDefinition): number {
  const id = library.token_to_id(names.padding);
  if (id === undefined) throw new UserError('model.vocabularyLacks', { file, token: names.padding });
  return id;
}
