// Reads what a model folder says of its tokenizer into one tokenizer.json, the way transformers' BertTokenizer and
// RobertaTokenizer would.

import * as z from 'zod';

import { UserError } from '../shared/errors.js';
import {
  type AddedToken,
  bertNormalizer,
  bertPipeline,
  type Normalization,
  parseVocabulary,
  type SpecialNames,
} from './bertPipeline.js';
import { bytePairPipeline, parseMerges } from './bytePairs.js';
import {
  modelKinds,
  parseSentencePieces,
  type SentencePieceFamily,
  sentencePiecePipeline,
  unigramKind,
  vocabularyOf as piecesOf,
} from './sentencePiece.js';

/**
 * Contents of a model folder's tokenizer files, null or absent where the folder has none. tokenizer.json goes before
 * vocab.txt, that before byte pairs, and those before SentencePiece's file.
 */
export interface TokenizerFiles {
  /** The folder, for messages. */
  readonly folder: string;
  readonly tokenizerJson?: string | null | undefined;
  readonly tokenizerConfig?: string | null | undefined;
  readonly vocabulary?: string | null | undefined;
  /** Path of the vocabulary where it is not `vocab.txt` of the folder, for messages. */
  readonly vocabularyFile?: string | undefined;
  /** vocab.json and merges.txt, which go together. */
  readonly bytePairs?: { readonly vocabulary: string; readonly merges: string } | undefined;
  /** SentencePiece's own file, where there is nothing else, and whose it is. */
  readonly sentencePiece?:
    { readonly name: string; readonly bytes: Uint8Array; readonly family: SentencePieceFamily } | undefined;
  /**
   * The class that transformers takes for WordPiece where tokenizer_config.json names none; BertTokenizer when not
   * given.
   */
  readonly wordPieceClass?: string | undefined;
}

/** A tokenizer.json, parsed; what the library reads, kept whole. */
export type TokenizerObject = Record<string, unknown>;

export interface TokenizerDefinition {
  /** The file that the vocabulary came from, for messages. */
  readonly file: string;
  readonly tokenizer: TokenizerObject;
  readonly config: Record<string, unknown>;
  readonly addedTokens: readonly AddedToken[];
  /** Kind of the model: WordPiece, BPE, … */
  readonly kind: string;
  readonly names: SpecialNames;
  /** Of BERT's own normaliser, where that is the one. */
  readonly normalization: Normalization | null;
}

const tokenName = z.union([z.string(), z.looseObject({ content: z.string() }).transform((token) => token.content)]);
const flag = z.boolean().nullish();
const addedToken = z.looseObject({
  content: z.string().min(1),
  single_word: z.boolean().default(false),
  lstrip: z.boolean().default(false),
  rstrip: z.boolean().default(false),
  normalized: z.boolean().default(false),
  special: z.boolean().default(false),
});
const tokenId = z
  .int()
  .min(0)
  .max(2 ** 31 - 1);

const configSchema = z.looseObject({
  tokenizer_class: z.string().nullish(),
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
type Config = z.infer<typeof configSchema>;

const component = z.looseObject({ type: z.string().optional() }).nullish();
const tokenizerSchema = z.looseObject({
  added_tokens: z.array(addedToken.extend({ id: tokenId })).default([]),
  normalizer: z
    .looseObject({ type: z.string().optional(), lowercase: flag, strip_accents: flag, handle_chinese_chars: flag })
    .nullish(),
  pre_tokenizer: component,
  post_processor: component,
  decoder: component,
  model: z.looseObject({ type: z.string().optional(), unk_token: z.string().nullish(), vocab: z.unknown() }),
});
type Parsed = z.infer<typeof tokenizerSchema>;

/** Throws a UserError for files that are missing, unreadable or without the tokens that BERT needs. */
export function readTokenizerFiles(files: TokenizerFiles): TokenizerDefinition {
  const { folder, tokenizerJson, tokenizerConfig, vocabulary } = files;
  const config =
    tokenizerConfig == null ? {} : parseFile(configSchema, tokenizerConfig, inFolder(folder, 'tokenizer_config.json'));
  const { wordPieceClass = 'BertTokenizer', bytePairs } = files;
  if (tokenizerJson != null)
    return fromTokenizerJson(tokenizerJson, config, wordPieceClass, inFolder(folder, 'tokenizer.json'));
  if (vocabulary != null)
    return fromVocabulary(vocabulary, config, wordPieceClass, files.vocabularyFile ?? inFolder(folder, 'vocab.txt'));
  if (bytePairs !== undefined) return fromBytePairs(bytePairs, config, folder);
  if (files.sentencePiece !== undefined) return fromSentencePiece(files.sentencePiece, config, folder);
  throw new UserError('model.noVocabulary', { folder });
}

function inFolder(folder: string, name: string): string {
  return /[\\/]$/.test(folder) ? folder + name : `${folder}/${name}`;
}

function fromTokenizerJson(text: string, config: Config, wordPieceClass: string, file: string): TokenizerDefinition {
  const parsed = parseFile(tokenizerSchema, text, file);
  const kind = kindOf(parsed);
  const names = kind === 'WordPiece' ? specialNames(config, parsed.model.unk_token) : sentenceNames(config, parsed);
  const normalization = kind === 'WordPiece' ? normalizationOf(parsed, config) : null;
  const { normalizer = null, pre_tokenizer = null, post_processor = null, decoder = null } = parsed;
  const tokenizer: TokenizerObject = { ...parsed, normalizer, pre_tokenizer, post_processor, decoder };
  if (kind === 'WordPiece') {
    const vocabulary = vocabularyOf(parsed.model.vocab, file);
    requireTokens(
      names,
      (token) => Object.hasOwn(vocabulary, token) || parsed.added_tokens.some((added) => added.content === token),
      file,
    );
    const standard = bertPipeline({ vocabulary, addedTokens: [], names, normalization: normalizationFrom(config) });
    for (const part of ['pre_tokenizer', 'post_processor', 'decoder'] as const) tokenizer[part] ??= standard[part];
    if (normalization && configDecides(config)) tokenizer['normalizer'] = bertNormalizer(normalization);
  }
  if (kind === 'Unigram') checkPieces(parsed.model.vocab, file);
  return {
    file,
    tokenizer,
    config: completeConfig(config, names, normalization, wordPieceClass),
    addedTokens: parsed.added_tokens,
    kind,
    names,
    normalization,
  };
}

function fromVocabulary(text: string, config: Config, wordPieceClass: string, file: string): TokenizerDefinition {
  const vocabulary = parseVocabulary(text);
  if (Object.keys(vocabulary).length === 0) throw new UserError('model.emptyVocabulary', { file });
  const names = specialNames(config, null);
  requireTokens(names, (token) => Object.hasOwn(vocabulary, token), file);
  const normalization = normalizationFrom(config);
  const addedTokens = addedTokensOf(vocabulary, config, names);
  const tokenizer = bertPipeline({ vocabulary, addedTokens, names, normalization });
  return {
    file,
    tokenizer,
    config: completeConfig(config, names, normalization, wordPieceClass),
    addedTokens,
    kind: 'WordPiece',
    names,
    normalization,
  };
}

function fromBytePairs(
  files: { readonly vocabulary: string; readonly merges: string },
  config: Config,
  folder: string,
): TokenizerDefinition {
  const file = inFolder(folder, 'vocab.json');
  const vocabulary = vocabularyOf(parseFile(z.record(z.string(), z.number()), files.vocabulary, file), file);
  const merges = parseMerges(files.merges);
  if (merges === null)
    throw new UserError('model.tokenizerField', { file: inFolder(folder, 'merges.txt'), field: 'merges' });
  const names = { ...sentenceDefaults, ...given(config) };
  requireTokens(names, (token) => Object.hasOwn(vocabulary, token), file);
  const addedTokens = addedTokensOf(vocabulary, config, names);
  const tokenizer = bytePairPipeline({
    vocabulary,
    merges,
    addedTokens,
    names,
    prefixSpace: config.add_prefix_space ?? false,
  });
  return { file, tokenizer, config, addedTokens, kind: 'BPE', names, normalization: null };
}

/** transformers' class for each family's own file. */
const sentencePieceClasses: Readonly<Record<SentencePieceFamily, string>> = {
  'xlm-roberta': 'XLMRobertaTokenizer',
  albert: 'AlbertTokenizer',
};

function fromSentencePiece(
  { name, bytes, family }: NonNullable<TokenizerFiles['sentencePiece']>,
  config: Config,
  folder: string,
): TokenizerDefinition {
  const file = inFolder(folder, name);
  const read = parseSentencePieces(bytes);
  if (read === null) throw new UserError('model.notSentencePiece', { file });
  if (read.kind !== unigramKind)
    throw new UserError('model.unsupportedTokenizer', {
      file,
      kind: `SentencePiece ${modelKinds[read.kind] ?? read.kind}`,
    });
  const names: SpecialNames = { ...(family === 'albert' ? albertDefaults : sentenceDefaults), ...given(config) };
  const vocabulary = piecesOf(family, read, names);
  const ids = new Map(vocabulary.map(([text], id) => [text, id]));
  requireTokens(names, (token) => ids.has(token), file);
  const addedTokens = addedTokensOf(
    Object.fromEntries(ids),
    {
      ...config,
      additional_special_tokens: [...(config.additional_special_tokens ?? []), ...read.added.map(({ text }) => text)],
    },
    names,
  );
  const normalization = {
    lowercase: config.do_lower_case ?? true,
    keepAccents: config.keep_accents ?? false,
    prefixSpace: config.add_prefix_space ?? true,
  };
  const tokenizer = sentencePiecePipeline({
    family,
    vocabulary,
    characters: read.characters,
    addedTokens,
    names,
    ...normalization,
  });
  // With a class of another name transformers would read the scores of the tokenizer.json otherwise (`pieceScores.ts`).
  const completed = { ...config, tokenizer_class: sentencePieceClasses[family] };
  return { file, tokenizer, config: completed, addedTokens, kind: 'Unigram', names, normalization: null };
}

/** Old files name no type; the library decides by the same signs. */
function kindOf({ model }: Parsed): string {
  if (model.type !== undefined) return model.type;
  if ('merges' in model) return 'BPE';
  return 'continuing_subword_prefix' in model ? 'WordPiece' : Array.isArray(model.vocab) ? 'Unigram' : 'unknown';
}

/** SentencePiece's pieces, each with its score. */
const piecesSchema = z.array(z.tuple([z.string(), z.number()])).min(1);

function checkPieces(vocab: unknown, file: string): void {
  if (!piecesSchema.safeParse(vocab).success)
    throw new UserError('model.tokenizerField', { file, field: 'model.vocab' });
}

function vocabularyOf(vocab: unknown, file: string): Record<string, number> {
  const isVocabulary = (value: unknown): value is Record<string, number> =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((id) => Number.isInteger(id) && id >= 0 && id < 2 ** 31);
  if (!isVocabulary(vocab)) throw new UserError('model.tokenizerField', { file, field: 'model.vocab' });
  if (Object.keys(vocab).length === 0) throw new UserError('model.emptyVocabulary', { file });
  return vocab;
}

/**
 * Whether transformers will make a BertTokenizer, or one made of it, of the folder: it takes its normalisation from
 * tokenizer_config.json, or its own defaults,
 * whatever tokenizer.json says (bert-base-chinese is published with files that disagree). Other classes follow
 * tokenizer.json.
 */
function configDecides(config: Config): boolean {
  return config.tokenizer_class == null || /^(Bert|DistilBert|Electra)Tokenizer/.test(config.tokenizer_class);
}

/** null when the normaliser is not BERT's. */
function normalizationOf({ normalizer }: Parsed, config: Config): Normalization | null {
  const isBert = normalizer?.type === 'BertNormalizer';
  if (configDecides(config)) return isBert || normalizer == null ? normalizationFrom(config) : null;
  if (!isBert) return null;
  const { lowercase, strip_accents, handle_chinese_chars } = normalizer;
  return normalizationFrom({ do_lower_case: lowercase, strip_accents, tokenize_chinese_chars: handle_chinese_chars });
}

function normalizationFrom(
  config: Pick<Config, 'do_lower_case' | 'strip_accents' | 'tokenize_chinese_chars'>,
): Normalization {
  return {
    lowercase: config.do_lower_case ?? true,
    stripAccents: config.strip_accents ?? null,
    chineseCharacters: config.tokenize_chinese_chars ?? true,
  };
}

function specialNames(config: Config, unknown: string | null | undefined): SpecialNames {
  return {
    unknown: unknown ?? config.unk_token ?? '[UNK]',
    classification: config.cls_token ?? '[CLS]',
    separator: config.sep_token ?? '[SEP]',
    padding: config.pad_token ?? '[PAD]',
    mask: config.mask_token ?? '[MASK]',
  };
}

/** As RoBERTa and XLM-RoBERTa call them. */
const sentenceDefaults: SpecialNames = {
  unknown: '<unk>',
  classification: '<s>',
  separator: '</s>',
  padding: '<pad>',
  mask: '<mask>',
};

const albertDefaults: SpecialNames = {
  unknown: '<unk>',
  classification: '[CLS]',
  separator: '[SEP]',
  padding: '<pad>',
  mask: '[MASK]',
};

function given(config: Config): Partial<SpecialNames> {
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

/**
 * Of a tokenizer that is no WordPiece: the padding is the one name that is looked up. BERT's is taken where RoBERTa's
 * is not known.
 */
function sentenceNames(config: Config, { added_tokens: added, model }: Parsed): SpecialNames {
  const { vocab } = model;
  const isKnown = (name: string) =>
    added.some(({ content }) => content === name) ||
    (typeof vocab === 'object' && vocab !== null && Object.hasOwn(vocab, name));
  const padding = isKnown('<pad>') || !isKnown('[PAD]') ? '<pad>' : '[PAD]';
  return { ...sentenceDefaults, padding, ...given(config) };
}

/** The mask is not asked for: classification never uses it. */
function requireTokens(names: SpecialNames, has: (token: string) => boolean, file: string): void {
  for (const token of [names.unknown, names.classification, names.separator, names.padding]) {
    if (!has(token)) throw new UserError('model.vocabularyLacks', { file, token });
  }
}

/** The special tokens, and what tokenizer_config.json adds to them, by id. */
function addedTokensOf(vocabulary: Record<string, number>, config: Config, names: SpecialNames): AddedToken[] {
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

/** tokenizer_config.json as it must be for transformers to build the same tokenizer again. */
function completeConfig(
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

function parseFile<Schema extends z.ZodType>(schema: Schema, text: string, file: string): z.infer<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new UserError('model.invalidJson', { file }, { cause });
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new UserError(
    'model.tokenizerField',
    { file, field: result.error.issues[0]?.path.join('.') || 'JSON' },
    { cause: result.error },
  );
}
