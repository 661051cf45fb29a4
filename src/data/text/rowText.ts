// Rules for rows of text that all parsers share: how long one may be, and how its lines are counted.

/** A longer row is none: most likely a quote was never closed. */
export const maxRowBytes = 1 << 24;

/** A table with more columns is none; a workbook has 16 384 at most. */
export const mostColumns = 20_000;

/** CRLF, LF and CR each count as one. */
export function lineBreaks(text: string): number {
  if (!text.includes('\n') && !text.includes('\r')) return 0;
  let breaks = 0;
  for (let index = 0; index < text.length; index++) {
    if (text[index] === '\n' || (text[index] === '\r' && text[index + 1] !== '\n')) breaks += 1;
  }
  return breaks;
}
