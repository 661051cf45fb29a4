// The longest text that a model is given, as its tokenizer's configuration has it.

import type { TokenizerFiles } from '../formats/modelFolder.js';

/** What the model was trained on is what it should be given: transformers and our own prediction cut texts there. */
export function withMaxLength(files: TokenizerFiles, maxLength: number): TokenizerFiles {
  const config = JSON.parse(files['tokenizer_config.json'] ?? '{}') as Record<string, unknown>;
  return { ...files, 'tokenizer_config.json': `${JSON.stringify({ ...config, model_max_length: maxLength }, null, 2)}\n` };
}
