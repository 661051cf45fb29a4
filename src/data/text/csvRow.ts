// Writes a row of a CSV, without its line end.

import type { Dialect } from './rowParser.js';

/** What is written around and within columns: RFC 4180, section 2, where nothing else is given. */
type Written = Pick<Dialect, 'quote' | 'escape'>;

/** Quotes cells that need it, and those that would lose spaces in other programs. */
export function csvRow(cells: readonly string[], delimiter = ',', written: Written = {}): string {
  return cells.map((cell) => csvCell(cell, delimiter, written)).join(delimiter);
}

function csvCell(cell: string, delimiter: string, { quote: given = '"', escape }: Written): string {
  const isEscaped = escape === 'backslash';
  // Without quotes and backslashes nothing could keep a delimiter in its cell.
  const quote = given === '' && !isEscaped ? '"' : given;
  const plain = isEscaped ? cell.replaceAll('\\', '\\\\') : cell;
  const isSpecial = cell.includes(delimiter) || /[\r\n]|^\s|\s$/.test(cell);
  if (quote === '') return plain.replaceAll(delimiter, `\\${delimiter}`).replace(/\r\n|[\r\n]/g, '\\$&');
  if (!isSpecial && !cell.includes(quote)) return plain;
  return quote + plain.replaceAll(quote, (isEscaped ? '\\' : quote) + quote) + quote;
}
