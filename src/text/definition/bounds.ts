// Limits the time and memory that a stranger's tokenizer.json can take: patterns must not run endlessly, and
// replacements must not grow a text endlessly.

import { UserError } from '../../shared/errors.js';
import { plainLine } from '../../shared/plainText.js';
import type { TokenizerObject } from './definition.js';

/** The largest factor by which all steps of a normaliser together may lengthen a text. */
const mostGrowth = 64;
/** The largest number of characters of an inserted text and of a pattern, and the largest depth of nested steps. */
const longestContent = 256;
const longestPattern = 2000;
const mostDepth = 16;
/** The largest repetition count in a pattern. */
const mostRepeats = 1000;

/** Throws UserError `model.tokenizerPattern`. */
export function checkBounds({ normalizer, pre_tokenizer, decoder }: TokenizerObject, file: string): void {
  for (const part of [normalizer, pre_tokenizer, decoder]) checkStrings(part, file, 0);
  if (growthOf(normalizer) > mostGrowth) refuse(file, 'normalizer');
}

function refuse(file: string, pattern: string): never {
  throw new UserError('model.tokenizerPattern', { file, pattern: plainLine(pattern.slice(0, 80)) });
}

/** Every pattern and every text of a part, however deep. */
function checkStrings(part: unknown, file: string, depth: number): void {
  if (typeof part !== 'object' || part === null) return;
  if (depth > mostDepth) refuse(file, '…');
  for (const [name, value] of Object.entries(part)) {
    if (typeof value === 'object') checkStrings(value, file, depth + 1);
    else if (typeof value === 'string' && name === 'Regex' && !isHarmless(value)) refuse(file, value);
    else if (typeof value === 'string' && isPutIn(name) && value.length > longestContent) refuse(file, name);
  }
}

/** The key of a text that a step inserts. A table of characters is long, and is checked where it is used. */
function isPutIn(name: string): boolean {
  return name !== 'precompiled_charsmap' && name !== 'Regex';
}

/** The factor by which a normaliser can lengthen a text. */
function growthOf(part: unknown): number {
  if (typeof part !== 'object' || part === null) return 1;
  if ('normalizers' in part && Array.isArray(part.normalizers))
    return part.normalizers.reduce<number>((product, each) => product * growthOf(each), 1);
  if (!('content' in part) || typeof part.content !== 'string') return 1;
  return Math.max(1, part.content.length / shortestMatch('pattern' in part ? part.pattern : null));
}

/**
 * The smallest number of characters that a pattern matches; a regular expression, which may match none, counts as one.
 */
function shortestMatch(pattern: unknown): number {
  if (typeof pattern !== 'object' || pattern === null || !('String' in pattern)) return 1;
  return typeof pattern.String === 'string' ? Math.max(1, pattern.String.length) : 1;
}

/**
 * Whether a regular expression takes at most quadratic time: nothing within a repeated group repeats or has a choice,
 * and nothing refers back. The patterns of the known families (GPT-2, Llama, SentencePiece's spaces) are such.
 */
export function isHarmless(pattern: string): boolean {
  if (pattern.length > longestPattern) return false;
  /** For each open group: whether it contains a repetition or an alternative. */
  const groups: boolean[] = [];
  let closed: boolean | null = null;
  for (let index = 0; index < pattern.length; index++) {
    const repeat = repeatAt(pattern, index);
    const character = pattern[index]!;
    if (repeat !== null) {
      if (repeat.most > 1 && closed === true) return false;
      if (Number.isFinite(repeat.most) && repeat.most > mostRepeats) return false;
      if (repeat.most > 1 && groups.length > 0) groups[groups.length - 1] = true;
      index += repeat.length - 1;
      if (pattern[index + 1] === '?' || pattern[index + 1] === '+') index++;
      closed = null;
      continue;
    }
    closed = null;
    if (character === '\\') {
      if (/[1-9k]/.test(pattern[index + 1] ?? '')) return false;
      index++;
    } else if (character === '[') index = endOfClass(pattern, index);
    else if (character === '(') groups.push(false);
    else if (character === '|' && groups.length > 0) groups[groups.length - 1] = true;
    else if (character === ')') {
      closed = groups.pop() ?? false;
      if (closed && groups.length > 0) groups[groups.length - 1] = true;
    }
    // The prefix of a group (`?:`, `?!`, `?<name>`) is no repetition.
    if (character === '(' && pattern[index + 1] === '?') index++;
  }
  return true;
}

/** The repetition at an index: its length in characters, and its largest count. */
function repeatAt(pattern: string, index: number): { readonly length: number; readonly most: number } | null {
  const [text = '', least = '', comma, most = ''] =
    /^(?:[*+?]|\{(\d*)(,?)(\d*)\})/.exec(pattern.slice(index, index + 24)) ?? [];
  if (text === '') return null;
  if (text === '?') return { length: 1, most: 1 };
  if (text === '*' || text === '+') return { length: 1, most: Infinity };
  return { length: text.length, most: comma === '' ? Number(least) : most === '' ? Infinity : Number(most) };
}

/** The end of a character class. Classes may be nested, and contain characters that have a meaning outside. */
function endOfClass(pattern: string, from: number): number {
  let depth = 0;
  for (let index = from; index < pattern.length; index++) {
    const character = pattern[index];
    if (character === '\\') index++;
    else if (character === '[') depth++;
    else if (character === ']' && --depth === 0) return index;
  }
  return pattern.length;
}
