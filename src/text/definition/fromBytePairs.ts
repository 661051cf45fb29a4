// A byte-pair tokenizer from vocab.json and merges.txt, as transformers' RobertaTokenizer builds it.

import * as z from 'zod';

import { UserError } from '../../shared/errors.js';
import { bytePairPipeline, parseMerges } from '../bytePairs.js';
import { inFolder, parseFile, requireTokens, vocabularyOf } from './checks.js';
import type { TokenizerDefinition } from './definition.js';
import { addedTokensOf, type Config, given, sentenceDefaults } from './tokenizerConfig.js';

export function fromBytePairs(
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
