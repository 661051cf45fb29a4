// Parses CSV into rows with their line numbers, with csv-parse; its errors become errors that name a line.

import { CsvError, type Options, Parser } from 'csv-parse';

import { UserError } from '../../shared/errors.js';
import type { Row } from '../source/row.js';
import { opensQuote } from './lenientRecords.js';
import type { Dialect, RecordOptions, RowParser } from './rowParser.js';
import { lineBreaks, maxRowBytes, mostColumns } from './rowText.js';

/**
 * Passes each row on as soon as it is read, with the offset after it. csv-parse's own callback would copy all its state
 * for every row.
 */
class RowReader extends Parser {
  constructor(
    options: Options,
    private readonly onRow: (fields: string[], bytes: number, emptyLines: number) => void,
  ) {
    super(options);
  }

  override push(row: string[] | null): boolean {
    if (row === null) return super.push(null);
    this.onRow(row, this.info.bytes, this.info.empty_lines);
    return true;
  }
}

/**
 * Takes the file piece by piece. A quote inside a column that did not begin with one is an ordinary character; one that
 * opens a column and is not closed where the column ends is an error, since it would swallow the rows that follow.
 */
export class RecordParser implements RowParser {
  private readonly parser: RowReader;
  private rows: Row[] = [];
  /** The fault of a row that was read; the rows after it do not count. */
  private fault: Error | null = null;
  /** The line on which the last row ended. */
  private endLine: number;
  private emptyLines = 0;
  /** The bytes of unfinished rows, and the offsets in the file at which they and the unfinished row begin. */
  private held: Buffer[] = [];
  private heldFrom = 0;
  private rowFrom = 0;

  constructor(
    private readonly file: string,
    private readonly dialect: Pick<Dialect, 'delimiter' | 'rowEnds' | 'spaced'>,
    private readonly recordOptions: RecordOptions = {},
  ) {
    this.endLine = (recordOptions.from?.line ?? 1) - 1;
    const options = { ...this.options(), relax_quotes: true, skip_empty_lines: true, max_record_size: maxRowBytes };
    this.parser = new RowReader(options, (fields, bytes, emptyLines) => this.take(fields, bytes, emptyLines));
    // Failures reach the callback of write or end; without a listener the event would end the process too.
    this.parser.on('error', () => undefined);
  }

  /** The rows that this piece completes. Throws a UserError for a quote that does not close. */
  async write(piece: Buffer): Promise<Row[]> {
    this.held.push(piece);
    await this.settle((done) => this.parser.write(piece, done));
    this.dropParsed();
    // csv-parse counts the letters of a row, and not what separates them.
    const unfinished = this.held.reduce((sum, { length }) => sum + length, this.heldFrom - this.rowFrom);
    if (unfinished > 2 * maxRowBytes) throw this.tooLong();
    return this.takeRows();
  }

  /** The last row, if no line break follows it. */
  async end(): Promise<Row[]> {
    await this.settle((done) => {
      this.parser.once('error', done);
      this.parser.end(done);
      this.parser.resume();
    });
    return this.takeRows();
  }

  /** The rows parsed so far and not yet returned; after a failure, those before it. */
  takeRows(): Row[] {
    const rows = this.rows;
    this.rows = [];
    return rows;
  }

  private options(): Options {
    return {
      delimiter: this.dialect.delimiter,
      record_delimiter: [...this.dialect.rowEnds].sort((a, b) => b.length - a.length),
      relax_column_count: true,
      ltrim: this.dialect.spaced === true,
    };
  }

  private settle(start: (done: (error?: Error | null) => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      start((error) => {
        const failure = this.fault ?? error;
        if (failure == null) resolve();
        else reject(this.explain(failure));
      });
    });
  }

  private take(fields: string[], bytes: number, emptyLines: number): void {
    if (this.fault !== null) return;
    const begins = this.endLine + 1;
    const line = begins + (emptyLines - this.emptyLines);
    this.emptyLines = emptyLines;
    let end = line;
    for (const field of fields) end += lineBreaks(field);
    this.endLine = end;
    const isBlank = fields.length === 1 && fields[0]!.trim() === '';
    if (!isBlank) {
      this.fault =
        fields.length > mostColumns
          ? new UserError('data.tooManyColumns', { file: this.file, line, most: mostColumns })
          : this.quoteFault(fields, line, bytes);
      if (this.fault !== null) return;
      this.recordOptions.index?.note(this.rowFrom, begins);
      this.rows.push({ line, fields });
    }
    this.rowFrom = bytes;
  }

  /**
   * A column that begins with a quote and spans lines either was quoted properly or swallowed rows: csv-parse returns
   * the same text for both, and the row's bytes distinguish them.
   */
  private quoteFault(fields: readonly string[], line: number, bytes: number): UserError | null {
    let fieldLine = line;
    for (const field of fields) {
      const breaks = lineBreaks(field);
      if (
        breaks > 0 &&
        field.startsWith('"') &&
        opensQuote(this.heldBytes().subarray(this.rowFrom - this.heldFrom, bytes - this.heldFrom), this.dialect)
      ) {
        return new UserError('data.unbalancedQuote', { file: this.file, line: fieldLine });
      }
      fieldLine += breaks;
    }
    return null;
  }

  private heldBytes(): Buffer {
    const whole = Buffer.concat(this.held);
    this.held = [whole];
    return whole;
  }

  private dropParsed(): void {
    while (this.held.length > 0 && this.heldFrom + this.held[0]!.length <= this.rowFrom)
      this.heldFrom += this.held.shift()!.length;
  }

  private tooLong(options?: ErrorOptions): UserError {
    const values = { file: this.file, line: this.endLine + 1, megabytes: maxRowBytes >> 20 };
    return new UserError('data.rowTooLong', values, options);
  }

  private explain(error: Error): Error {
    if (!(error instanceof CsvError)) return error;
    const rest = this.heldBytes()
      .subarray(this.rowFrom - this.heldFrom)
      .toString('utf8');
    const { line, isOpen } = lastQuote(rest, this.dialect.delimiter, this.endLine + 1);
    const options = { cause: error };
    if (error.code === 'CSV_QUOTE_NOT_CLOSED' || (error.code === 'CSV_MAX_RECORD_SIZE' && isOpen)) {
      return new UserError('data.unbalancedQuote', { file: this.file, line }, options);
    }
    if (error.code === 'CSV_MAX_RECORD_SIZE') return this.tooLong(options);
    const values = { file: this.file, line: this.endLine + 1 };
    return new UserError('data.rowUnreadable', { ...values, reason: error.code }, options);
  }
}

/** The line of the last quote that opens a column in an unfinished row, and whether it is still open at its end. */
function lastQuote(row: string, delimiter: string, firstLine: number): { line: number; isOpen: boolean } {
  let line = firstLine;
  let opened = firstLine;
  let isOpen = false;
  let fieldStarts = true;
  for (let index = 0; index < row.length; index++) {
    const character = row[index]!;
    if (character === '"' && isOpen) {
      if (row[index + 1] === '"') index += 1;
      else isOpen = false;
    } else if (character === '"' && fieldStarts) {
      isOpen = true;
      opened = line;
    }
    if (character === '\n' || (character === '\r' && row[index + 1] !== '\n')) line += 1;
    fieldStarts = !isOpen && (character === delimiter || character === '\n' || character === '\r');
  }
  return { line: opened, isOpen };
}
