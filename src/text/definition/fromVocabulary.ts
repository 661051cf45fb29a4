// A WordPiece tokenizer from vocab.txt, as transformers' BertTokenizer builds it.

import { UserError } from '../../shared/errors.js';
import { bertPipeline, parseVocabulary } from '../bertPipeline.js';
import { requireTokens } from './checks.js';
import type { TokenizerDefinition } from './definition.js';
import { addedTokensOf, completeConfig, type Config, normalizationFrom, specialNames } from './tokenizerConfig.js';

export function fromVocabulary(
  text: string,
  config: Config,
  wordPieceClass: string,
  file: string,
): TokenizerDefinition {
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
