// A row of a table, and the files and places that rows come from.

export interface Row {
  /** Line of the file on which the row begins, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
  /** A quote that opens a column and is not closed was taken as text. */
  readonly hasOpenQuote?: true;
}

/** One of the files that a table is in. */
export interface DataFile {
  readonly path: string;
  /** In bytes; a folder has none. */
  readonly size: number;
  /** Time of the last change, in milliseconds, by which a change between two passes is noticed. */
  readonly changed: number;
}

/** A place at which reading can begin: no character is cut there. */
export interface BytePlace {
  /** Bytes of the file before it. */
  readonly file: number;
  /** Bytes of `readUtf8` before it. */
  readonly utf8: number;
}
