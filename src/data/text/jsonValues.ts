// JSON as programs write it, and an object of it as the cells of a row: nested fields by their path, `a.b`.

import { checkJsonBounds, endOfString, mostJsonValues } from '../../base/json.js';
import { cellText, joinItems } from '../source/cellText.js';

export type JsonRow = Readonly<Record<string, unknown>>;

/** Numbers of which JSON.parse may lose digits, and words that JSON does not have. */
const suspicious = /\d{16}|NaN|Infinity/;

/**
 * The value: NaN and Infinity, which Python writes, are null; integers beyond 2^53 are strings with all their digits.
 * Throws a SyntaxError, also for a text that is nested too deeply or has too many values.
 */
export function parseJsonText(text: string, most = mostJsonValues): unknown {
  checkJsonBounds(text, most);
  return JSON.parse(suspicious.test(text) ? exactText(text) : text);
}

/**
 * In one walk, since a regular expression over a string or a number of millions of characters would end on the stack,
 * or go over it again from each of them.
 */
function exactText(text: string): string {
  const parts: string[] = [];
  let kept = 0;
  for (let at = 0; at < text.length;) {
    const end = text.startsWith('"', at) ? endOfString(text, at) : endOfWord(text, at);
    const exact = exactWord(text, at, end);
    if (exact !== null) parts.push(text.slice(kept, at), exact);
    if (exact !== null) kept = end;
    at = end;
  }
  return kept === 0 ? text : parts.join('') + text.slice(kept);
}

/** The offset after a number or a name; after one character where there is none. */
function endOfWord(text: string, start: number): number {
  let at = start;
  while (isOfWord(text.charCodeAt(at))) at++;
  return Math.max(at, start + 1);
}

function isOfWord(code: number): boolean {
  const isLetter = (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) || code === 0x5f;
  return isDigit(code) || isLetter || code === 0x2b || code === 0x2d || code === 0x2e;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** What JSON.parse reads right in place of a word; null for one that it does. */
function exactWord(text: string, start: number, end: number): string | null {
  const first = text.startsWith('-', start) ? start + 1 : start;
  const isName = ['NaN', 'Infinity'].some((name) => end - first === name.length && text.startsWith(name, first));
  if (isName) return 'null';
  if (end - first < 16) return null;
  for (let at = first; at < end; at++) if (!isDigit(text.charCodeAt(at))) return null;
  const digits = text.slice(start, end);
  return Number.isSafeInteger(Number(digits)) ? null : `"${digits}"`;
}

export function isRow(value: unknown): value is JsonRow {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Deeper objects are JSON in a cell. */
const deepest = 8;

/**
 * The cells by the paths of their fields. A choice as annotation tools write it, `{"choices": ["a"]}`, is the list of
 * what was chosen.
 * @param separator between the items of a list
 */
export function flatCells(row: JsonRow, separator: string): Map<string, string> {
  const cells = new Map<string, string>();
  const visit = (value: unknown, path: string, depth: number) => {
    const choices = choicesIn(value);
    if (choices !== undefined) {
      cells.set(path, joinItems(choices, separator));
      return;
    }
    if (!isRow(value) || depth === deepest) {
      cells.set(path, cellText(value, separator));
      return;
    }
    for (const [key, inner] of Object.entries(value)) visit(inner, `${path}.${key}`, depth + 1);
  };
  for (const [key, value] of Object.entries(row)) visit(value, key, 1);
  // A key that has a point itself comes before a path of the same name.
  for (const [key, value] of Object.entries(row)) if (!isRow(value)) cells.set(key, cellText(value, separator));
  return cells;
}

/** Whether an object has more fields than that, those of inner ones included as far as they become columns. */
export function hasMoreKeys(row: JsonRow, most: number): boolean {
  let count = 0;
  const visit = (value: JsonRow, depth: number): boolean => {
    for (const inner of Object.values(value)) {
      count += 1;
      if (count > most || (isRow(inner) && depth < deepest && visit(inner, depth + 1))) return true;
    }
    return false;
  };
  return visit(row, 1);
}

/** The chosen items, where the value contains nothing else. */
export function choicesIn(value: unknown): string[] | undefined {
  if (!isRow(value)) return undefined;
  const { choices } = value;
  const isAlone = Object.keys(value).every((key) => key === 'choices' || key === 'rating');
  return isAlone && Array.isArray(choices) && choices.every((one) => typeof one === 'string') ? choices : undefined;
}
