// Reads the rows of a text file, a CSV or JSON Lines, from its beginning or from a position that an earlier pass noted.

import { readUtf8 } from '../source/bytes.js';
import type { Encoding } from '../source/bytesBeyondAscii.js';
import type { Row } from '../source/row.js';
import { type ByteOffset } from '../source/row.js';
import type { RowIndex } from '../source/rowIndex.js';
import type { RowWatch, TableReader } from '../source/tableSource.js';
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
