// Reads the tokenizer files of a model folder as they are, without parsing them.

import { join } from 'node:path';

import { exists, isFolder } from '../base/files.js';
import { parseJson } from '../base/json.js';
import { readSmallFile, readSmallText } from '../base/openFile.js';
import { UserError } from '../shared/errors.js';
import { isObject } from './json.js';
import { sentencePieceNames, tokenizerFileNames } from './modelFiles.js';

/** The texts of those tokenizer files that a folder has. */
export interface TokenizerTexts {
  readonly 'tokenizer.json'?: string;
  readonly 'tokenizer_config.json'?: string;
  readonly 'vocab.txt'?: string;
  readonly 'vocab.json'?: string;
  readonly 'merges.txt'?: string;
  readonly 'special_tokens_map.json'?: string;
  readonly 'added_tokens.json'?: string;
}

/**
 * Reads the tokenizer files that are texts.
 * @throws UserError when there is no such folder, or one of the files cannot be read
 */
export async function readTokenizerTexts(folder: string): Promise<TokenizerTexts> {
  if (!(await isFolder(folder))) throw new UserError('model.notFound', { folder });
  const texts: { -readonly [Name in keyof TokenizerTexts]: string } = {};
  for (const name of tokenizerFileNames) {
    const file = join(folder, name);
    if (!(await exists(file))) continue;
    const text = readSmallText(file);
    // The others are parsed when the tokenizer is made; this one is only handed on.
    if (name === 'special_tokens_map.json' && !isObject(parseJson(text)))
      throw new UserError('model.invalidJson', { file });
    texts[name] = text;
  }
  return texts;
}

/**
 * The SentencePiece file of a folder that has no other vocabulary.
 * @param wanted the file name that the architecture uses; null where it uses none
 * @throws UserError when there is no such file, or only one of another name
 */
export async function readSentencePiece(folder: string, wanted: string | null): Promise<Uint8Array> {
  if (wanted !== null && (await exists(join(folder, wanted)))) return readSmallFile(join(folder, wanted));
  for (const file of sentencePieceNames)
    if (await exists(join(folder, file))) throw new UserError('model.sentencePieceOnly', { folder, file });
  throw new UserError('model.noVocabulary', { folder });
}
