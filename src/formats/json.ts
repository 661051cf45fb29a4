// Reads JSON from outside: its length is checked before it is read, its text before it is used.

import { endOfString, parseJson } from '../base/json.js';
import { parseBoundedJson } from '../base/json.js';
import { readSmallText, type SmallFileOptions } from '../base/openFile.js';
import { UserError } from '../shared/errors.js';

export type JsonObject = Record<string, unknown>;

/** The object that a JSON file holds. @throws UserError as `readSmallText`, and when it holds no object */
export function readJsonObject(file: string, options: SmallFileOptions = {}): JsonObject {
  const text = readSmallText(file, options);
  const value = parseJson(text) ?? parseJson(withoutNaN(text));
  if (!isObject(value)) throw new UserError('model.invalidJson', { file });
  return value;
}

/** Python writes numbers that JSON has not: they become null. */
function withoutNaN(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g, (part) => (part.startsWith('"') ? part : 'null'));
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The first key that occurs twice in one object of the text; JSON.parse would silently keep the last.
 * @param text valid JSON
 */
export function findDuplicateKey(text: string): string | undefined {
  const open: Set<string>[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '{') open.push(new Set());
    else if (character === '[') open.push(new Set());
    else if (character === '}' || character === ']') open.pop();
    if (character !== '"') continue;
    const end = endOfString(text, at);
    if (isKey(text, end)) {
      const key = parseBoundedJson(text.slice(at, end)) as string;
      const keys = open.at(-1);
      if (keys?.has(key) === true) return key;
      keys?.add(key);
    }
    at = end - 1;
  }
  return undefined;
}

/** Whether a colon follows: a string that is a value is followed by a comma or a bracket. */
function isKey(text: string, end: number): boolean {
  let at = end;
  while (/\s/.test(text[at] ?? '')) at++;
  return text[at] === ':';
}
