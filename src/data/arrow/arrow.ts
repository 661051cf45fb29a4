// Reads Arrow files as a table: one record batch at a time, found again by its offset.

import type { FileHandle } from 'node:fs/promises';

import { type Table as ArrowTable, tableFromIPC } from '@uwdata/flechette';

import { openRegular } from '../../base/openFile.js';
import { UserError } from '../../shared/errors.js';
import { cellText, type ClassNames, classNamesIn, classText } from '../source/cellText.js';
import { damagedFailure } from '../source/dataFileErrors.js';
import type { Row } from '../source/row.js';
import type { DataFile } from '../source/row.js';
import type { RecordSource, RowPart } from '../source/tableSource.js';
import { readMessage } from './message.js';

/** The limit in bytes of one message: a batch of a typical file has a thousand rows. */
const largestMessage = 2 ** 31;
const rowsAtOnce = 1000;

/**
 * The largest number of rows in a body of this many bytes: a bit each, and some rows without any bytes in a column that
 * is always empty.
 */
const mostRows = (body: number) => 8 * body + (1 << 16);

/** The types of messages, see `MessageHeader` in Arrow's Message.fbs. */
const schemaMessage = 1;
const dictionaryMessage = 2;
const batchMessage = 3;

interface Message {
  readonly type: number;
  /** The byte offsets of its beginning and its end in the file. */
  readonly from: number;
  readonly to: number;
}

/** The position of a batch. */
interface BatchPosition {
  readonly file: number;
  readonly position: number;
  /** The number of rows before it, in all files. */
  readonly row: number;
}

/** Opens files with the same columns as one table. Throws a UserError. */
export async function openArrow(
  files: readonly DataFile[],
  info: ClassNames | null,
  separator: string,
): Promise<RecordSource> {
  const first = await new ArrowFile(files[0]!).schema();
  const names = first.schema.fields.map(({ name }) => name);
  const classes = info ?? classNamesIn(first.schema.metadata?.get('huggingface'));
  const total = Math.max(
    1,
    files.reduce((sum, { size }) => sum + size, 0),
  );
  const batches: BatchPosition[] = [{ file: 0, position: 0, row: 0 }];
  return {
    names,
    files,
    async *read(from): AsyncGenerator<RowPart, void, undefined> {
      const batch = batches.findLast((one) => one.row <= from)!;
      let row = batch.row;
      for (let number = batch.file; number < files.length; number++) {
        const before = files.slice(0, number).reduce((sum, { size }) => sum + size, 0);
        for await (const { table, begins, ends } of new ArrowFile(files[number]!).batches(
          number === batch.file ? batch.position : 0,
        )) {
          if (row > batches.at(-1)!.row) batches.push({ file: number, position: begins, row });
          for (let at = Math.max(0, from - row); at < table.numRows; at += rowsAtOnce) {
            const rows = rowsOf(table, at, Math.min(at + rowsAtOnce, table.numRows), row, {
              path: files[number]!.path,
              names,
              classes,
              separator,
            });
            yield { rows, share: (before + ends) / total };
          }
          row += table.numRows;
        }
      }
    },
  };
}

interface Reading {
  readonly path: string;
  readonly names: readonly string[];
  readonly classes: ClassNames;
  readonly separator: string;
}

/** Throws a UserError where a value does not fit its column. */
function rowsOf(
  table: ArrowTable,
  from: number,
  to: number,
  before: number,
  { path, names, classes, separator }: Reading,
): Row[] {
  try {
    const columns = names.map((name) => ({ known: classes.get(name), column: table.getChild(name) }));
    return Array.from({ length: to - from }, (_, index) => {
      const fields = columns.map(({ known, column }) => {
        const value: unknown = column.at(from + index);
        return known === undefined ? cellText(value, separator) : classText(value, known, separator);
      });
      return { line: before + from + index + 1, fields };
    });
  } catch (error) {
    throw damagedFailure(error, path, 'Arrow');
  }
}

/** Reads the messages of one file one by one. */
class ArrowFile {
  constructor(private readonly file: DataFile) {}

  /** A table without rows. Throws a UserError. */
  async schema(): Promise<ArrowTable> {
    return this.withHandle(async (handle) => tableFromIPC([(await this.head(handle)).bytes]));
  }

  /** @param position the offset of a batch; 0 for the file's start */
  async *batches(
    position: number,
  ): AsyncGenerator<{ readonly table: ArrowTable; readonly begins: number; readonly ends: number }, void, undefined> {
    const handle = await this.attempt(() => openRegular(this.file.path));
    try {
      const { bytes, end } = await this.attempt(() => this.head(handle));
      // Dictionaries come before the batches that use them: reading passes all of them again.
      const known = [bytes];
      for (let at = end; ;) {
        const message = await this.attempt(() => this.message(handle, at));
        if (message === null) return;
        at = message.to;
        if (message.type === dictionaryMessage) known.push(await this.attempt(() => this.bytes(handle, message)));
        if (message.type !== batchMessage || message.from < position) continue;
        yield await this.attempt(async () => ({
          table: tableFromIPC([...known, await this.bytes(handle, message)], { useBigInt: true, useDate: true }),
          begins: message.from,
          ends: message.to,
        }));
      }
    } finally {
      await handle.close();
    }
  }

  private async withHandle<Result>(use: (handle: FileHandle) => Promise<Result>): Promise<Result> {
    return this.attempt(async () => {
      const handle = await openRegular(this.file.path);
      try {
        return await use(handle);
      } finally {
        await handle.close();
      }
    });
  }

  private async attempt<Result>(use: () => Promise<Result>): Promise<Result> {
    try {
      return await use();
    } catch (error) {
      throw damagedFailure(error, this.file.path, 'Arrow');
    }
  }

  /** Reads the schema. A file of the format with a footer has the same messages after eight bytes of its own. */
  private async head(handle: FileHandle): Promise<{ readonly bytes: Uint8Array; readonly end: number }> {
    const start = await read(handle, 0, 8);
    const message = await this.message(handle, start.toString('latin1').startsWith('ARROW1') ? 8 : 0);
    if (message?.type !== schemaMessage)
      throw new UserError('data.damaged', { file: this.file.path, kind: 'Arrow', reason: 'no schema' });
    return { bytes: await this.bytes(handle, message), end: message.to };
  }

  /** Null at the end. Lengths are checked against the file before anything is read by them. */
  private async message(handle: FileHandle, from: number): Promise<Message | null> {
    if (from >= this.file.size) return null;
    const head = await read(handle, from, 8);
    const marked = head.length >= 4 ? head.readInt32LE(0) : 0;
    const second = head.length >= 8 ? head.readInt32LE(4) : 0;
    const [prefix, length] = marked === -1 ? [8, second] : [4, marked];
    if (length === 0) return null;
    this.check(from + prefix, length);
    const metadata = await read(handle, from + prefix, length);
    const { type, body, rows } = readMessage(metadata);
    this.check(from + prefix + length, body);
    if (rows > mostRows(body)) throw new RangeError(`${rows} rows in ${body} bytes`);
    return { type, from, to: from + prefix + length + body };
  }

  private check(from: number, length: number): void {
    if (length < 0 || length > largestMessage || from + length > this.file.size)
      throw new RangeError(`${length} bytes at ${from} of ${this.file.size}`);
  }

  private async bytes(handle: FileHandle, { from, to }: Message): Promise<Uint8Array> {
    // Numbers of eight bytes are read in place, which requires an aligned copy.
    const bytes = new Uint8Array(to - from);
    for (let at = 0, bytesRead = -1; at < bytes.length && bytesRead !== 0; at += bytesRead) {
      bytesRead = (await handle.read(bytes, at, Math.min(bytes.length - at, 1 << 30), from + at)).bytesRead;
    }
    return bytes;
  }
}

async function read(handle: FileHandle, from: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, from);
  return buffer.subarray(0, bytesRead);
}
