// A model's tokenizer: text, or a pair of texts, in; token ids, cut to a maximum length, out. Equal to transformers' in Python.

import { UserError } from '../shared/errors.js';
import type { EncodedText } from './encodedText.js';
import { createFrame, type Frame } from './frame.js';
import { createLibraryTokenizer, type LibraryTokenizer } from './library.js';
import { createSegmenter, type Segmenter } from './segmenter.js';
import { readTokenizerFiles, type TokenizerDefinition, type TokenizerFiles } from './tokenizerFiles.js';
import { longestFirst } from './truncation.js';

export interface Tokenizer {
  /** One more than the largest id: the model's vocabulary must be at least so large. */
  readonly vocabularySize: number;
  readonly paddingId: number;
  /**
   * Special tokens included; of a pair the longer text is cut first. An empty `pair` is none, as in transformers.
   * Any text will do: of a very long one only as much is read as `maxLength` tokens need, without changing them.
   * @param maxLength in tokens; at least as many as there are special tokens (2, or 3 for a pair). Infinity cuts nothing.
   */
  encode(text: string, pair: string | null, maxLength: number): EncodedText;
  /** The tokenizer.json to save beside a model. */
  tokenizerJson(): string;
  /** The tokenizer_config.json to save beside it, with which transformers builds the same tokenizer. */
  configJson(): string;
}

/** Throws a UserError when the files hold no tokenizer that BERT can use. */
export function createTokenizer(files: TokenizerFiles): Tokenizer {
  const definition = readTokenizerFiles(files);
  const library = openLibrary(definition);
  const segmenter = createSegmenter(library, definition);
  const single = frameOf(library, definition, false);
  const pairFrame = frameOf(library, definition, true);
  return {
    vocabularySize: vocabularySizeOf(library),
    paddingId: paddingIdOf(library, definition),
    encode(text, pair, maxLength) {
      const frame = pair ? pairFrame : single;
      const budget = maxLength - frame.specialTokens;
      if (!(budget >= 0)) throw new RangeError(`${maxLength} tokens are too few for the special tokens alone`);
      const [first, second] = pair ? segmentPair(segmenter, text, pair, budget) : [segmenter(text, budget), []];
      const [keptFirst, keptSecond] = longestFirst(first.length, second.length, budget);
      const cut = keptFirst < first.length || keptSecond < second.length;
      return { ...frame.assemble(first, keptFirst, second, keptSecond), cut };
    },
    tokenizerJson: () => JSON.stringify(definition.tokenizer),
    configJson: () => JSON.stringify(definition.config, null, 2),
  };
}

/**
 * Tokens of both texts, as far as the cut can ask for them. When both are too long the one with more tokens may keep one more, so one of
 * them is followed to its end.
 */
function segmentPair(segmenter: Segmenter, text: string, pair: string, budget: number): [first: readonly number[], second: readonly number[]] {
  for (let needed = budget; ; needed = 4 * needed + 1) {
    const first = segmenter(text, needed);
    const second = segmenter(pair, needed);
    if (first.length <= needed || second.length <= needed) return [first, second];
  }
}

function openLibrary({ tokenizer, config, file, kind }: TokenizerDefinition): LibraryTokenizer {
  try {
    return createLibraryTokenizer(tokenizer, config);
  } catch (cause) {
    throw new UserError('model.unsupportedTokenizer', { file, kind }, { cause });
  }
}

function frameOf(library: LibraryTokenizer, { file, kind }: TokenizerDefinition, pair: boolean): Frame {
  const frame = createFrame(library, pair);
  if (!frame) throw new UserError('model.unsupportedTokenizer', { file, kind });
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
