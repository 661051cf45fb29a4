// Parses CSV into rows where quotes need not close: a quote that closes nothing is text. csv-parse's lenient mode would
// let it swallow the following rows.

import { UserError } from '../../shared/errors.js';
import type { Row } from '../source/row.js';
import type { Dialect, RecordOptions, RowParser } from './rowParser.js';
import { lineBreaks, maxRowBytes, mostColumns } from './rowText.js';

const backslash = 0x5c;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** A cell, and the offset of the separator or row end after it. */
interface Cell {
  readonly text: string;
  readonly end: number;
  /** Whether it begins with a quote that is not closed. */
  readonly isOpen: boolean;
}

/**
 * Whether one row has a quote that is not closed, for a reader that waits for every quote to close. Empty lines may
 * precede the row.
 */
export function opensQuote(row: Buffer, dialect: Pick<Dialect, 'delimiter' | 'rowEnds'>): boolean {
  const parser = new LenientParser('', dialect);
  parser.append(row);
  const rows = parser.finish();
  return rows.length !== 1 || rows[0]!.hasOpenQuote === true;
}

type LenientDialect = Pick<Dialect, 'delimiter' | 'rowEnds' | 'quote' | 'escape'> & Partial<Pick<Dialect, 'quotes'>>;

/** A missing value, as databases write it. */
const nullCell = '\\N';
const controls: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '0': '' };

/** A text without its backslashes, as MySQL and PostgreSQL write them. */
function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\(\r\n|[^])/gu, (_, escaped: string) => controls[escaped] ?? escaped);
}

/**
 * Reads the same as csv-parse wherever csv-parse reports no error. In a column that begins with a quote, the next quote
 * that is not doubled decides. If a separator or the row's end follows it, it closes the column, whatever lies between.
 * If anything else follows it on the same line, the whole column is text. If it is on a later line, or missing within
 * the longest row, the first quote is text, and the column ends where it would without it.
 */
export class LenientParser implements RowParser {
  private readonly delimiter: Buffer;
  private readonly endsAtReturn: boolean;
  /** The byte of the quote; −1 where there is none. */
  private readonly quote: number;
  private readonly escapes: boolean;
  private readonly isStrict: boolean;
  private rows: Row[] = [];
  /** The bytes that are not parsed yet, at the start of a buffer that grows to the longest row. */
  private buffer = Buffer.alloc(0);
  private length = 0;
  /** The bytes and lines before it. */
  private parsed = 0;
  private line: number;
  /** The number of bytes needed before another attempt: an unfinished row is not read again for every piece. */
  private wanted = 0;
  private isWhole = false;

  constructor(
    private readonly file: string,
    { delimiter, rowEnds, quote = '"', escape, quotes = 'lenient' }: LenientDialect,
    private readonly recordOptions: RecordOptions = {},
  ) {
    this.delimiter = Buffer.from(delimiter, 'utf8');
    this.endsAtReturn = rowEnds.includes('\r');
    this.quote = quote === '' ? -1 : quote.charCodeAt(0);
    this.escapes = escape === 'backslash';
    this.isStrict = quotes === 'strict';
    this.line = recordOptions.from?.line ?? 1;
  }

  /** The rows that this piece completes. Throws a UserError for a row that is too long. */
  async write(piece: Buffer): Promise<Row[]> {
    this.append(piece);
    if (this.length >= this.wanted) this.parse();
    return this.takeRows();
  }

  async end(): Promise<Row[]> {
    return this.finish();
  }

  finish(): Row[] {
    this.isWhole = true;
    this.parse();
    return this.takeRows();
  }

  takeRows(): Row[] {
    const { rows } = this;
    this.rows = [];
    return rows;
  }

  append(piece: Buffer): void {
    const length = this.length + piece.length;
    if (length > this.buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(length, 2 * this.buffer.length));
      this.buffer.copy(larger, 0, 0, this.length);
      this.buffer = larger;
    }
    piece.copy(this.buffer, this.length);
    this.length = length;
  }

  private parse(): void {
    let start = 0;
    while (start < this.length) {
      const end = this.readRow(start);
      if (end === undefined) break;
      start = end;
    }
    this.buffer.copyWithin(0, start, this.length);
    this.length -= start;
    this.parsed += start;
    if (this.length > maxRowBytes) throw this.tooLong();
    this.wanted = Math.min(2 * this.length, maxRowBytes + 2);
  }

  /** The offset of the next row; undefined while this one is not complete. */
  private readRow(start: number): number | undefined {
    const fields: string[] = [];
    let hasOpenQuote = false;
    for (let at = start; ;) {
      const cell = this.readCell(at, start);
      if (cell === undefined) return undefined;
      fields.push(cell.text);
      if (fields.length > mostColumns)
        throw new UserError('data.tooManyColumns', { file: this.file, line: this.line, most: mostColumns });
      hasOpenQuote ||= cell.isOpen;
      if (cell.isOpen && this.isStrict) throw this.openQuote(start, at);
      const ending = cell.end === this.length ? 0 : this.rowEndAt(cell.end)!;
      at = cell.end + this.delimiter.length;
      if (ending === 0 && cell.end < this.length) continue;
      this.take(fields, start, cell.end + ending, hasOpenQuote);
      return cell.end + ending;
    }
  }

  private take(fields: readonly string[], start: number, end: number, hasOpenQuote: boolean): void {
    const { line } = this;
    if (end - start > maxRowBytes) throw this.tooLong();
    this.line += this.escapes ? lineBreaks(this.buffer.toString('utf8', start, end)) : 1;
    if (!this.escapes) for (const field of fields) this.line += lineBreaks(field);
    if (fields.length === 1 && fields[0]!.trim() === '') return;
    this.recordOptions.index?.note(this.parsed + start, line);
    this.rows.push(hasOpenQuote ? { line, fields, hasOpenQuote } : { line, fields });
  }

  private tooLong(): UserError {
    return new UserError('data.rowTooLong', { file: this.file, line: this.line, megabytes: maxRowBytes >> 20 });
  }

  private openQuote(rowStart: number, at: number): UserError {
    const line = this.line + lineBreaks(this.buffer.toString('utf8', rowStart, at));
    return new UserError('data.unbalancedQuote', { file: this.file, line });
  }

  private readCell(at: number, rowStart: number): Cell | undefined {
    if (at === this.length || this.buffer[at] !== this.quote) return this.textFrom(at, '', false);
    const next = this.nextQuote(at + 1, rowStart);
    if (next === undefined) return undefined;
    if (next === null) return this.textFrom(at, '', true);
    const after = next + 1;
    const rowEnd = after === this.length ? 1 : this.rowEndAt(after);
    if (rowEnd === undefined) return undefined;
    const inside = this.unquoted(this.buffer.toString('utf8', at + 1, next));
    if (rowEnd > 0 || this.isDelimiter(after)) return { text: inside, end: after, isOpen: false };
    return this.hasRowEnd(at, next) ? this.textFrom(at, '', true) : this.textFrom(after, this.quoted(inside), false);
  }

  private quoted(inside: string): string {
    const mark = String.fromCharCode(this.quote);
    return mark + inside + mark;
  }

  private unquoted(inside: string): string {
    const mark = String.fromCharCode(this.quote);
    const text = inside.replaceAll(mark + mark, mark);
    return this.escapes ? unescaped(text) : text;
  }

  /** The text up to the separator or the row's end; undefined where neither has arrived. */
  private textFrom(from: number, before: string, isOpen: boolean): Cell | undefined {
    let end = from;
    for (; end < this.length; end++) {
      const byte = this.buffer[end];
      if (byte === this.delimiter[0] && this.isDelimiter(end)) break;
      if (byte === this.delimiter[0] && end + this.delimiter.length > this.length && !this.isWhole) return undefined;
      const rowEnd = byte === lineFeed || byte === carriageReturn ? this.rowEndAt(end) : 0;
      if (rowEnd === undefined) return undefined;
      if (rowEnd > 0) break;
      if (byte === backslash && this.escapes) {
        const escaped = this.afterEscape(end);
        if (escaped === undefined) return undefined;
        end = escaped - 1;
      }
    }
    if (end === this.length && !this.isWhole) return undefined;
    const text = this.buffer.toString('utf8', from, end);
    return { text: before + (this.escapes ? (text === nullCell ? '' : unescaped(text)) : text), end, isOpen };
  }

  /** The offset after a backslash and what it escapes; undefined where more bytes must decide. */
  private afterEscape(at: number): number | undefined {
    const isCut = at + 2 >= this.length && !this.isWhole;
    if (isCut) return undefined;
    const isReturn = this.buffer[at + 1] === carriageReturn && this.buffer[at + 2] === lineFeed;
    return Math.min(this.length, at + (isReturn ? 3 : 2));
  }

  /**
   * The next quote that is not doubled; null where the longest row has none, undefined where more bytes must decide.
   */
  private nextQuote(from: number, rowStart: number): number | null | undefined {
    for (let at = from; ; at += 2) {
      const found = this.quoteFrom(at);
      at = found < 0 ? this.length : Math.min(found, this.length);
      if (at - rowStart > maxRowBytes) return null;
      const isLast = at + 1 >= this.length;
      if (isLast && !this.isWhole) return undefined;
      if (at === this.length) return null;
      if (isLast || this.buffer[at + 1] !== this.quote) return at;
    }
  }

  /** The offset of the next quote that no backslash escapes; −1 where there is none. */
  private quoteFrom(from: number): number {
    if (!this.escapes) return this.buffer.indexOf(this.quote, from);
    for (let at = from; at < this.length; at++) {
      if (this.buffer[at] === this.quote) return at;
      if (this.buffer[at] === backslash) at += 1;
    }
    return -1;
  }

  private isDelimiter(at: number): boolean {
    return (
      at + this.delimiter.length <= this.length &&
      this.delimiter.every((byte, index) => this.buffer[at + index] === byte)
    );
  }

  private hasRowEnd(from: number, to: number): boolean {
    for (let at = from; at < to; at++) if (this.rowEndAt(at) !== 0) return true;
    return false;
  }

  /**
   * The number of bytes of the row end at this offset, 0 where there is none; undefined where the next byte must
   * decide.
   */
  private rowEndAt(at: number): 0 | 1 | 2 | undefined {
    const byte = this.buffer[at];
    if (byte === lineFeed) return 1;
    if (byte !== carriageReturn) return 0;
    const alone = this.endsAtReturn ? 1 : 0;
    if (at + 1 < this.length) return this.buffer[at + 1] === lineFeed ? 2 : alone;
    return this.isWhole ? alone : undefined;
  }
}
