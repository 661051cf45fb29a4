// The interface of the parsers that turn text into rows, piece by piece.

import type { Settings } from '../../shared/settings.js';
import type { Row } from '../source/row.js';
import type { RowIndex, RowPosition } from '../source/rowIndex.js';

export interface Dialect {
  readonly delimiter: string;
  /** The possible row ends; the file's own usual one first. */
  readonly rowEnds: readonly string[];
  /** How a quote that opens a column and is not closed is treated: as an error, or as text. */
  readonly quotes: Settings['quotes'];
  /** The character around columns that hold a delimiter; a double quote when absent, none when empty. */
  readonly quote?: '"' | "'" | '';
  /** How a quote within quotes is written: twice, or, as a delimiter too, behind a backslash; twice when absent. */
  readonly escape?: 'doubled' | 'backslash';
  /** Spaces after a delimiter belong to no column: quotes may follow them. */
  readonly spaced?: boolean;
}

export interface RecordOptions {
  /** Receives the beginning of each row. */
  readonly index?: RowIndex | undefined;
  /** The position of the first piece in the file; its start when absent. */
  readonly from?: Pick<RowPosition, 'line'> | undefined;
}

/** Text to rows, piece by piece. */
export interface RowParser {
  /** The rows that this piece of UTF-8 completes. Throws a UserError that names the line which cannot be read. */
  write(piece: Buffer): Promise<Row[]>;
  /** The last row, if no line break follows it. */
  end(): Promise<Row[]>;
  /** The rows parsed so far and not yet returned; after a failure, those before it. */
  takeRows(): Row[];
}
