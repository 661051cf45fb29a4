// What a stranger's tokenizer.json may ask of memory: replacements that cannot grow a text endlessly. How long a
// pattern takes is limited where it is used (`native/nativeProcess.ts`).

import { UserError } from '../../shared/errors.js';
import type { TokenizerObject } from './definition.js';

/** Times that a normaliser may lengthen a text in all its steps; `Replace` puts one character for one or two. */
const mostGrowth = 64;
/** Characters of a text that a step puts in; steps within one another. */
const longestContent = 256;
const mostDepth = 16;

/** Throws UserError `model.tokenizerPattern`. */
export function checkBounds({ normalizer, pre_tokenizer, decoder }: TokenizerObject, file: string): void {
  for (const part of [normalizer, pre_tokenizer, decoder]) checkTexts(part, file, 0);
  if (growthOf(normalizer) > mostGrowth) refuse(file, 'normalizer');
}

function refuse(file: string, pattern: string): never {
  throw new UserError('model.tokenizerPattern', { file, pattern });
}

/** Every text that a part puts in, however deep. */
function checkTexts(part: unknown, file: string, depth: number): void {
  if (typeof part !== 'object' || part === null) return;
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
  if (typeof part !== 'object' || part === null) return 1;
  if ('normalizers' in part && Array.isArray(part.normalizers))
    return part.normalizers.reduce<number>((product, each) => product * growthOf(each), 1);
  if (!('content' in part) || typeof part.content !== 'string') return 1;
  return Math.max(1, part.content.length / shortestMatch('pattern' in part ? part.pattern : null));
}

/** Characters that a pattern takes away at least; a regular expression may take none, and is counted as one. */
function shortestMatch(pattern: unknown): number {
  if (typeof pattern !== 'object' || pattern === null || !('String' in pattern)) return 1;
  return typeof pattern.String === 'string' ? Math.max(1, pattern.String.length) : 1;
}
