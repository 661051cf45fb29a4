// Opens an existing model for predictions, evaluations and exports.

import { mostTokens, type Task } from '../../base/model.js';
import { type ModelFolder, readModelFolder } from '../../formats/modelFolder.js';
import { UserError } from '../../shared/errors.js';
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
  /** The probability above which a label of several is predicted. */
  readonly threshold: number;
  /** Null where that is not known. */
  readonly taught: Taught | null;
}

/** What was requested; what the model was trained with where nothing was. */
type Limits = { readonly [Name in 'maxLength' | 'longTexts' | 'threshold']?: Settings[Name] | undefined };

/** The limits that were given among the settings. */
export function limitsGiven(given: GivenSettings, { maxLength, longTexts, threshold }: Settings): Limits {
  return {
    maxLength: given.maxLength === undefined ? undefined : maxLength,
    longTexts: given.longTexts === undefined ? undefined : longTexts,
    threshold: given.threshold === undefined ? undefined : threshold,
  };
}

/** Opens a model with its head and tokenizer. Throws a UserError when something is missing or does not fit together. */
export async function openModel(
  path: string,
  { maxLength, longTexts, threshold }: Limits,
  withPairs: boolean,
): Promise<OpenedModel> {
  const folder = resolveModelFolder(path);
  const model = await readModelFolder(folder);
  const { tokenizer, files } = await openFolderTokenizer(folder);
  const taught = await readTaught(folder);
  if (threshold !== undefined) checkThreshold(model.config.task, threshold);
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
    threshold: threshold ?? taught?.rules.threshold ?? usualThreshold,
    taught,
  };
}

const usualThreshold = 0.5;

/** Throws `setting.onlyMultiLabel` for a threshold where each row has one label, or a number. */
export function checkThreshold(task: Task, threshold: number): void {
  if (task !== 'multi-label' && threshold !== usualThreshold)
    throw new UserError('setting.onlyMultiLabel', { name: 'threshold', value: threshold });
}
