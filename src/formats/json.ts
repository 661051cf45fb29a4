// Reads JSON from outside: its length is checked before it is read, its text before it is used.

import { open } from 'node:fs/promises';

import { readFailure } from '../base/fileErrors.js';
import { parseJson } from '../base/json.js';
import { UserError } from '../shared/errors.js';

export type JsonObject = Record<string, unknown>;

/** Far more than any text file of a model has: the largest, a tokenizer.json with 250 000 tokens, has 17 MB. */
const longestText = 64 << 20;

/**
 * The text of a UTF-8 file, without a byte-order mark. @throws UserError when it is absent, unreadable or over 64 MiB
 */
export async function readText(file: string): Promise<string> {
  return (await readSmall(file)).toString('utf8').replace(/^\uFEFF/, '');
}

/**
 * The bytes of a whole file.
 * @throws UserError when it is absent, unreadable or over 64 MiB
 */
export async function readSmall(file: string): Promise<Buffer> {
  try {
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      if (size > longestText) throw new UserError('model.fileTooLong', { file, bytes: size, limit: longestText });
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw readFailure(error, file);
  }
}

/** The object that a JSON file holds. @throws UserError as `readText`, and when it holds no object */
export async function readJsonObject(file: string): Promise<JsonObject> {
  const value = parseJson(await readText(file));
  if (!isObject(value)) throw new UserError('model.invalidJson', { file });
  return value;
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
      const key = JSON.parse(text.slice(at, end)) as string;
      const keys = open.at(-1);
      if (keys?.has(key) === true) return key;
      keys?.add(key);
    }
    at = end - 1;
  }
  return undefined;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

/** Whether a colon follows: a string that is a value is followed by a comma or a bracket. */
function isKey(text: string, end: number): boolean {
  let at = end;
  while (/\s/.test(text[at] ?? '')) at++;
  return text[at] === ':';
}
