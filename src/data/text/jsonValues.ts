// JSON as programs write it, and an object of it as the cells of a row: nested fields by their path, `a.b`.

import { cellText, joinItems } from '../source/cellText.js';

export type JsonRow = Readonly<Record<string, unknown>>;

/**
 * Matches strings, in order to skip them; then numbers of which JSON.parse would lose digits, and words that JSON does
 * not have.
 */
const tokens = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])|-?\b(?:NaN|Infinity)\b/g;
const suspicious = /\d{16}|NaN|Infinity/;

/**
 * The value: NaN and Infinity, which Python writes, are null; integers beyond 2^53 are strings with all their digits.
 * Throws a SyntaxError.
 */
export function parseJsonText(text: string): unknown {
  if (!suspicious.test(text)) return JSON.parse(text);
  const exact = text.replace(tokens, (token) => {
    if (token.startsWith('"')) return token;
    if (/[NI]/.test(token)) return 'null';
    return Number.isSafeInteger(Number(token)) ? token : `"${token}"`;
  });
  return JSON.parse(exact);
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

/** Whether values are nested more deeply than that. */
export function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
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
