// Text in the columns of a terminal: display widths, aligned tables, harmless control characters.

import type { Locale } from '../shared/catalogue.js';
import { figure } from '../shared/numbers.js';
import { plainLine } from '../shared/plainText.js';

const segmenter = new Intl.Segmenter();
/** East Asian Wide and Fullwidth (Unicode Standard Annex 11), and emoji. */
const wide = new RegExp(
  String.raw`^[\u{1100}-\u{115F}\u{2E80}-\u{303E}\u{3041}-\u{4DBF}\u{4E00}-\u{A4CF}\u{A960}-\u{A97F}` +
    String.raw`\u{AC00}-\u{D7A3}\u{F900}-\u{FAFF}\u{FE30}-\u{FE6F}\u{FF01}-\u{FF60}\u{FFE0}-\u{FFE6}` +
    String.raw`\u{1F300}-\u{1F64F}\u{1F680}-\u{1F6FF}\u{1F900}-\u{1FAFF}\u{20000}-\u{3FFFD}]`,
  'u',
);

/** The time that segmenting takes grows with the square of a text's length: a longer one is taken in pieces. */
const longestSegmented = 1000;
/** Characters of a text for each column that it may take: letters with more marks than that are cut. */
const mostMarks = 32;

/** The number of columns that a text takes in a terminal. */
export function displayWidth(text: string): number {
  if (text.length > longestSegmented) {
    const pieces = Math.ceil(text.length / longestSegmented);
    return Array.from({ length: pieces }, (_, index) =>
      displayWidth(text.slice(index * longestSegmented, (index + 1) * longestSegmented)),
    ).reduce((sum, width) => sum + width, 0);
  }
  let width = 0;
  for (const { segment } of segmenter.segment(text))
    width += wide.test(segment) ? 2 : /^[\p{Mark}\p{Cf}]/u.test(segment) ? 0 : 1;
  return width;
}

/** The text cut to at most that many columns, with an ellipsis in place of the rest. */
export function fit(text: string, columns: number): string {
  const begin = text.slice(0, (columns + 1) * mostMarks);
  if (begin.length === text.length && displayWidth(text) <= columns) return text;
  let kept = '';
  let width = 0;
  for (const { segment } of segmenter.segment(begin)) {
    width += displayWidth(segment);
    if (width > columns - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

const wordSegmenter = new Intl.Segmenter('zh', { granularity: 'word' });

/**
 * Lines of at most that many columns, broken at spaces and, where a language has none, between words; never before
 * punctuation.
 */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const word of unbreakable(paragraph)) {
      if (line !== '' && displayWidth(line + word.trimEnd()) > columns) {
        lines.push(line.trimEnd());
        line = word.trimStart();
      } else line += word;
    }
    lines.push(line.trimEnd());
  }
  return lines;
}

/** The pieces that a line may end after: words with what follows them up to a space, or up to the next Chinese word. */
function unbreakable(text: string): string[] {
  const pieces: string[] = [];
  for (const { segment, isWordLike } of wordSegmenter.segment(text)) {
    const last = pieces.at(-1);
    const breaks =
      last === undefined ||
      (/\s$/.test(last) && !/^\s/.test(segment)) ||
      (isWordLike === true && wide.test(segment) && !/[（“‘《(]$/.test(last));
    if (breaks) pieces.push(segment);
    else pieces[pieces.length - 1] = last + segment;
  }
  return pieces;
}

/** Text from a file in a form that is safe to print: its escape sequences and line breaks must not move the cursor. */
export function printable(text: string): string {
  return plainLine(text);
}

/** The lines of a table: the first column aligned to the left, the others to the right. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows)
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, displayWidth(cell));
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const gap = ' '.repeat((widths[column] ?? 0) - displayWidth(cell));
        return column === 0 ? cell + gap : gap + cell;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** A figure, or a dash for what does not exist. */
export function figureOrDash(value: number | null, locale: Locale): string {
  return value === null ? '–' : figure(value, locale);
}
