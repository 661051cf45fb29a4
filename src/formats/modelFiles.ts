// The files of a model folder by name: configuration, weights and tokenizer.

import { join } from 'node:path';

import { exists, isFolder } from '../base/files.js';
import { UserError } from '../shared/errors.js';
import { weightNames } from './weightFiles.js';
import { withoutConfig } from './weights/mistakenFolder.js';

/**
 * The path of config.json, or of bert_config.json as in Google's first releases.
 * @throws UserError when there is neither
 */
export async function configFile(folder: string): Promise<string> {
  if (!(await isFolder(folder))) throw new UserError('model.notFound', { folder });
  for (const name of configNames) if (await exists(join(folder, name))) return join(folder, name);
  throw withoutConfig(folder);
}

const configNames: readonly string[] = ['config.json', 'bert_config.json'];

export const tokenizerFileNames = [
  'tokenizer.json',
  'tokenizer_config.json',
  'vocab.txt',
  'vocab.json',
  'merges.txt',
  'special_tokens_map.json',
  'added_tokens.json',
] as const;

/**
 * SentencePiece's own files. They are read only for the architectures that use one, and where the folder has no other
 * vocabulary.
 */
export const sentencePieceNames = ['sentencepiece.bpe.model', 'spiece.model', 'tokenizer.model'] as const;

/** All files that a tokenizer can depend on; the architecture decides how the others are read. */
export const tokenizerNames: readonly string[] = [...configNames, ...tokenizerFileNames, ...sentencePieceNames];

/** Files that hold a vocabulary as text; those of one entry belong together. */
const vocabularies = [['tokenizer.json'], ['vocab.txt'], ['vocab.json', 'merges.txt']] as const;

/** Whether a folder that has such files has a vocabulary as text. */
export function hasVocabulary(has: (name: (typeof vocabularies)[number][number]) => boolean): boolean {
  return vocabularies.some((names) => names.every(has));
}

/** Those files of a folder that a model is read from: configuration, weights and tokenizer. */
export function modelFileNames(names: readonly string[]): string[] {
  const pieces = hasVocabulary((name) => names.includes(name)) ? [] : sentencePieceNames;
  const known: readonly (string | undefined)[] = [
    configNames.find((name) => names.includes(name)),
    ...tokenizerFileNames,
    ...pieces,
    ...weightNames(names),
  ];
  return names.filter((name) => known.includes(name)).sort();
}
