// BERT's own tokenizer as a tokenizer.json: the one that transformers' BertTokenizer builds around a vocabulary.

/** The names of the special tokens. */
export type SpecialNames = {
  readonly unknown: string;
  readonly classification: string;
  readonly separator: string;
  readonly padding: string;
  readonly mask: string;
};

export interface Normalization {
  readonly lowercase: boolean;
  /** Null means the same as `lowercase`. */
  readonly stripAccents: boolean | null;
  /** Whether every Chinese character is a word of its own. */
  readonly chineseCharacters: boolean;
}

/** A token found in the raw text before any other step, as tokenizer.json spells it. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly single_word: boolean;
  readonly lstrip: boolean;
  readonly rstrip: boolean;
  /** Whether it is searched in the normalised text instead of the raw one. */
  readonly normalized: boolean;
  readonly special: boolean;
}

export interface BertPipelineOptions {
  /** The vocabulary with the added tokens. */
  readonly ids: ReadonlyMap<string, number>;
  readonly vocabulary: Readonly<Record<string, number>>;
  readonly addedTokens: readonly AddedToken[];
  readonly names: SpecialNames;
  readonly normalization: Normalization;
}

/**
 * Maps the tokens of a vocab.txt to ids: one token a line without the white space at its end, its id the line's index.
 * If a token occurs twice, the last one counts, as in transformers 5. An empty line in the middle keeps its index.
 */
export function parseVocabulary(text: string): Record<string, number> {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  while (lines.at(-1) === '') lines.pop();
  return Object.fromEntries(lines.map((line, id) => [line.trimEnd(), id]));
}

/** The whole tokenizer.json. */
export function bertPipeline({
  ids,
  vocabulary,
  addedTokens,
  names,
  normalization,
}: BertPipelineOptions): Record<string, unknown> {
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: addedTokens,
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: normalization.chineseCharacters,
      strip_accents: normalization.stripAccents,
      lowercase: normalization.lowercase,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: bertTemplate(ids, names),
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: names.unknown,
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: vocabulary,
    },
  };
}

const special = (id: string, type: number) => ({ SpecialToken: { id, type_id: type } });
const sequence = (id: string, type: number) => ({ Sequence: { id, type_id: type } });

/** A template with these special tokens; the types of the tokens are beside them. */
function templateOf(
  ids: ReadonlyMap<string, number>,
  single: readonly unknown[],
  pair: readonly unknown[],
  tokens: readonly string[],
): Record<string, unknown> {
  const entries = tokens.map((token) => [token, { id: token, ids: [ids.get(token)], tokens: [token] }] as const);
  return { type: 'TemplateProcessing', single, pair, special_tokens: Object.fromEntries(entries) };
}

/** [CLS] A [SEP], and [CLS] A [SEP] B [SEP] with the second segment from B on. */
export function bertTemplate(ids: ReadonlyMap<string, number>, names: SpecialNames): Record<string, unknown> {
  const { classification, separator } = names;
  const single = [special(classification, 0), sequence('A', 0), special(separator, 0)];
  return templateOf(ids, single, [...single, sequence('B', 1), special(separator, 1)], [classification, separator]);
}

/** <s> A </s>, and <s> A </s> </s> B </s>, all of one type. */
export function sentenceTemplate(ids: ReadonlyMap<string, number>, names: SpecialNames): Record<string, unknown> {
  const { classification, separator } = names;
  const single = [special(classification, 0), sequence('A', 0), special(separator, 0)];
  const second = [special(separator, 0), sequence('B', 0), special(separator, 0)];
  return templateOf(ids, single, [...single, ...second], [classification, separator]);
}

/** What transformers takes where a tokenizer.json has no post-processor: no special tokens. */
export const withoutFrame = templateOf(new Map(), [sequence('A', 0)], [sequence('A', 0), sequence('B', 1)], []);
