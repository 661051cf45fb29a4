// Reads the rows of a text file, a CSV or JSON Lines, from its beginning or from a position that an earlier pass noted.

import { readUtf8 } from '../source/bytes.js';
import type { Encoding } from '../source/bytesBeyondAscii.js';
import type { Row } from '../source/row.js';
import { type ByteOffset } from '../source/row.js';
import type { RowIndex } from '../source/rowIndex.js';
import type { RowWatch, TableReader } from '../source/tableSource.js';
import { ObjectCollector } from './jsonLines.js';
import type { JsonRow } from './jsonValues.js';
import type { RecordOptions, RowParser } from './rowParser.js';

export interface TextSource {
  readonly file: string;
  readonly encoding: Encoding;
  readonly bomBytes: number;
  readonly createParser: (position: RecordOptions) => RowParser;
}

/** The start is read in small pieces: a person waits for it. */
export const startPiece = 1 << 15;

export function textReader(source: TextSource): TableReader {
  return {
    rows: (watch = {}) => readRecords(source, watch),
    rowsFrom: (index, first) => readRecordsFrom(source, index, first),
  };
}

/** @param piece the number of bytes that are read at a time */
export async function* readRecords(
  { file, createParser, ...source }: TextSource,
  { hash, index, piece }: RowWatch & { readonly piece?: number } = {},
): AsyncGenerator<Row[], void, undefined> {
  const parser = createParser({ index });
  for await (const bytes of readUtf8(file, source, hash, {
    note: index && ((position: ByteOffset) => index.noteBytes(position)),
    piece,
  })) {
    const rows = await parser.write(bytes);
    if (rows.length > 0) yield rows;
  }
  const rows = await parser.end();
  if (rows.length > 0) yield rows;
}

/** Rows before one that cannot be read are yielded before the error is thrown. */
async function* readRecordsFrom(
  { file, createParser, ...source }: TextSource,
  index: RowIndex,
  first: number,
): AsyncGenerator<Row[], void, undefined> {
  const position = index.positionBefore(first);
  const from = index.startBefore(position);
  const parser = createParser({ from: position });
  let bytesLeft = position.byte - from.utf8;
  let rowsLeft = first - position.row;
  const wantedOf = (rows: Row[]) => {
    const kept = rows.slice(rowsLeft);
    rowsLeft = Math.max(0, rowsLeft - rows.length);
    return kept;
  };
  try {
    for await (const piece of readUtf8(file, source, undefined, { from, piece: startPiece })) {
      const bytes = piece.subarray(Math.min(bytesLeft, piece.length));
      bytesLeft -= piece.length - bytes.length;
      const rows = wantedOf(await parser.write(bytes));
      if (rows.length > 0) yield rows;
    }
    yield wantedOf(await parser.end());
  } catch (error) {
    const rows = wantedOf(parser.takeRows());
    if (rows.length > 0) yield rows;
    throw error;
  }
}

const startBytes = 1 << 16;
export const firstRowCount = 1000;

/** The bytes that every candidate for the delimiter parses. */
export async function readStart(file: string, source: { encoding: Encoding; bomBytes: number }): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of readUtf8(file, source)) {
    pieces.push(piece);
    length += piece.length;
    if (length >= startBytes) break;
  }
  return Buffer.concat(pieces).subarray(0, startBytes);
}

/** The rows that columns are guessed from. */
export async function firstRows(text: TextSource): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const batch of readRecords(text, { piece: startPiece })) {
    for (const row of batch) rows.push(row);
    if (rows.length >= firstRowCount) break;
  }
  return rows.slice(0, firstRowCount);
}

/** The objects at the start of a file of JSON Lines. */
export async function firstRecords(file: string, source: { encoding: Encoding; bomBytes: number }): Promise<JsonRow[]> {
  const collector = new ObjectCollector(file);
  for await (const piece of readUtf8(file, source, undefined, { piece: startPiece })) {
    collector.see(piece, false);
    if (collector.records.length >= firstRowCount) return collector.records;
  }
  collector.see(Buffer.alloc(0), true);
  return collector.records;
}
