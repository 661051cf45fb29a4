// tokenizer_config.json with what special_tokens_map.json and added_tokens.json add to it: schemas, the tokens that
// they name, and how it is completed for transformers.

import * as z from 'zod';

import type { AddedToken, Normalization, SpecialNames } from '../bertPipeline.js';

export const flag = z.boolean().nullish();

/** A token with its rules; an absent `normalized` means the opposite of `special`. */
const ruledToken = z.looseObject({
  content: z.string(),
  single_word: flag,
  lstrip: flag,
  rstrip: flag,
  normalized: flag,
  special: flag,
});

/** A token that texts are searched for, before its id is known. */
export type TokenRule = Omit<AddedToken, 'id'>;

/** In a file: an entry of tokenizer.json's `added_tokens`, or of `added_tokens_decoder`. */
export const addedToken = ruledToken
  .extend({ content: z.string().min(1) })
  .transform((token) => withRules(token, token.special ?? false));

/** A special token by its name, or with its rules. */
const named = z.union([z.string().transform((content) => ({ content })), ruledToken]);
const special = named.transform((token) => withRules(token, true)).nullish();
const extra = z.union([z.array(named), z.record(z.string(), named).transform((tokens) => Object.values(tokens))]);

function withRules(token: z.infer<typeof ruledToken> | { readonly content: string }, special: boolean): TokenRule {
  const rules = { single_word: null, lstrip: null, rstrip: null, normalized: null, ...token };
  return {
    content: rules.content,
    single_word: rules.single_word ?? false,
    lstrip: rules.lstrip ?? false,
    rstrip: rules.rstrip ?? false,
    normalized: rules.normalized ?? !special,
    special,
  };
}

/** The uses that every tokenizer of transformers knows, in the order in which it adds them. */
const uses = ['bos_token', 'eos_token', 'unk_token', 'sep_token', 'pad_token', 'cls_token', 'mask_token'] as const;

export const configSchema = z.looseObject({
  tokenizer_class: z.string().nullish(),
  word_tokenizer_type: z.string().nullish(),
  model_input_names: z.array(z.string()).nullish(),
  auto_map: z.unknown().optional(),
  do_lower_case: flag,
  add_prefix_space: flag,
  trim_offsets: flag,
  keep_accents: flag,
  split_special_tokens: flag,
  strip_accents: flag,
  tokenize_chinese_chars: flag,
  ...Object.fromEntries(uses.map((use) => [use, special])),
  additional_special_tokens: extra.nullish(),
  extra_special_tokens: extra.nullish(),
  added_tokens_decoder: z.record(z.string().regex(/^\d{1,9}$/), addedToken).nullish(),
});

export type Config = z.infer<typeof configSchema> & { readonly [Use in (typeof uses)[number]]?: TokenRule | null };

/** added_tokens.json, which tokenizers before transformers 4.34 left beside their vocabulary: ids by token. */
export const addedTokensSchema = z.record(z.string().min(1), z.int().min(0).max(1e9));

/** special_tokens_map.json: a token or a list of them by its use. */
export const specialTokensSchema = z.record(z.string(), z.unknown());

/** The tokens by id that the files add to a vocabulary, as `added_tokens_decoder` has them. */
export type TokensById = ReadonlyMap<number, TokenRule>;

/** Those of added_tokens.json: special ones, and others that are looked for in the normalised text. */
export function legacyTokens(added: z.infer<typeof addedTokensSchema>, config: Config): TokensById {
  const known = new Set(specialTokens(config).map(({ content }) => content));
  return new Map(
    Object.entries(added).map(([content, id]) => [id, withRules({ content }, known.has(content))] as const),
  );
}

/** Those that tokenizer_config.json names. */
export function decoderTokens({ added_tokens_decoder: tokens }: Config): TokensById {
  return new Map(Object.entries(tokens ?? {}).map(([id, token]) => [Number(id), token]));
}

/** The special tokens that the files name, in the order in which transformers adds those that are missing. */
export function specialTokens(config: Config): TokenRule[] {
  const own = Object.keys(config).filter((key) => key.endsWith('_token') && !uses.some((use) => use === key));
  const ofModel = own.map((key) => special.safeParse(config[key]).data);
  const extras = [config.extra_special_tokens, config.additional_special_tokens].find((list) => list?.length);
  return [
    ...[...uses.map((use) => config[use]), ...ofModel].filter((token) => token != null),
    ...(extras ?? []).map((token) => withRules(token, true)),
  ];
}

export function normalizationFrom(
  config: Pick<Config, 'do_lower_case' | 'strip_accents' | 'tokenize_chinese_chars'>,
): Normalization {
  return {
    lowercase: config.do_lower_case ?? true,
    stripAccents: config.strip_accents ?? null,
    chineseCharacters: config.tokenize_chinese_chars ?? true,
  };
}

export const bertDefaults: SpecialNames = {
  unknown: '[UNK]',
  classification: '[CLS]',
  separator: '[SEP]',
  padding: '[PAD]',
  mask: '[MASK]',
};

/** The names in RoBERTa and XLM-RoBERTa. */
export const sentenceDefaults: SpecialNames = {
  unknown: '<unk>',
  classification: '<s>',
  separator: '</s>',
  padding: '<pad>',
  mask: '<mask>',
};

export const albertDefaults: SpecialNames = { ...bertDefaults, unknown: '<unk>', padding: '<pad>' };

/** The names that the files give. */
export function given(config: Config): Partial<SpecialNames> {
  const named = {
    unknown: config.unk_token,
    classification: config.cls_token,
    separator: config.sep_token,
    padding: config.pad_token,
    mask: config.mask_token,
  };
  return Object.fromEntries(
    Object.entries(named).flatMap(([use, token]) => (token == null ? [] : [[use, token.content] as const])),
  );
}

/** tokenizer_config.json with everything that transformers needs to build the same WordPiece tokenizer again. */
export function completeConfig(
  config: Readonly<Record<string, unknown>>,
  names: SpecialNames,
  normalization: Normalization,
  wordPieceClass: string,
): Record<string, unknown> {
  return {
    tokenizer_class: wordPieceClass,
    ...config,
    do_lower_case: normalization.lowercase,
    strip_accents: normalization.stripAccents,
    tokenize_chinese_chars: normalization.chineseCharacters,
    unk_token: names.unknown,
    cls_token: names.classification,
    sep_token: names.separator,
    pad_token: names.padding,
    mask_token: names.mask,
  };
}
