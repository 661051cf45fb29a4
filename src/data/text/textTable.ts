// The rows of a file that is text, a CSV or JSON Lines: read from its beginning, or from a place that an earlier pass
// remembers.

import { readUtf8 } from '../source/bytes.js';
import type { Encoding } from '../source/encoding.js';
import type { Row } from '../source/row.js';
import { type BytePlace } from '../source/row.js';
import type { RowIndex } from '../source/rowIndex.js';
import type { RowWatch, TableReader } from '../source/tableSource.js';
import type { RecordOptions, RowParser } from './rowParser.js';

export interface TextSource {
  readonly file: string;
  readonly encoding: Encoding;
  readonly bomBytes: number;
  readonly createParser: (place: RecordOptions) => RowParser;
}

/** The start is read in small pieces: a person waits for it. */
export const startPiece = 1 << 15;

export function textReader(source: TextSource): TableReader {
  return {
    rows: (watch = {}) => readRecords(source, watch),
    rowsFrom: (index, first) => readRecordsFrom(source, index, first),
  };
}

/** @param piece bytes that are read at a time */
export async function* readRecords(
  { file, createParser, ...source }: TextSource,
  { hash, index, piece }: RowWatch & { readonly piece?: number } = {},
): AsyncGenerator<Row[], void, undefined> {
  const parser = createParser({ index });
  for await (const bytes of readUtf8(file, source, hash, {
    note: index && ((place: BytePlace) => index.noteBytes(place)),
    piece,
  })) {
    const rows = await parser.write(bytes);
    if (rows.length > 0) yield rows;
  }
  const rows = await parser.end();
  if (rows.length > 0) yield rows;
}

/** Rows before one that cannot be read are given before the error is thrown. */
async function* readRecordsFrom(
  { file, createParser, ...source }: TextSource,
  index: RowIndex,
  first: number,
): AsyncGenerator<Row[], void, undefined> {
  const place = index.placeBefore(first);
  const from = index.startBefore(place);
  const parser = createParser({ from: place });
  let [bytesLeft, rowsLeft] = [place.byte - from.utf8, first - place.row];
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
