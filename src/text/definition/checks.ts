// Checks that the readers of the different tokenizer files share.

import type * as z from 'zod';

import { parseBoundedJson } from '../../base/json.js';
import { UserError } from '../../shared/errors.js';
import type { SpecialNames } from '../bertPipeline.js';

export function inFolder(folder: string, name: string): string {
  return /[\\/]$/.test(folder) ? folder + name : `${folder}/${name}`;
}

export function vocabularyOf(vocab: unknown, file: string): Record<string, number> {
  const isVocabulary = (value: unknown): value is Record<string, number> =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((id) => Number.isInteger(id) && id >= 0 && id < 2 ** 31);
  if (!isVocabulary(vocab)) throw new UserError('model.tokenizerField', { file, field: 'model.vocab' });
  if (Object.keys(vocab).length === 0) throw new UserError('model.emptyVocabulary', { file });
  return vocab;
}

/** The mask token is not required: classification never uses it. */
export function requireTokens(names: SpecialNames, has: (token: string) => boolean, file: string): void {
  for (const token of [names.unknown, names.classification, names.separator, names.padding]) {
    if (!has(token)) throw new UserError('model.vocabularyLacks', { file, token });
  }
}

export function parseFile<Schema extends z.ZodType>(schema: Schema, text: string, file: string): z.infer<Schema> {
  let value: unknown;
  try {
    value = parseBoundedJson(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new UserError('model.invalidJson', { file }, { cause });
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new UserError(
    'model.tokenizerField',
    { file, field: result.error.issues[0]?.path.join('.') || 'JSON' },
    { cause: result.error },
  );
}
