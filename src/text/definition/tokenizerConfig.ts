// tokenizer_config.json: its schema, the special tokens that it names, and how it is completed for transformers.

import * as z from 'zod';

import type { AddedToken, Normalization, SpecialNames } from '../bertPipeline.js';

const tokenName = z.union([z.string(), z.looseObject({ content: z.string() }).transform((token) => token.content)]);

export const flag = z.boolean().nullish();

export const addedToken = z.looseObject({
  content: z.string().min(1),
  single_word: z.boolean().default(false),
  lstrip: z.boolean().default(false),
  rstrip: z.boolean().default(false),
  normalized: z.boolean().default(false),
  special: z.boolean().default(false),
});

export const configSchema = z.looseObject({
  tokenizer_class: z.string().nullish(),
  word_tokenizer_type: z.string().nullish(),
  do_lower_case: flag,
  add_prefix_space: flag,
  keep_accents: flag,
  strip_accents: flag,
  tokenize_chinese_chars: flag,
  unk_token: tokenName.nullish(),
  cls_token: tokenName.nullish(),
  sep_token: tokenName.nullish(),
  pad_token: tokenName.nullish(),
  mask_token: tokenName.nullish(),
  additional_special_tokens: z.array(tokenName).nullish(),
  added_tokens_decoder: z.record(z.string().regex(/^\d{1,9}$/), addedToken).nullish(),
});

export type Config = z.infer<typeof configSchema>;

/** added_tokens.json, which tokenizers before transformers 4.34 left beside their vocabulary: ids by token. */
export const addedTokensSchema = z.record(z.string().min(1), z.int().min(0).max(1e9));

/** special_tokens_map.json: a token or a list of them by its use. */
export const specialTokensSchema = z.record(z.string(), z.union([tokenName, z.array(tokenName)]));

/** The configuration with those tokens added: special ones, and others that are searched in the normalised text. */
export function withAddedTokens(
  config: Config,
  added: z.infer<typeof addedTokensSchema>,
  special: z.infer<typeof specialTokensSchema>,
): Config {
  const known = new Set([...Object.values(special).flat(), ...(config.additional_special_tokens ?? [])]);
  const tokens = Object.entries(added).map(([content, id]) => {
    const isSpecial = known.has(content);
    const rules = { single_word: false, lstrip: false, rstrip: false, normalized: !isSpecial, special: isSpecial };
    return [String(id), { content, ...rules }] as const;
  });
  return { ...config, added_tokens_decoder: { ...Object.fromEntries(tokens), ...config.added_tokens_decoder } };
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

export function specialNames(config: Config, unknown: string | null | undefined): SpecialNames {
  return {
    unknown: unknown ?? config.unk_token ?? '[UNK]',
    classification: config.cls_token ?? '[CLS]',
    separator: config.sep_token ?? '[SEP]',
    padding: config.pad_token ?? '[PAD]',
    mask: config.mask_token ?? '[MASK]',
  };
}

/** The names in RoBERTa and XLM-RoBERTa. */
export const sentenceDefaults: SpecialNames = {
  unknown: '<unk>',
  classification: '<s>',
  separator: '</s>',
  padding: '<pad>',
  mask: '<mask>',
};

export function given(config: Config): Partial<SpecialNames> {
  const {
    unk_token: unknown,
    cls_token: classification,
    sep_token: separator,
    pad_token: padding,
    mask_token: mask,
  } = config;
  return Object.fromEntries(
    Object.entries({ unknown, classification, separator, padding, mask }).filter(([, name]) => name != null),
  );
}

/** The special tokens, and those that tokenizer_config.json adds, by id. */
export function addedTokensOf(vocabulary: Record<string, number>, config: Config, names: SpecialNames): AddedToken[] {
  const added = new Map<string, AddedToken>();
  for (const [id, token] of Object.entries(config.added_tokens_decoder ?? {}))
    added.set(token.content, { ...token, id: Number(id) });
  for (const content of [...Object.values(names), ...(config.additional_special_tokens ?? [])]) {
    const id = Object.hasOwn(vocabulary, content) ? vocabulary[content] : undefined;
    if (id === undefined || added.has(content)) continue;
    added.set(content, {
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    });
  }
  return [...added.values()].sort((a, b) => a.id - b.id);
}

/** tokenizer_config.json with everything that transformers needs to build the same tokenizer again. */
export function completeConfig(
  config: Config,
  names: SpecialNames,
  normalization: Normalization | null,
  wordPieceClass: string,
): Record<string, unknown> {
  if (!normalization) return config;
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
