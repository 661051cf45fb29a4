// Opens the tokenizer of a run's base model: from its folder, or from a vocabulary file of the user's.

import { dirname } from 'node:path';

import { type Architecture, architectures } from '../../base/architectures.js';
import { readSmallText } from '../../base/openFile.js';
import { readJsonObject } from '../../formats/json.js';
import { configFile, hasVocabulary } from '../../formats/modelFiles.js';
import { readSentencePiece, readTokenizerTexts, type TokenizerTexts } from '../../formats/tokenizerTexts.js';
import { architectureNames } from '../../shared/architectureNames.js';
import type { TokenizerSource } from '../../text/definition/definition.js';
import { createTokenizer, type Tokenizer } from '../../text/tokenizer.js';
import { folderOf, type Source } from './baseModel.js';

export interface OpenedTokenizer {
  readonly tokenizer: Tokenizer;
  /** The tokenizer files to write beside the result. */
  readonly files: TokenizerTexts;
}

/** Throws a UserError when the model has no tokenizer that can be used. */
export async function openTokenizer(source: Source): Promise<OpenedTokenizer> {
  if (source.vocabulary === null) return openFolderTokenizer(folderOf(source));
  const read: TokenizerTexts = { 'vocab.txt': readSmallText(source.vocabulary, { within: null }) };
  return finish(
    read,
    await createTokenizer({
      folder: dirname(source.vocabulary),
      vocabulary: read['vocab.txt'],
      vocabularyFile: source.vocabulary,
    }),
  );
}

/** The tokenizer of a model folder. */
export async function openFolderTokenizer(folder: string): Promise<OpenedTokenizer> {
  const read = await readTokenizerTexts(folder);
  const { architecture, tokenizerClass: configClass } = await configIn(folder);
  const {
    'tokenizer.json': tokenizerJson,
    'tokenizer_config.json': tokenizerConfig,
    'vocab.txt': vocabulary,
    'vocab.json': pairs,
    'merges.txt': merges,
    'added_tokens.json': addedTokens,
    'special_tokens_map.json': specialTokens,
  } = read;
  const bytePairs = pairs === undefined || merges === undefined ? undefined : { vocabulary: pairs, merges };
  const sentencePiece = hasVocabulary((name) => name in read) ? undefined : await sentencePieceIn(folder, architecture);
  return finish(
    read,
    await createTokenizer({
      folder,
      tokenizerJson,
      tokenizerConfig,
      vocabulary,
      addedTokens,
      specialTokens,
      bytePairs,
      sentencePiece,
      configClass,
      wordPieceClass: architecture?.wordPieceClass,
      feedsTypes: architecture?.feedsTokenTypes === 'always',
      tokenizerClass: architecture?.className.replace('ForSequenceClassification', 'Tokenizer'),
    }),
  );
}

async function sentencePieceIn(
  folder: string,
  architecture: Architecture | undefined,
): Promise<TokenizerSource['sentencePiece']> {
  const known = architecture?.sentencePiece ?? null;
  const bytes = await readSentencePiece(folder, known?.file ?? null);
  return known === null ? undefined : { name: known.file, bytes, family: known.family };
}

interface InConfig {
  readonly architecture: Architecture | undefined;
  readonly tokenizerClass: string | undefined;
}

/** What config.json says of the tokenizer; other problems of the folder are reported when its model is read. */
async function configIn(folder: string): Promise<InConfig> {
  const config = await configFile(folder)
    .then((file) => readJsonObject(file))
    .catch(() => null);
  const { model_type: type, tokenizer_class: named } = config ?? {};
  const [architecture] = architectureNames.filter((name) => name === type).map((name) => architectures[name]);
  return { architecture, tokenizerClass: typeof named === 'string' ? named : undefined };
}

/**
 * A folder with only a vocabulary gets a tokenizer.json too, which every version of transformers reads in the same way.
 */
function finish(read: TokenizerTexts, tokenizer: Tokenizer): OpenedTokenizer {
  return {
    tokenizer,
    files: {
      ...withoutStrays(read),
      'tokenizer.json': tokenizer.tokenizerJson(),
      'tokenizer_config.json': tokenizer.configJson(),
    },
  };
}

/** Files that no tokenizer was read from are not written: half of the files of byte pairs is none. */
function withoutStrays(read: TokenizerTexts): TokenizerTexts {
  const { 'vocab.json': pairs, 'merges.txt': merges, ...others } = read;
  return pairs === undefined || merges === undefined ? others : read;
}
