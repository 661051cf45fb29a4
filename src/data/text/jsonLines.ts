// Parses JSON Lines into rows with their line numbers: one object a line, its keys are the columns.

import { UserError } from '../../shared/errors.js';
import type { Row } from '../source/row.js';
import type { Recognised } from './annotations.js';
import { flatCells, hasMoreKeys, isRow, type JsonRow, parseJsonText } from './jsonValues.js';
import type { RecordOptions, RowParser } from './rowParser.js';
import { maxRowBytes, mostColumns } from './rowText.js';

/** Takes the file piece by piece, in UTF-8. */
abstract class JsonLines {
  private held: Buffer[] = [];
  private heldBytes = 0;
  private line: number;
  /** The number of bytes before the current line. */
  private from = 0;

  constructor(
    private readonly file: string,
    private readonly recordOptions: RecordOptions,
  ) {
    this.line = recordOptions.from?.line ?? 1;
  }

  protected abstract take(row: JsonRow, line: number): void;

  /** Throws a UserError that names a line without an object. */
  protected feed(piece: Buffer): void {
    let from = 0;
    for (let end = piece.indexOf(0x0a); end >= 0; end = piece.indexOf(0x0a, from)) {
      this.hold(piece.subarray(from, end));
      this.finishLine(1);
      from = end + 1;
    }
    this.hold(piece.subarray(from));
  }

  protected finishLine(lineEnd: 0 | 1): void {
    const text = (this.held.length === 1 ? this.held[0]! : Buffer.concat(this.held)).toString('utf8').trim();
    if (text !== '') {
      const row = this.parse(text);
      this.recordOptions.index?.note(this.from, this.line);
      if (hasMoreKeys(row, mostColumns))
        throw new UserError('data.tooManyColumns', { file: this.file, line: this.line, most: mostColumns });
      this.take(row, this.line);
    }
    this.from += this.heldBytes + lineEnd;
    this.line += 1;
    this.held = [];
    this.heldBytes = 0;
  }

  private hold(part: Buffer): void {
    this.held.push(part);
    this.heldBytes += part.length;
    if (this.heldBytes > maxRowBytes)
      throw new UserError('data.rowTooLong', { file: this.file, line: this.line, megabytes: maxRowBytes >> 20 });
  }

  private parse(text: string): JsonRow {
    try {
      const value = parseJsonText(text);
      if (isRow(value)) return value;
    } catch {
      // Reported below, together with a line that holds another value.
    }
    throw new UserError('data.jsonLine', { file: this.file, line: this.line });
  }
}

export class JsonLineParser extends JsonLines implements RowParser {
  private rows: Row[] = [];

  /**
   * @param separator between the items of a list, as between labels
   * @param found the tool that wrote the lines, where it is known
   */
  constructor(
    file: string,
    private readonly columns: readonly string[],
    private readonly separator: string,
    private readonly found: Recognised | undefined,
    recordOptions: RecordOptions = {},
  ) {
    super(file, recordOptions);
  }

  async write(piece: Buffer): Promise<Row[]> {
    this.feed(piece);
    return this.takeRows();
  }

  async end(): Promise<Row[]> {
    this.finishLine(0);
    return this.takeRows();
  }

  takeRows(): Row[] {
    const rows = this.rows;
    this.rows = [];
    return rows;
  }

  protected take(row: JsonRow, line: number): void {
    const cells = flatCells(this.found?.convert(row) ?? row, this.separator);
    this.rows.push({ line, fields: this.columns.map((name) => cells.get(name) ?? '') });
  }
}

/** Collects the first objects. */
export class ObjectCollector extends JsonLines {
  readonly records: JsonRow[] = [];

  constructor(file: string) {
    super(file, {});
  }

  /** @param last whether this is the last piece */
  see(piece: Buffer, last: boolean): void {
    this.feed(piece);
    if (last) this.finishLine(0);
  }

  protected take(row: JsonRow): void {
    this.records.push(row);
  }
}
