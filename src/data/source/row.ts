// The rows of a table, and the files and positions that they are read from.

export interface Row {
  /** The line of the file on which the row begins, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
  /** A quote that opens a column and is not closed was read as text. */
  readonly hasOpenQuote?: true;
}

/** One of the files of a table. */
export interface DataFile {
  readonly path: string;
  /** The size in bytes; a folder has none. */
  readonly size: number;
  /** The time of the last change, in milliseconds, by which a change between two passes is noticed. */
  readonly changed: number;
}

/** An offset at which reading can begin: no character is cut there. */
export interface ByteOffset {
  /** The number of bytes of the file before it. */
  readonly file: number;
  /** The number of bytes of `readUtf8` before it. */
  readonly utf8: number;
}
