// The model that a run starts from: a folder, or random weights of a shape; and its tokenizer.

import { createHash, webcrypto } from 'node:crypto';
import { type FileHandle, open, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { type Architecture, architectures } from '../../base/architectures.js';
import { readFailure } from '../../base/fileErrors.js';
import { architectureOf, type BertConfig, mostTokens } from '../../base/model.js';
import { randomModel } from '../../formats/initialWeights.js';
import { readJsonObject, readText } from '../../formats/json.js';
import {
  configFile,
  hasVocabulary,
  modelFileNames,
  type ModelFolder,
  openModelFolder,
  readSentencePiece,
  readTokenizerFiles,
  type TokenizerFiles,
  type WantedHead,
} from '../../formats/modelFolder.js';
import { parseShape } from '../../runs/settings.js';
import { architectureNames } from '../../shared/architectureNames.js';
import { UserError } from '../../shared/errors.js';
import type { Settings } from '../../shared/settings.js';
import { createTokenizer, type Tokenizer } from '../../text/tokenizer.js';
import type { TokenizerFiles as TokenizerTexts } from '../../text/tokenizerFiles.js';

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
  return finish(
    read,
    createTokenizer({
      folder: dirname(source.vocabulary),
      vocabulary: read['vocab.txt'],
      vocabularyFile: source.vocabulary,
    }),
  );
}

/** The tokenizer of a model folder. */
export async function openFolderTokenizer(folder: string): Promise<OpenedTokenizer> {
  const read = await readTokenizerFiles(folder);
  const architecture = await architectureIn(folder);
  const {
    'tokenizer.json': tokenizerJson,
    'tokenizer_config.json': tokenizerConfig,
    'vocab.txt': vocabulary,
    'vocab.json': pairs,
    'merges.txt': merges,
  } = read;
  const bytePairs = pairs === undefined || merges === undefined ? undefined : { vocabulary: pairs, merges };
  const sentencePiece = hasVocabulary(read) ? undefined : await sentencePieceIn(folder, architecture);
  return finish(
    read,
    createTokenizer({
      folder,
      tokenizerJson,
      tokenizerConfig,
      vocabulary,
      bytePairs,
      sentencePiece,
      wordPieceClass: architecture?.wordPieceClass,
    }),
  );
}

async function sentencePieceIn(
  folder: string,
  architecture: Architecture | undefined,
): Promise<TokenizerTexts['sentencePiece']> {
  const known = architecture?.sentencePiece ?? null;
  const bytes = await readSentencePiece(folder, known?.file ?? null);
  return known === null ? undefined : { name: known.file, bytes, family: known.family };
}

/** What config.json says that it is; what is wrong with the folder besides is said where its model is read. */
async function architectureIn(folder: string): Promise<Architecture | undefined> {
  const type = await configFile(folder)
    .then(readJsonObject)
    .then(
      (config) => config['model_type'],
      () => undefined,
    );
  return architectureNames.filter((name) => name === type).map((name) => architectures[name])[0];
}

/** A folder with a vocabulary alone gets a tokenizer.json too, which every version of transformers reads alike. */
function finish(read: TokenizerFiles, tokenizer: Tokenizer): OpenedTokenizer {
  return {
    tokenizer,
    files: { ...read, 'tokenizer.json': tokenizer.tokenizerJson(), 'tokenizer_config.json': tokenizer.configJson() },
  };
}

/** A base model that is being read; which head it gets, the data says. */
export interface OpenedBaseModel {
  /** Throws a UserError for a folder that is of no known architecture, damaged, or hostile. */
  withHead(head: WantedHead, vocabularySize: number): Promise<ModelFolder>;
  close(): Promise<void>;
}

/**
 * Begins to read the base model. Never throws: `withHead` does, when the data has been read and its errors have been
 * said.
 */
export function openBaseModel(source: Source, bundledModel: string): OpenedBaseModel {
  const { shape } = source;
  if (shape !== null)
    return {
      withHead: (head, vocabularySize) => Promise.resolve(randomBaseModel(shape, head, vocabularySize)),
      close: () => Promise.resolve(),
    };
  const opened = openModelFolder(source.model ?? bundledModel);
  opened.catch(() => undefined);
  return {
    withHead: async (head) => (await opened).read(head),
    close: () =>
      opened.then(
        (folder) => folder.close(),
        () => undefined,
      ),
  };
}

function randomBaseModel(shape: string, { labelNames, task, seed }: WantedHead, vocabularySize: number): ModelFolder {
  const { config, weights } = randomModel({
    ...parseShape(shape),
    vocabularySize,
    labels: labelNames.length,
    task,
    seed,
  });
  return { config, labelNames, base: {}, weights, notices: [] };
}

/** Throws a UserError when the model has too few positions, token embeddings or segments for what is asked of it. */
export function checkFits(
  config: BertConfig,
  tokenizer: Tokenizer,
  settings: Pick<Settings, 'maxLength' | 'pair'>,
  model: string,
): void {
  const { vocabularySize, typeVocabularySize } = config;
  const positions = mostTokens(config);
  if (settings.maxLength > positions)
    throw new UserError('setting.maxLengthModel', { name: 'maxLength', value: settings.maxLength, model, positions });
  if (tokenizer.vocabularySize > vocabularySize)
    throw new UserError('model.vocabularyTooLarge', { model, tokens: tokenizer.vocabularySize, rows: vocabularySize });
  const countsTypes = architectureOf(config).names.tokenTypes !== null && tokenizer.pairTypes > 1;
  if (settings.pair !== null && countsTypes && typeVocabularySize < tokenizer.pairTypes)
    throw new UserError('model.noPairs', { model });
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
  for (const name of modelFileNames(present)) {
    hash.update(`${name}\0`);
    for await (const digest of pieceDigests(join(folder, name))) hash.update(digest);
  }
  return hash.digest('hex');
}

/** Hashed in one of the threads of Node's pool, while this one goes on with the data. */
const pieceBytes = 1 << 22;

/** SHA-256 of each piece of a file, in order. */
async function* pieceDigests(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    const file = await open(path, 'r');
    try {
      const buffer = new Uint8Array(pieceBytes);
      for (let length = await fill(file, buffer); length > 0; length = await fill(file, buffer)) {
        yield new Uint8Array(await webcrypto.subtle.digest('SHA-256', buffer.subarray(0, length)));
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    throw readFailure(error, path);
  }
}

/** Reads on until the buffer is full or the file ends: one read may give less than it is asked for. */
async function fill(file: FileHandle, buffer: Uint8Array): Promise<number> {
  let length = 0;
  for (let read = -1; read !== 0 && length < buffer.length; length += read)
    read = (await file.read(buffer, length, buffer.length - length, null)).bytesRead;
  return length;
}
