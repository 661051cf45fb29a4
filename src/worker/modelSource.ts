// The model that a run starts from: a folder, or random weights of a shape; and its tokenizer.

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readFailure } from '../formats/fileErrors.js';
import { randomModel } from '../formats/initialWeights.js';
import { readModelFolder, readTokenizerFiles, tokenizerFileNames, type ModelFolder, type TokenizerFiles, type WantedHead } from '../formats/modelFolder.js';
import { readText } from '../formats/json.js';
import { parseShape } from '../runs/settings.js';
import { UserError } from '../shared/errors.js';
import type { BertConfig } from '../shared/model.js';
import type { Settings } from '../shared/settings.js';
import { createTokenizer, type Tokenizer } from '../text/tokenizer.js';

type Source = Pick<Settings, 'model' | 'shape' | 'vocabulary'>;

export interface OpenedTokenizer {
  readonly tokenizer: Tokenizer;
  /** As they will lie beside the result. */
  readonly files: TokenizerFiles;
}

/** Throws a UserError when the model has no tokenizer that can be used. */
export async function openTokenizer(source: Source, bundledModel: string): Promise<OpenedTokenizer> {
  if (source.vocabulary === null) return openFolderTokenizer(source.model ?? bundledModel);
  const read: TokenizerFiles = { 'vocab.txt': await readText(source.vocabulary) };
  return finish(read, createTokenizer({ folder: dirname(source.vocabulary), vocabulary: read['vocab.txt'], vocabularyFile: source.vocabulary }));
}

/** The tokenizer of a model folder. */
export async function openFolderTokenizer(folder: string): Promise<OpenedTokenizer> {
  const read = await readTokenizerFiles(folder);
  const { 'tokenizer.json': tokenizerJson, 'tokenizer_config.json': tokenizerConfig, 'vocab.txt': vocabulary } = read;
  return finish(read, createTokenizer({ folder, tokenizerJson, tokenizerConfig, vocabulary }));
}

/** A folder with a vocab.txt alone gets a tokenizer.json too, which every version of transformers reads alike. */
function finish(read: TokenizerFiles, tokenizer: Tokenizer): OpenedTokenizer {
  return { tokenizer, files: { ...read, 'tokenizer.json': tokenizer.tokenizerJson(), 'tokenizer_config.json': tokenizer.configJson() } };
}

/** The base model with the head that the data needs. Throws a UserError for a folder that is no BERT, damaged, or hostile. */
export async function loadBaseModel(source: Source, bundledModel: string, head: WantedHead, vocabularySize: number): Promise<ModelFolder> {
  if (source.shape === null) return readModelFolder(source.model ?? bundledModel, head);
  const { labelNames, task, seed } = head;
  const { config, weights } = randomModel({ ...parseShape(source.shape), vocabularySize, labels: labelNames.length, task, seed });
  return { config, labelNames, base: {}, weights, notices: [] };
}

/** Throws a UserError when the model has too few positions, token embeddings or segments for what is asked of it. */
export function checkFits(config: BertConfig, tokenizer: Tokenizer, settings: Pick<Settings, 'maxLength' | 'pair'>, model: string): void {
  const { maxPositions, vocabularySize, typeVocabularySize } = config;
  if (settings.maxLength > maxPositions) throw new UserError('setting.maxLengthModel', { value: settings.maxLength, model, positions: maxPositions });
  if (tokenizer.vocabularySize > vocabularySize) throw new UserError('model.vocabularyTooLarge', { model, tokens: tokenizer.vocabularySize, rows: vocabularySize });
  if (settings.pair !== null && typeVocabularySize < 2) throw new UserError('model.noPairs', { model });
}

/**
 * SHA-256 over all that a model folder brings into a run: configuration, weights and tokenizer, each with its name.
 * Throws a UserError when a file cannot be read.
 */
export async function hashModelFolder(folder: string): Promise<string> {
  const hash = createHash('sha256');
  const present = await readdir(folder).catch((error: unknown) => {
    throw readFailure(error, folder);
  });
  const isRead = (name: string) => name === 'config.json' || name.endsWith('.safetensors') || tokenizerFileNames.some((known) => known === name);
  for (const name of present.filter(isRead).sort()) {
    hash.update(`${name}\0`);
    try {
      for await (const piece of createReadStream(join(folder, name), { highWaterMark: 1 << 20 })) hash.update(piece as Buffer);
    } catch (error) {
      throw readFailure(error, join(folder, name));
    }
  }
  return hash.digest('hex');
}
