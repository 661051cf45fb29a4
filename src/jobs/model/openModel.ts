// Opens an existing model for predictions, evaluations and exports.

import { mostTokens } from '../../base/model.js';
import { type ModelFolder, readModelFolder } from '../../formats/modelFolder.js';
import type { GivenSettings, Settings } from '../../shared/settings.js';
import type { Tokenizer } from '../../text/tokenizer.js';
import { checkFits } from './baseModel.js';
import { openFolderTokenizer } from './openTokenizer.js';
import { resolveModelFolder } from './runPaths.js';
import { readTaught, type Taught } from './taught.js';
import { trainedLimits } from './tokenizerLength.js';

export interface OpenedModel {
  readonly folder: string;
  readonly model: ModelFolder;
  readonly tokenizer: Tokenizer;
  /** The number of tokens a text is cut to. */
  readonly maxLength: number;
  /** How a longer text is cut. */
  readonly longTexts: Settings['longTexts'];
  /** Null where that is not known. */
  readonly taught: Taught | null;
}

/** The requested limits; those of the model's training where nothing was requested. */
type Limits = { readonly [Name in 'maxLength' | 'longTexts']?: Settings[Name] | undefined };

/** The limits that were given among the settings. */
export function limitsGiven(given: GivenSettings, { maxLength, longTexts }: Settings): Limits {
  return {
    maxLength: given.maxLength === undefined ? undefined : maxLength,
    longTexts: given.longTexts === undefined ? undefined : longTexts,
  };
}

/** Opens a model with its head and tokenizer. Throws a UserError when something is missing or does not fit together. */
export async function openModel(
  path: string,
  { maxLength, longTexts }: Limits,
  withPairs: boolean,
): Promise<OpenedModel> {
  const folder = resolveModelFolder(path);
  const model = await readModelFolder(folder);
  const { tokenizer, files } = await openFolderTokenizer(folder);
  const taught = await readTaught(folder);
  const isPaired = withPairs || taught?.columns.pair != null;
  const trained = trainedLimits(files);
  const length = maxLength ?? Math.min(trained.maxLength, mostTokens(model.config));
  checkFits(model.config, tokenizer, { maxLength: length, pair: isPaired ? 'pair' : null }, folder);
  return {
    folder,
    model,
    tokenizer,
    maxLength: length,
    longTexts: longTexts ?? trained.longTexts,
    taught,
  };
}
