// Rows made as wide as their table, and names of columns for a sentence.

import type { Row } from '../source/row.js';

/** The row with that many columns: superfluous empty ones are dropped; undefined when the number is wrong. */
export function fitWidth(row: Row, width: number): Row | undefined {
  if (row.fields.length === width) return row;
  if (row.fields.length < width || row.fields.slice(width).some((cell) => cell.trim() !== '')) return undefined;
  return { line: row.line, fields: row.fields.slice(0, width) };
}

/** Names for a sentence, the first few of them. */
export function listNames(names: readonly string[]): string {
  return names.length > 12 ? `${names.slice(0, 12).join(', ')}, …` : names.join(', ');
}
