// What a stranger's tokenizer.json may ask of memory: steps that cannot grow a text endlessly. How long a pattern takes
// is limited where it is used (`native/nativeProcess.ts`).

import { UserError } from '../../shared/errors.js';
import type { TokenizerObject } from './definition.js';

/** How many times longer all steps together may make a text; Unicode's longest ligature has 33. */
const mostGrowth = 128;
/** Characters of a text that a step puts in; steps within one another. */
const longestContent = 256;
const mostDepth = 16;

/** Throws UserError `model.tokenizerPattern`. */
export function checkBounds(tokenizer: TokenizerObject, file: string): void {
  const { normalizer, pre_tokenizer, post_processor, decoder, model } = tokenizer;
  const steps = { normalizer, pre_tokenizer, post_processor };
  for (const part of [...Object.values(steps), decoder]) checkTexts(part, file, 0);
  if (isPart(model)) checkTexts({ ...model, vocab: null, merges: null }, file, 0);
  let growth = 1;
  for (const [name, part] of Object.entries(steps)) {
    growth *= growthOf(part);
    if (growth > mostGrowth) refuse(file, name);
  }
}

function refuse(file: string, pattern: string): never {
  throw new UserError('model.tokenizerPattern', { file, pattern });
}

/** Every text that a part puts in, however deep. */
function checkTexts(part: unknown, file: string, depth: number): void {
  if (!isPart(part)) return;
  if (depth > mostDepth) refuse(file, '…');
  for (const [name, value] of Object.entries(part)) {
    if (typeof value === 'object') checkTexts(value, file, depth + 1);
    else if (typeof value === 'string' && longestPutIn(name, value) > longestContent) refuse(file, name);
  }
}

/** Characters of the longest text that is put in; a table of characters has many, each ended by a zero byte. */
function longestPutIn(name: string, value: string): number {
  if (name === 'Regex') return 0;
  if (name !== 'precompiled_charsmap') return value.length;
  const bytes = Buffer.from(value, 'base64');
  let longest = 0;
  let begin = bytes.length < 4 ? bytes.length : 4 + bytes.readUInt32LE();
  while (begin < bytes.length) {
    const zero = bytes.indexOf(0, begin);
    const end = zero < 0 ? bytes.length : zero;
    longest = Math.max(longest, end - begin);
    begin = end + 1;
  }
  return longest;
}

/** How many times longer a text can get. */
function growthOf(part: unknown): number {
  if (!isPart(part)) return 1;
  const inside = [part['normalizers'], part['pretokenizers'], part['processors']].find((steps) => Array.isArray(steps));
  if (inside !== undefined) return inside.reduce<number>((product, step) => product * growthOf(step), 1);
  return Math.max(1, growthOfStep[String(part['type'])]?.(part) ?? 1);
}

/** Steps that lengthen a text each time that they are taken. */
const growthOfStep: Readonly<Record<string, (step: Part) => number>> = {
  Replace: ({ content, pattern }) => textOf(content).length / shortestMatch(pattern),
  Precompiled: ({ precompiled_charsmap: table }) => longestPutIn('precompiled_charsmap', textOf(table)),
  Prepend: ({ prepend }) => 1 + textOf(prepend).length,
  // A space on either side of a Chinese character.
  BertNormalizer: ({ handle_chinese_chars: separates }) => (separates === false ? 1 : 3),
  // Bytes become characters of up to two bytes.
  ByteLevel: () => 2,
  Metaspace: () => 2,
  TemplateProcessing: ({ single, pair }) => Math.max(textsIn(single), textsIn(pair) / 2),
};

/** How often a template puts in the texts. */
function textsIn(template: unknown): number {
  const pieces: readonly unknown[] = Array.isArray(template) ? template : [];
  return pieces.filter((piece) => isPart(piece) && 'Sequence' in piece).length;
}

/** Characters that a pattern takes away at least; a regular expression may take none, and is counted as one. */
function shortestMatch(pattern: unknown): number {
  return isPart(pattern) ? Math.max(1, textOf(pattern['String']).length) : 1;
}

type Part = Readonly<Record<string, unknown>>;

function isPart(value: unknown): value is Part {
  return typeof value === 'object' && value !== null;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
