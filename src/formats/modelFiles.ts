// The names of the files that make up a model folder.

import { stat } from 'node:fs/promises';
import { join } from 'node:path';

import { UserError } from '../shared/errors.js';
import { weightNames } from './weightFiles.js';

/** config.json, or bert_config.json as Google's first releases called it. @throws UserError when there is neither */
export async function configFile(folder: string): Promise<string> {
  if (!(await isFolder(folder))) throw new UserError('model.notFound', { folder });
  for (const name of configNames) if (await exists(join(folder, name))) return join(folder, name);
  throw new UserError('model.noConfig', { folder });
}

const configNames: readonly string[] = ['config.json', 'bert_config.json'];

export async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

export async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

export const tokenizerFileNames = [
  'tokenizer.json',
  'tokenizer_config.json',
  'vocab.txt',
  'vocab.json',
  'merges.txt',
  'special_tokens_map.json',
] as const;

/** SentencePiece's own files. Those of the architectures that have one are read where nothing else is there. */
export const sentencePieceNames = ['sentencepiece.bpe.model', 'spiece.model', 'tokenizer.model'] as const;

/** Files that hold a vocabulary as text. */
const vocabularyNames = ['tokenizer.json', 'vocab.txt', 'vocab.json'] as const;

/** Of the files of a folder those that a model is read from: configuration, weights and tokenizer. */
export function modelFileNames(names: readonly string[]): string[] {
  const pieces = vocabularyNames.some((name) => names.includes(name)) ? [] : sentencePieceNames;
  const known: readonly (string | undefined)[] = [
    configNames.find((name) => names.includes(name)),
    ...tokenizerFileNames,
    ...pieces,
    ...weightNames(names),
  ];
  return names.filter((name) => known.includes(name)).sort();
}
