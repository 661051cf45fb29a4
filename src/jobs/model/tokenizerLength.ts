// The longest text that a model is given and what becomes of longer ones, as its tokenizer's configuration has it.

import type { TokenizerTexts } from '../../formats/tokenizerTexts.js';
import { choicesOf, type Settings } from '../../shared/settings.js';

type Limits = Pick<Settings, 'maxLength' | 'longTexts'>;

/** Of transformers, which knows beginnings and ends; the rest is ours to know. */
const ownKey = 'finetune_bert_long_texts';
const usualLength = 512;

/** What the model was trained on is what it should be given: transformers and our own prediction cut texts there. */
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

/** What it was trained on; some have a huge length there that means nothing. */
export function trainedLimits(files: TokenizerTexts): Limits {
  const { model_max_length: length, truncation_side: side, [ownKey]: own } = configOf(files);
  const known = choicesOf('longTexts').find((choice) => choice === own);
  return {
    maxLength: typeof length === 'number' && Number.isInteger(length) && length >= 4 ? length : usualLength,
    longTexts: known ?? (side === 'left' ? 'tail' : 'head'),
  };
}

function configOf(files: TokenizerTexts): Record<string, unknown> {
  const config: unknown = JSON.parse(files['tokenizer_config.json'] ?? '{}');
  return typeof config === 'object' && config !== null && !Array.isArray(config)
    ? (config as Record<string, unknown>)
    : {};
}
