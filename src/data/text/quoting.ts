// Detects the character that quotes columns, and whether a backslash escapes characters, from the start of a file.

import { basename } from 'node:path';

import { type Notice, notice } from '../../shared/notices.js';
import type { Settings } from '../../shared/settings.js';
import type { Row } from '../source/row.js';
import type { Dialect } from './rowParser.js';
import { usualWidth } from './titleRows.js';

/** What the settings say of quotes. */
export type WantedMarks = Pick<Settings, 'quote' | 'escape'>;
export type Marks = Required<Pick<Dialect, 'quote' | 'escape'>>;

const quoteOf = { double: '"', single: "'", none: '' } as const;

export const detectAll: WantedMarks = { quote: 'auto', escape: 'auto' };

/** The marks that the settings give, in place of others. */
export function givenMarks({ quote, escape }: WantedMarks, others: Marks = { quote: '"', escape: 'doubled' }): Marks {
  return {
    quote: quote === 'auto' ? others.quote : quoteOf[quote],
    escape: escape === 'auto' ? others.escape : escape,
  };
}

/** The setting that gives such a quote. */
export function quoteName(quote: Marks['quote']): 'double' | 'single' | 'none' {
  return quote === '"' ? 'double' : quote === "'" ? 'single' : 'none';
}

/** Rows of the start of a file as some marks read them. */
export interface Reading {
  readonly dialect: Dialect;
  readonly rows: readonly Row[];
}

/**
 * Whether single quotes stand around columns: around nearly all cells of one, or such that rows have the same width
 * with them alone.
 */
export function hasSingleQuotes(usual: Reading, single: Reading): boolean {
  const cells = usual.rows.flatMap(({ fields }) => fields);
  if (usual.rows.length < 2 || cells.some((cell) => cell.startsWith('"'))) return false;
  const isQuoted = (cell: string | undefined) => /^'[^]*'$/.test((cell ?? '').trim()) && cell!.trim().length > 1;
  const quoted = usual.rows[0]!.fields.map(
    (_, column) => usual.rows.filter(({ fields }) => isQuoted(fields[column])).length,
  );
  const isColumn = quoted.some((count) => count > 1 && count >= 0.9 * (usual.rows.length - 1));
  return alike(single.rows) > alike(usual.rows) + leastGain || (isColumn && alike(single.rows) >= alike(usual.rows));
}

/**
 * Whether a backslash escapes: where a cell is \N, as databases write a missing value, where a quote inside a quoted
 * column stands behind a backslash, or where rows have the same width only so.
 */
export function hasEscapes(text: string, usual: Reading, escaped: Reading): boolean {
  const { delimiter, quote = '"' } = escaped.dialect;
  const isNoWorse = alike(escaped.rows) >= alike(usual.rows);
  if (isNoWorse && text.split(/[\r\n]+/).some((line) => line.split(delimiter).includes('\\N'))) return true;
  if (alike(escaped.rows) > alike(usual.rows) + leastGain) return true;
  return quote !== '' && isNoWorse && hasEscapedQuote(text, delimiter, quote);
}

/** Rows have to become so much more alike for marks to be taken for their reason. */
const leastGain = 0.01;

/** The share of the rows that have the usual width. */
function alike(rows: readonly Row[]): number {
  const width = usualWidth(rows);
  return rows.filter(({ fields }) => fields.length === width).length / Math.max(1, rows.length);
}

/**
 * Whether a quoted cell has a quote behind a backslash that would otherwise end it, but is followed by more text. One
 * walk over the text, whatever it holds.
 */
function hasEscapedQuote(text: string, delimiter: string, quote: string): boolean {
  const isEnd = (at: number) => at >= text.length || '\r\n'.includes(text[at]!) || text.startsWith(delimiter, at);
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== quote || (at > 0 && !isEnd(at - delimiter.length) && !isEnd(at - 1))) continue;
    let isEscaped = false;
    for (at += 1; at < text.length && text[at] !== quote; at++) {
      if (text[at] !== '\\') continue;
      at += 1;
      isEscaped ||= text[at] === quote && !isEnd(at + 1) && text[at + 1] !== quote;
    }
    if (isEscaped && at < text.length && isEnd(at + 1)) return true;
  }
  return false;
}

/** What is said of quotes and backslashes that were not given and are not usual. */
export function marksNotices(file: string, dialect: Dialect, wanted: WantedMarks): Notice[] {
  const { quote = '"', escape = 'doubled', delimiter, spaced } = dialect;
  return [
    ...(spaced === true ? [notice('data.spacedQuotes', { file, delimiter })] : []),
    ...(wanted.quote === 'auto' && quote === "'" ? [notice('data.singleQuotes', { file: basename(file) })] : []),
    ...(wanted.escape === 'auto' && escape === 'backslash' ? [notice('data.escapes', { file: basename(file) })] : []),
  ];
}
