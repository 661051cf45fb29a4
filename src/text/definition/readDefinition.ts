// Reads the tokenizer files of a model folder into one tokenizer.json, as transformers' BertTokenizer and
// RobertaTokenizer would.

import { UserError } from '../../shared/errors.js';
import { inFolder, parseFile } from './checks.js';
import type { TokenizerDefinition, TokenizerSource } from './definition.js';
import { refuseForeignClass, refuseUnfindable } from './foreign.js';
import { fromBytePairs } from './fromBytePairs.js';
import { fromSentencePiece } from './fromSentencePiece.js';
import { fromTokenizerJson } from './fromTokenizerJson.js';
import { fromVocabulary } from './fromVocabulary.js';
import {
  addedTokensSchema,
  type Config,
  configSchema,
  specialTokensSchema,
  withAddedTokens,
} from './tokenizerConfig.js';

/**
 * Throws a UserError for a tokenizer of another kind, and for files that are missing, unreadable or without the tokens
 * that BERT needs.
 */
export function readDefinition(files: TokenizerSource): TokenizerDefinition {
  const config = configOf(files);
  refuseForeignClass(config, files);
  const definition = definitionOf(files, config);
  refuseUnfindable(definition);
  return definition;
}

function definitionOf(files: TokenizerSource, config: Config): TokenizerDefinition {
  const { folder, tokenizerJson, vocabulary } = files;
  const { wordPieceClass = 'BertTokenizer', bytePairs } = files;
  if (tokenizerJson != null)
    return fromTokenizerJson(tokenizerJson, config, wordPieceClass, inFolder(folder, 'tokenizer.json'));
  if (vocabulary != null)
    return fromVocabulary(vocabulary, config, wordPieceClass, files.vocabularyFile ?? inFolder(folder, 'vocab.txt'));
  if (bytePairs !== undefined) return fromBytePairs(bytePairs, config, folder);
  if (files.sentencePiece !== undefined) return fromSentencePiece(files.sentencePiece, config, folder);
  throw new UserError('model.noVocabulary', { folder });
}

/** tokenizer_config.json, with the tokens of added_tokens.json where these are kept apart. */
function configOf({ folder, tokenizerJson, tokenizerConfig, addedTokens, specialTokens }: TokenizerSource): Config {
  const config =
    tokenizerConfig == null ? {} : parseFile(configSchema, tokenizerConfig, inFolder(folder, 'tokenizer_config.json'));
  if (addedTokens == null || tokenizerJson != null) return config;
  const added = parseFile(addedTokensSchema, addedTokens, inFolder(folder, 'added_tokens.json'));
  const special =
    specialTokens == null
      ? {}
      : parseFile(specialTokensSchema, specialTokens, inFolder(folder, 'special_tokens_map.json'));
  return withAddedTokens(config, added, special);
}
