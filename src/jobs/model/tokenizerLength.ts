// The maximum length of a text and how longer ones are cut, as the model's tokenizer_config.json stores it.

import { parseJson } from '../../base/json.js';
import type { TokenizerTexts } from '../../formats/tokenizerTexts.js';
import { choicesOf, type Settings } from '../../shared/settings.js';

type Limits = Pick<Settings, 'maxLength' | 'longTexts'>;

/** transformers can only truncate at the start or end; other modes are stored under this key. */
const ownKey = 'finetune_bert_long_texts';
const usualLength = 512;

/**
 * Stores the limits of training, which predictions should use too: transformers and our own prediction truncate texts
 * there.
 */
export function withLimits(files: TokenizerTexts, { maxLength, longTexts }: Limits): TokenizerTexts {
  const config = configOf(files);
  Reflect.deleteProperty(config, ownKey);
  const limits = {
    model_max_length: maxLength,
    truncation_side: longTexts === 'tail' ? 'left' : 'right',
    ...(longTexts === 'head' || longTexts === 'tail' ? {} : { [ownKey]: longTexts }),
  };
  return { ...files, 'tokenizer_config.json': `${JSON.stringify({ ...config, ...limits }, null, 2)}\n` };
}

/** The limits of training; some files have a huge length there that means nothing. */
export function trainedLimits(files: TokenizerTexts): Limits {
  const { model_max_length: length, truncation_side: side, [ownKey]: own } = configOf(files);
  const known = choicesOf('longTexts').find((choice) => choice === own);
  return {
    maxLength: typeof length === 'number' && Number.isInteger(length) && length >= 4 ? length : usualLength,
    longTexts: known ?? (side === 'left' ? 'tail' : 'head'),
  };
}

function configOf(files: TokenizerTexts): Record<string, unknown> {
  const config: unknown = parseJson(files['tokenizer_config.json'] ?? '{}');
  return typeof config === 'object' && config !== null && !Array.isArray(config)
    ? (config as Record<string, unknown>)
    : {};
}
