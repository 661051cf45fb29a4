// A tokenizer from tokenizer.json, with what transformers would take from tokenizer_config.json instead.

import * as z from 'zod';

import { UserError } from '../../shared/errors.js';
import { bertNormalizer, bertPipeline, type Normalization, type SpecialNames } from '../bertPipeline.js';
import { parseFile, requireTokens, vocabularyOf } from './checks.js';
import type { TokenizerDefinition, TokenizerObject } from './definition.js';
import {
  addedToken,
  completeConfig,
  type Config,
  flag,
  given,
  normalizationFrom,
  sentenceDefaults,
  specialNames,
} from './tokenizerConfig.js';

const tokenId = z
  .int()
  .min(0)
  .max(2 ** 31 - 1);

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

export function fromTokenizerJson(
  text: string,
  config: Config,
  wordPieceClass: string,
  file: string,
): TokenizerDefinition {
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
  if (kind === 'BPE' && (config.tokenizer_class == null || /^RobertaTokenizer/.test(config.tokenizer_class)))
    tokenizer['pre_tokenizer'] = withPrefixSpace(pre_tokenizer, config.add_prefix_space ?? false);
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

/** RobertaTokenizer takes the space before the first word from tokenizer_config.json, whatever tokenizer.json says. */
function withPrefixSpace(part: Parsed['pre_tokenizer'], add: boolean): Parsed['pre_tokenizer'] {
  return part?.type === 'ByteLevel' ? { ...part, add_prefix_space: add } : part;
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

/**
 * Whether transformers will build a BertTokenizer, or a class derived from it, from the folder: these take their
 * normalisation from tokenizer_config.json, or their own defaults, whatever tokenizer.json contains (bert-base-chinese
 * is published with files that disagree). Other classes follow tokenizer.json.
 */
function configDecides(config: Config): boolean {
  return config.tokenizer_class == null || /^(Bert|DistilBert|Electra)Tokenizer/.test(config.tokenizer_class);
}

/** Null when the normaliser is not BERT's. */
function normalizationOf({ normalizer }: Parsed, config: Config): Normalization | null {
  const isBert = normalizer?.type === 'BertNormalizer';
  if (configDecides(config)) return isBert || normalizer == null ? normalizationFrom(config) : null;
  if (!isBert) return null;
  const { lowercase, strip_accents, handle_chinese_chars } = normalizer;
  return normalizationFrom({ do_lower_case: lowercase, strip_accents, tokenize_chinese_chars: handle_chinese_chars });
}

/**
 * The names of a tokenizer other than WordPiece: only the padding token is looked up. BERT's name is used where
 * RoBERTa's is unknown.
 */
function sentenceNames(config: Config, { added_tokens: added, model }: Parsed): SpecialNames {
  const { vocab } = model;
  const isKnown = (name: string) =>
    added.some(({ content }) => content === name) ||
    (typeof vocab === 'object' && vocab !== null && Object.hasOwn(vocab, name));
  const padding = isKnown('<pad>') || !isKnown('[PAD]') ? '<pad>' : '[PAD]';
  return { ...sentenceDefaults, padding, ...given(config) };
}
