// A model that exists, opened to be used: for predictions, evaluations and exports.

import { readModelFolder, type ModelFolder } from '../formats/modelFolder.js';
import { mostTokens } from '../shared/model.js';
import type { Tokenizer } from '../text/tokenizer.js';
import { checkFits, openFolderTokenizer } from './modelSource.js';
import { resolveModelFolder } from './runPaths.js';

export interface OpenedModel {
  readonly folder: string;
  readonly model: ModelFolder;
  readonly tokenizer: Tokenizer;
  /** Tokens a text is cut to. */
  readonly maxLength: number;
}

/**
 * Opens a model with its head and tokenizer.
 * @param maxLength what was asked for; what the model was trained with when null
 * Throws a UserError when something is missing or does not fit together.
 */
export async function openModel(path: string, maxLength: number | null, withPairs: boolean): Promise<OpenedModel> {
  const folder = resolveModelFolder(path);
  const model = await readModelFolder(folder);
  const { tokenizer, files } = await openFolderTokenizer(folder);
  const length = maxLength ?? Math.min(trainedLength(files['tokenizer_config.json']), mostTokens(model.config));
  checkFits(model.config, tokenizer, { maxLength: length, pair: withPairs ? 'pair' : null }, folder);
  return { folder, model, tokenizer, maxLength: length };
}

/** What the tokenizer's configuration says of the longest text; some have a huge number there that means nothing. */
function trainedLength(configText: string | undefined): number {
  const config: unknown = JSON.parse(configText ?? '{}');
  const length = typeof config === 'object' && config !== null && 'model_max_length' in config ? config.model_max_length : undefined;
  return typeof length === 'number' && Number.isInteger(length) && length >= 4 ? length : 512;
}
