// Reads the tokenizer files of a model folder into one tokenizer.json, as transformers' BertTokenizer and
// RobertaTokenizer would.

import { UserError } from '../../shared/errors.js';
import { inFolder, parseFile } from './checks.js';
import type { TokenizerDefinition, TokenizerSource } from './definition.js';
import { fromBytePairs } from './fromBytePairs.js';
import { fromSentencePiece } from './fromSentencePiece.js';
import { fromTokenizerJson } from './fromTokenizerJson.js';
import { fromVocabulary } from './fromVocabulary.js';
import { configSchema } from './tokenizerConfig.js';

/** Throws a UserError for files that are missing, unreadable or without the tokens that BERT needs. */
export function readDefinition(files: TokenizerSource): TokenizerDefinition {
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
