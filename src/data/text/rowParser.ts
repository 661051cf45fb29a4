// What turns text into rows, piece by piece: the one interface of the parsers.

import type { Settings } from '../../shared/settings.js';
import type { Row } from '../source/row.js';
import type { RowIndex, RowPlace } from '../source/rowIndex.js';

export interface Dialect {
  readonly delimiter: string;
  /** What ends a row; first what the file itself mostly has. */
  readonly rowEnds: readonly string[];
  /** What becomes of a quote that opens a column and is not closed: an error, or text. */
  readonly quotes: Settings['quotes'];
}

export interface RecordOptions {
  /** Told where each row begins. */
  readonly index?: RowIndex | undefined;
  /** Where in the file the first piece begins; its start when not given. */
  readonly from?: Pick<RowPlace, 'line'> | undefined;
}

/** Text to rows, piece by piece. */
export interface RowParser {
  /** Rows that this piece of UTF-8 completes. Throws a UserError that names the line which cannot be read. */
  write(piece: Buffer): Promise<Row[]>;
  /** The last row, where no line break follows it. */
  end(): Promise<Row[]>;
  /** Rows parsed so far and not yet handed out; after a failure, those before it. */
  takeRows(): Row[];
}
