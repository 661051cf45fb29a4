// tokenizer_config.json and the files that older versions of transformers left beside it, by its precedence: where the
// configuration lists its added tokens, it says everything.

import type * as z from 'zod';

import { inFolder, parseFile } from './checks.js';
import type { TokenizerSource } from './definition.js';
import {
  addedTokensSchema,
  type Config,
  configSchema,
  decoderTokens,
  legacyTokens,
  specialTokensSchema,
  type TokensById,
} from './tokenizerConfig.js';

export interface ReadConfig {
  readonly config: Config;
  /** The tokens that the files list by id. */
  readonly listed: TokensById;
  /** Whether tokenizer_config.json lists the added tokens: those of tokenizer.json do not count then. */
  readonly isComplete: boolean;
  /** tokenizer_config.json as it is, with the special tokens of special_tokens_map.json. */
  readonly written: Record<string, unknown>;
  /** Whether `written` says all that the other files say. */
  readonly isWhole: boolean;
}

export function readConfig(files: TokenizerSource): ReadConfig {
  const { folder, tokenizerConfig, addedTokens, specialTokens, configClass } = files;
  const read = <Schema extends z.ZodType>(schema: Schema, text: string | null | undefined, name: string) =>
    text == null ? undefined : parseFile(schema, text, inFolder(folder, name));
  const own = read(specialTokensSchema, tokenizerConfig, 'tokenizer_config.json') ?? {};
  const isComplete = own['added_tokens_decoder'] != null;
  const special = isComplete ? {} : (read(specialTokensSchema, specialTokens, 'special_tokens_map.json') ?? {});
  const written = { ...own, ...special };
  const named = written['tokenizer_class'] ?? configClass;
  const whole = JSON.stringify({ ...written, tokenizer_class: named });
  const config: Config = parseFile(configSchema, whole, inFolder(folder, 'tokenizer_config.json'));
  const added = isComplete ? undefined : read(addedTokensSchema, addedTokens, 'added_tokens.json');
  const listed = isComplete ? decoderTokens(config) : legacyTokens(added ?? {}, config);
  const isWhole = isComplete || (listed.size === 0 && Object.keys(special).length === 0);
  return { config, listed, isComplete, written, isWhole };
}
