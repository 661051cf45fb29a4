// Reads the tokenizer files of a model folder into the tokenizer.json of the tokenizer that transformers builds from
// them (tokenization_utils_tokenizers.py and the tokenization_*.py of the families).

import { type AddedToken, bertPipeline, type SpecialNames, withoutFrame } from '../bertPipeline.js';
import { bytePairPipeline } from '../bytePairs.js';
import { sentencePiecePipeline } from '../sentencePiece.js';
import { addedTokensOf, withIds } from './addedTokens.js';
import { requireTokens } from './checks.js';
import type { TokenizerDefinition, TokenizerObject, TokenizerSource } from './definition.js';
import { type Family, familyOf, refuseForeignClass } from './families.js';
import { type ReadConfig, readConfig } from './readConfig.js';
import {
  albertDefaults,
  bertDefaults,
  completeConfig,
  type Config,
  given,
  normalizationFrom,
  sentenceDefaults,
  specialTokens,
} from './tokenizerConfig.js';
import { partsIn, type VocabularyParts } from './vocabularies.js';

/**
 * Throws a UserError for a tokenizer of another kind, and for files that are missing, unreadable or without the tokens
 * that BERT needs.
 */
export function readDefinition(files: TokenizerSource): TokenizerDefinition {
  const read = readConfig(files);
  const { config } = read;
  refuseForeignClass(config, files);
  const family = familyIn(files, config);
  const parts = partsIn(files, namesIn(family, config));
  // A tokenizer.json of another kind than its class is read as transformers 4 reads it: the file decides.
  const isOfKind = parts.json === undefined || kinds[family] === parts.kind;
  return definitionOf(isOfKind ? family : 'file', parts, read, files.wordPieceClass ?? 'BertTokenizer');
}

/** Files without a tokenizer.json are of one family each. */
function familyIn(files: TokenizerSource, config: Config): Family {
  const { tokenizerJson, vocabulary, bytePairs, sentencePiece, tokenizerClass = 'BertTokenizer' } = files;
  if (tokenizerJson != null) return familyOf(config.tokenizer_class ?? tokenizerClass);
  if (vocabulary != null) return 'bert';
  return bytePairs === undefined ? (sentencePiece?.family ?? 'bert') : 'roberta';
}

const kinds: Readonly<Record<Family, string | null>> = {
  bert: 'WordPiece',
  roberta: 'BPE',
  'xlm-roberta': 'Unigram',
  albert: 'Unigram',
  file: null,
};

const defaults: Readonly<Record<Family, SpecialNames>> = {
  bert: bertDefaults,
  roberta: sentenceDefaults,
  'xlm-roberta': sentenceDefaults,
  albert: albertDefaults,
  file: sentenceDefaults,
};

function namesIn(family: Family, config: Config): SpecialNames {
  const names = { ...defaults[family], ...given(config) };
  if (family !== 'xlm-roberta') return names;
  // It frames texts by the beginning and the end of a sequence.
  const { bos_token: begin, eos_token: end } = config;
  return { ...names, classification: begin?.content ?? '<s>', separator: end?.content ?? '</s>' };
}

function definitionOf(
  family: Family,
  parts: VocabularyParts,
  read: ReadConfig,
  wordPieceClass: string,
): TokenizerDefinition {
  const { config } = read;
  const { file, kind, ids } = parts;
  const names = family === 'file' ? namesInFile(parts, config) : namesIn(family, config);
  const addedTokens = addedIn(family, parts, read, names);
  const all = new Map([...ids, ...addedTokens.map(({ content, id }) => [content, id] as const)]);
  if (family !== 'file' || kind === 'WordPiece') requireTokens(names, (token) => all.has(token), file);
  return {
    file,
    kind,
    names,
    addedTokens,
    ids: all,
    tokenizer: tokenizerOf(family, parts, { config, names, addedTokens, all }),
    config: { ...sideIn(parts), ...configOf(family, read, { config, names, addedTokens, all }, wordPieceClass) },
    splitsSpecial: config.split_special_tokens ?? false,
    exactScores: family === 'xlm-roberta' || family === 'albert',
  };
}

function addedIn(family: Family, parts: VocabularyParts, read: ReadConfig, names: SpecialNames): AddedToken[] {
  const { ids, added, json } = parts;
  const inFile = new Map(json === undefined ? [] : added.map(({ id, ...rule }) => [id, rule] as const));
  const ofFamily = family === 'file' ? [] : Object.values(names).map((content) => ({ ...plainSpecial, content }));
  // SentencePiece's own file says which of its pieces are no text.
  const ofPieces = json === undefined ? added : [];
  const special = [...specialTokens(read.config), ...ofFamily, ...ofPieces];
  const listed = family === 'file' || !read.isComplete ? new Map([...read.listed, ...inFile]) : read.listed;
  const first = family === 'file' ? [...inFile.values()] : [];
  const expected = new Set(Object.values(names));
  return withIds(ids, [...first, ...addedTokensOf({ ids, listed, special, expected })]);
}

const plainSpecial = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };

interface Made {
  readonly config: Config;
  readonly names: SpecialNames;
  readonly addedTokens: readonly AddedToken[];
  /** The vocabulary with the added tokens. */
  readonly all: VocabularyParts['ids'];
}

function tokenizerOf(
  family: Family,
  { json, ids, merges = [], pieces = [], characters = null }: VocabularyParts,
  { config, names, addedTokens, all }: Made,
): TokenizerObject {
  const { add_prefix_space: prefix, trim_offsets: trim, do_lower_case: lower, keep_accents: keep } = config;
  const shared = { ids: all, addedTokens, names };
  if (family === 'bert')
    return bertPipeline({ ...shared, vocabulary: Object.fromEntries(ids), normalization: normalizationFrom(config) });
  if (family === 'roberta') {
    const vocabulary = Object.fromEntries(ids);
    return bytePairPipeline({ ...shared, vocabulary, merges, prefixSpace: prefix ?? false, trimOffsets: trim ?? true });
  }
  if (family === 'file') {
    const { normalizer = null, pre_tokenizer = null, post_processor, decoder = null, ...others } = json ?? {};
    const parts = { normalizer, pre_tokenizer, post_processor: post_processor ?? withoutFrame, decoder };
    // What cuts and fills is ours.
    return { ...others, ...parts, added_tokens: addedTokens, truncation: null, padding: null };
  }
  const options = { lowercase: lower ?? true, keepAccents: keep ?? false, prefixSpace: prefix ?? true };
  return sentencePiecePipeline({ ...shared, ...options, family, vocabulary: pieces, characters });
}

/** The names that count in a tokenizer.json that is taken as it is: the padding token, and those of WordPiece. */
function namesInFile({ ids, added, kind, json }: VocabularyParts, config: Config): SpecialNames {
  const isKnown = (name: string) => ids.has(name) || added.some(({ content }) => content === name);
  const unknown = json?.model['unk_token'];
  const ofModel = typeof unknown === 'string' ? { unknown } : {};
  if (kind === 'WordPiece') return { ...bertDefaults, ...given(config), ...ofModel };
  const padding = isKnown('<pad>') || !isKnown('[PAD]') ? '<pad>' : '[PAD]';
  return { ...sentenceDefaults, padding, ...ofModel, ...given(config) };
}

/** The side at which tokenizer.json cuts, where tokenizer_config.json says none. */
function sideIn({ json }: VocabularyParts): Record<string, unknown> {
  return json?.truncation?.direction === 'Left' ? { truncation_side: 'left' } : {};
}

const savedClasses: Readonly<Record<Exclude<Family, 'bert'>, string>> = {
  roberta: 'RobertaTokenizer',
  'xlm-roberta': 'XLMRobertaTokenizer',
  albert: 'AlbertTokenizer',
  file: 'PreTrainedTokenizerFast',
};

/** What to save beside tokenizer.json, so that transformers builds the same tokenizer, whatever the model's type is. */
function configOf(
  family: Family,
  { written, isWhole }: ReadConfig,
  { config, names, addedTokens }: Made,
  wordPieceClass: string,
): Record<string, unknown> {
  const tokens = Object.fromEntries(addedTokens.map(({ id, ...rule }) => [id, rule]));
  const whole = isWhole ? written : { ...written, added_tokens_decoder: tokens };
  if (family === 'bert') return completeConfig(whole, names, normalizationFrom(config), wordPieceClass);
  const named = config.tokenizer_class;
  const known = named != null && familyOf(named) === family ? named : savedClasses[family];
  return { ...(family === 'file' ? { pad_token: names.padding } : {}), ...whole, tokenizer_class: known };
}
