// Several labels in one cell: separated, or as a list of JSON, of Python or of NumPy, or as annotation tools write
// choices.

import { parseJson } from '../../base/json.js';
import { cellText, joinItems } from '../source/cellText.js';
import { choicesIn } from '../text/jsonValues.js';

/** The labels of one cell of a multi-label column, spaces around them dropped, each once; none for an empty cell. */
export function splitLabels(cell: string, separator: string): string[] {
  const parts = itemsOf(cell, separator).map((part) => part.trim());
  return [...new Set(parts.filter((part) => part !== ''))];
}

/** The items of a cell as they are written. */
export function itemsOf(cell: string, separator: string): readonly string[] {
  return listIn(cell) ?? cell.split(separator);
}

/** The items of a list; undefined for a cell that is none. */
export function listIn(cell: string): readonly string[] | undefined {
  const text = cell.trim();
  const ends = text.slice(0, 1) + text.slice(-1);
  if (text.length < 2 || text.length > longestList || !['[]', '()', '{}'].includes(ends)) return undefined;
  const value = parseJson(text);
  if (value === undefined) return ends === '{}' && text.includes(':') ? undefined : pythonItems(text.slice(1, -1));
  return choicesIn(value) ?? (Array.isArray(value) ? scalarsIn(value) : undefined);
}

function scalarsIn(values: readonly unknown[]): string[] | undefined {
  return values.every((value) => typeof value !== 'object' || value === null)
    ? values.map((value) => cellText(value, ''))
    : undefined;
}

/** A longer cell, in characters, is a text: a regular expression over a string of millions ends on the stack. */
const longestList = 1 << 20;

const single = /'([^'\\]*(?:\\.[^'\\]*)*)'/;
const double = /"([^"\\]*(?:\\.[^"\\]*)*)"/;
const bare = /(None|True|False|[+-]?\d[\d.eE+-]*)/;
const afterItem = /(,|$|(?=['"\d+-]))/;
const item = new RegExp(String.raw`\s*(?:${single.source}|${double.source}|${bare.source})\s*${afterItem.source}`, 'y');

/** Python's strings, numbers and constants, between commas or, as NumPy writes them, spaces. */
function pythonItems(inside: string): string[] | undefined {
  if (inside.trim() === '') return [];
  const items: string[] = [];
  item.lastIndex = 0;
  while (item.lastIndex < inside.length) {
    const from = item.lastIndex;
    const found = item.exec(inside);
    if (found === null) return inside.slice(from).trim() === '' && items.length > 0 ? items : undefined;
    const [, single, double, word] = found;
    const quoted = single ?? double;
    items.push(quoted === undefined ? (word === 'None' ? '' : word!) : quoted.replace(/\\(.)/g, '$1'));
  }
  return items;
}

/** Characters that separate labels, in the order of preference where two fit equally. */
const separators = ['|', ';', '；', '#', ',', '，', '、', '/', '\n', '\t', '+', '&', ' '];
/** The share of the parts that have to occur in other cells for a character to be a separator. */
const reused = 0.95;

/**
 * The separator of the labels in these cells: the character between parts that occur in other cells too. Undefined
 * where no cell has several labels.
 */
export function detectSeparator(cells: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const cell of cells) if (listIn(cell) === undefined) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  const wholes = [...counts.keys()].filter((cell) => cell.trim() !== '');
  for (const separator of separators) {
    const several = wholes.filter((cell) => cell.includes(separator));
    if (several.length > 0 && (separator === '|' || isSeparated(wholes, several, separator))) return separator;
  }
  return undefined;
}

function isSeparated(wholes: readonly string[], several: readonly string[], separator: string): boolean {
  // The number of different cells that contain each part.
  const places = new Map<string, number>();
  const partsOf = (cell: string) => new Set(cell.split(separator).map((part) => part.trim()));
  for (const cell of wholes) for (const part of partsOf(cell)) places.set(part, (places.get(part) ?? 0) + 1);
  let parts = 0;
  let again = 0;
  for (const cell of several) {
    for (const part of partsOf(cell)) {
      if (part === '') return false;
      parts += 1;
      if (places.get(part)! > 1) again += 1;
    }
  }
  return again / parts >= (separator === ' ' ? 1 : reused);
}

/** Joins labels into one cell such that `splitLabels` returns them. */
export function joinLabels(labels: readonly string[], separator: string): string {
  return joinItems(labels, separator);
}
