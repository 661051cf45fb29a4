// A model's tokenizer: text, or a pair of texts, in; token ids, cut to a maximum length, out. Its results equal those
// of transformers in Python.

import { UserError } from '../shared/errors.js';
import { checkBounds } from './definition/bounds.js';
import type { TokenizerDefinition, TokenizerSource } from './definition/definition.js';
import { readDefinition } from './definition/readDefinition.js';
import type { EncodedText } from './encodedText.js';
import type { Frame, Segmenter } from './frame.js';
import { createSegmenter } from './segmenter.js';
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
  encode(text: string, pair: string | null, maxLength: number, longTexts?: LongTexts): Promise<EncodedText>;
  /** The same for many texts, in their order: much faster than one by one. */
  encodeAll(
    inputs: readonly (readonly [text: string, pair: string | null])[],
    maxLength: number,
    longTexts?: LongTexts,
  ): Promise<EncodedText[]>;
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
export async function createTokenizer(files: TokenizerSource): Promise<Tokenizer> {
  const definition = readDefinition(files);
  const { file, kind } = definition;
  try {
    checkBounds(definition.tokenizer, file);
    const tokenizer = tokenizerOf(definition, await createSegmenter(searched(definition)), files.feedsTypes ?? false);
    await tokenizer.encode(trial, trial, 16);
    return tokenizer;
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    // Neither library says in words that a user would know what it misses in a tokenizer.json.
    throw new UserError('model.unsupportedTokenizer', { file, kind }, { cause });
  }
}

/** The tokenizer with those added tokens alone that texts are searched for. */
function searched(definition: TokenizerDefinition): TokenizerDefinition {
  if (!definition.splitsSpecial) return definition;
  const addedTokens = definition.addedTokens.filter(({ special }) => !special);
  return { ...definition, addedTokens, tokenizer: { ...definition.tokenizer, added_tokens: addedTokens } };
}

function tokenizerOf(definition: TokenizerDefinition, segmenter: Segmenter, feedsTypes: boolean): Tokenizer {
  const { ids, names, config, file } = definition;
  const single = checked(segmenter.single, definition);
  const pairFrame = checked(segmenter.pair, definition);
  const paddingId = ids.get(names.padding);
  if (paddingId === undefined) throw new UserError('model.vocabularyLacks', { file, token: names.padding });
  const encodeAll: Tokenizer['encodeAll'] = async (inputs, maxLength, longTexts = 'head') => {
    const frames = inputs.map(([, pair]) => (pair ? pairFrame : single));
    const budgets = frames.map(({ specialTokens }) => maxLength - specialTokens);
    if (budgets.some((budget) => !(budget >= 0)))
      throw new RangeError(`${maxLength} tokens are too few for the special tokens alone`);
    // Only the beginning of a text can be encoded without the rest.
    const needed = longTexts === 'head' ? budgets.reduce((most, budget) => Math.max(most, budget), 0) : Infinity;
    const found = await segmenter.ids(
      inputs.flatMap(([text, pair]) => (pair ? [text, pair] : [text])),
      needed,
    );
    const encoded: EncodedText[] = [];
    let at = 0;
    for (const [index, [text, pair]] of inputs.entries()) {
      const first = found[at++]!;
      const tokens: Tokens = pair
        ? await bothTokens(segmenter, [text, pair], [first, found[at++]!], needed)
        : [first, []];
      encoded.push(cutAndFramed(frames[index]!, tokens, budgets[index]!, longTexts));
    }
    return encoded;
  };
  return {
    vocabularySize: [...ids.values()].reduce((size, id) => Math.max(size, id + 1), 0),
    paddingId,
    unknownId: unknownIdOf(definition),
    pairTypes: pairFrame.types,
    encodeAll,
    encode: async (text, pair, maxLength, longTexts) => (await encodeAll([[text, pair]], maxLength, longTexts))[0]!,
    tokenizerJson: () => JSON.stringify(definition.tokenizer),
    configJson: () => JSON.stringify(feedsTypes || pairFrame.types > 1 ? withTypes(definition) : config, null, 2),
  };
}

type Tokens = readonly [first: readonly number[] | Int32Array, second: readonly number[] | Int32Array];

/**
 * The tokens of both texts, as far as the cut may need them. When both are too long, the one with more tokens may keep
 * one more, so one of them is encoded to its end.
 */
async function bothTokens(
  segmenter: Segmenter,
  texts: readonly [string, string],
  begun: Tokens,
  begunWith: number,
): Promise<Tokens> {
  let [first, second] = begun;
  for (let needed = begunWith; segmenter.readsPart && first.length > needed && second.length > needed;) {
    needed = 4 * needed + 1;
    [first, second] = (await segmenter.ids(texts, needed)) as [Tokens[0], Tokens[1]];
  }
  return [first, second];
}

function cutAndFramed(frame: Frame, [first, second]: Tokens, budget: number, longTexts: LongTexts): EncodedText {
  const [keptFirst, keptSecond] = longestFirst(first.length, second.length, budget);
  const cut = keptFirst < first.length || keptSecond < second.length;
  if (longTexts === 'windows' && cut) return encodeWindows(frame, [first, keptFirst], [second, keptSecond]);
  const way = longTexts === 'windows' ? 'head' : longTexts;
  return {
    ...frame.assemble(keepTokens(first, keptFirst, way), keptFirst, keepTokens(second, keptSecond, way), keptSecond),
    cut,
  };
}

type Kept = readonly [tokens: Tokens[0], kept: number];

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

/** The shortest maximum length that the setting allows must leave room for the special tokens. */
const mostSpecialTokens = 4;

function checked(frame: Frame | null, { file, kind, config }: TokenizerDefinition): Frame {
  if (frame === null || frame.specialTokens > mostSpecialTokens)
    throw new UserError('model.unsupportedTokenizer', { file, kind });
  return givesTypes(config) ? frame : withoutTypes(frame);
}

/** Whether Python's tokenizer gives the types of its tokens; a model takes all of them for 0 otherwise. */
function givesTypes({ model_input_names: names }: Readonly<Record<string, unknown>>): boolean {
  return !Array.isArray(names) || names.includes('token_type_ids');
}

function withoutTypes(frame: Frame): Frame {
  const assemble: Frame['assemble'] = (...parts) => {
    const { ids } = frame.assemble(...parts);
    return { ids, secondStart: ids.length };
  };
  return { ...frame, types: 1, assemble };
}

function unknownIdOf({ tokenizer, ids, names }: TokenizerDefinition): number | null {
  const model = tokenizer['model'] as { readonly unk_id?: unknown };
  return typeof model.unk_id === 'number' ? model.unk_id : (ids.get(names.unknown) ?? null);
}

/**
 * The tokenizers of RoBERTa, XLM-RoBERTa and ALBERT give no token types unless they are told to; the exported model
 * asks for what its tokenizer gives.
 */
function withTypes({ config, kind }: TokenizerDefinition): Record<string, unknown> {
  if (kind === 'WordPiece') return config;
  return { model_input_names: ['input_ids', 'token_type_ids', 'attention_mask'], ...config };
}
