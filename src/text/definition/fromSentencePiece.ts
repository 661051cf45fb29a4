// A Unigram tokenizer from SentencePiece's own model file, as transformers builds it for XLM-RoBERTa and ALBERT.

import { UserError } from '../../shared/errors.js';
import type { SpecialNames } from '../bertPipeline.js';
import {
  modelKinds,
  parseSentencePieces,
  type SentencePieceFamily,
  sentencePiecePipeline,
  unigramKind,
  vocabularyOf as piecesOf,
} from '../sentencePiece.js';
import { inFolder, requireTokens } from './checks.js';
import type { TokenizerDefinition, TokenizerSource } from './definition.js';
import { addedTokensOf, type Config, given, sentenceDefaults } from './tokenizerConfig.js';

/** The class of transformers for each family's own file. */
const sentencePieceClasses: Readonly<Record<SentencePieceFamily, string>> = {
  'xlm-roberta': 'XLMRobertaTokenizer',
  albert: 'AlbertTokenizer',
};

export function fromSentencePiece(
  { name, bytes, family }: NonNullable<TokenizerSource['sentencePiece']>,
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
  // With another class name, transformers would read the scores in the tokenizer.json differently (`pieceScores.ts`).
  const completed = { ...config, tokenizer_class: sentencePieceClasses[family] };
  return { file, tokenizer, config: completed, addedTokens, kind: 'Unigram', names, normalization: null };
}

const albertDefaults: SpecialNames = {
  unknown: '<unk>',
  classification: '[CLS]',
  separator: '[SEP]',
  padding: '<pad>',
  mask: '[MASK]',
};
