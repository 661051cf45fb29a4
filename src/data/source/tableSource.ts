// The source of a table's rows, whatever its format: lines of text, a sheet, row groups, record batches, a folder of
// texts.

import type { FileHandle } from 'node:fs/promises';

import { openRegular } from '../../base/openFile.js';
import type { Notice } from '../../shared/notices.js';
import type { ByteListener } from './bytes.js';
import { dataReadFailure } from './dataFileErrors.js';
import type { DataFile } from './row.js';
import type { Row } from './row.js';
import type { RowIndex } from './rowIndex.js';

/** Observes the reading of rows. */
export interface RowWatch {
  /** Receives the bytes of the files. */
  readonly hash?: ByteListener | undefined;
  /** Receives the beginning of each row, including one that names the columns. */
  readonly index?: RowIndex | undefined;
}

export interface TableReader {
  /** All rows in order, including one that names the columns; memory stays bounded. Throws a UserError. */
  rows(watch?: RowWatch): AsyncGenerator<Row[], void, undefined>;
  /** The rows from that one on. Throws a RangeError while the index knows no row. */
  rowsFrom(index: RowIndex, first: number): AsyncGenerator<Row[], void, undefined>;
}

/** Some rows, and the share of the whole that has been read with them. */
export interface RowPart {
  readonly rows: Row[];
  readonly share: number;
}

/** The rows of a file that is no text, as its library returns them. */
export interface RecordSource {
  /** The names of the columns; undefined where the first row may contain them. */
  readonly names: readonly string[] | undefined;
  readonly files: readonly DataFile[];
  /** The files that are checked for changes, where that is not every file. */
  readonly watched?: readonly DataFile[];
  /** The sheet that is read, for a workbook. */
  readonly sheet?: string | undefined;
  /** Notices about decisions made while opening it. */
  readonly notices?: readonly Notice[];
  /** The rows from index `from` on, counted from 0. Throws a UserError. */
  read(from: number): AsyncGenerator<RowPart, void, undefined>;
}

/** The rows of such a source, each padded to the width: a sheet has no cells where a row ends early. */
export function sourceReader(source: RecordSource, width: number): TableReader {
  const filled = (rows: Row[]) =>
    rows.map((row) =>
      row.fields.length < width
        ? { line: row.line, fields: [...row.fields, ...new Array<string>(width - row.fields.length).fill('')] }
        : row,
    );
  return {
    async *rows({ hash, index } = {}) {
      const feed = hash === undefined ? undefined : new FileFeed(source.files, hash);
      try {
        for await (const { rows, share } of source.read(0)) {
          await feed?.upTo(share);
          for (const { line } of rows) index?.note(0, line);
          if (rows.length > 0) yield filled(rows);
        }
        await feed?.upTo(1);
      } finally {
        await feed?.close();
      }
    },
    async *rowsFrom(index, first) {
      index.positionBefore(first);
      for await (const { rows } of source.read(first)) if (rows.length > 0) yield filled(rows);
    },
  };
}

/** The number of bytes that are read at a time. */
const pieceBytes = 1 << 20;

/** Passes the files' bytes to a listener in step with their rows, so that a hash is computed and progress shows. */
class FileFeed {
  private readonly total: number;
  private fed = 0;
  private file = 0;
  private position = 0;
  private handle: FileHandle | null = null;
  private readonly piece = Buffer.allocUnsafe(pieceBytes);

  constructor(
    private readonly files: readonly DataFile[],
    private readonly listener: ByteListener,
  ) {
    this.total = files.reduce((sum, { size }) => sum + size, 0);
  }

  /** @param share of all bytes, from 0 to 1 */
  async upTo(share: number): Promise<void> {
    const target = share >= 1 ? this.total : Math.floor(this.total * share);
    while (this.fed < target && this.file < this.files.length) await this.next();
  }

  async close(): Promise<void> {
    await this.handle?.close();
    this.handle = null;
  }

  private async next(): Promise<void> {
    const { path, size } = this.files[this.file]!;
    try {
      if (this.position < size) {
        this.handle ??= await openRegular(path);
        const { bytesRead } = await this.handle.read(
          this.piece,
          0,
          Math.min(pieceBytes, size - this.position),
          this.position,
        );
        // A file that shrank meanwhile is reported by the check for changes.
        if (bytesRead > 0) this.listener.update(Buffer.from(this.piece.subarray(0, bytesRead)));
        this.position = bytesRead > 0 ? this.position + bytesRead : size;
        this.fed += bytesRead > 0 ? bytesRead : size - this.position;
      }
      if (this.position < size) return;
      await this.close();
      this.file = this.file + 1;
      this.position = 0;
    } catch (error) {
      throw dataReadFailure(error, path);
    }
  }
}
