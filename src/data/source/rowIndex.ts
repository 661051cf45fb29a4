// An index of the rows in a file. It is sparse, so that a million rows take a few kilobytes and any of them is found
// with one short read.

import type { ByteOffset } from './row.js';

/** The position of a row: a parser that starts there finds it first. */
export interface RowPosition {
  /** The number of the row, a header counted as the first. */
  readonly row: number;
  /** The bytes of UTF-8 before it, without the byte order mark. */
  readonly byte: number;
  /** The line of the file at that byte. */
  readonly line: number;
}

const rowsBetween = 256;
const bytesBetween = 1 << 18;

export class RowIndex {
  private readonly positions: RowPosition[] = [];
  private readonly byteOffsets: ByteOffset[] = [{ file: 0, utf8: 0 }];
  /** The number of rows seen. */
  rows = 0;

  /** Notes the beginning of the next row. */
  note(byte: number, line: number): void {
    const last = this.positions.at(-1);
    const isFar = last === undefined || this.rows - last.row >= rowsBetween || byte - last.byte >= bytesBetween;
    if (isFar) this.positions.push({ row: this.rows, byte, line });
    this.rows += 1;
  }

  /** Notes an offset that the file can be read from. */
  noteBytes(position: ByteOffset): void {
    this.byteOffsets.push(position);
  }

  /** The last position at or before the row. Throws a RangeError while no row was seen. */
  positionBefore(row: number): RowPosition {
    const position = lastUpTo(this.positions, (one) => one.row <= row);
    if (position === undefined) throw new RangeError('no row was seen');
    return position;
  }

  /** The offset to begin reading at so that this byte of UTF-8 is reached soon. */
  startBefore({ byte }: RowPosition): ByteOffset {
    return lastUpTo(this.byteOffsets, ({ utf8 }) => utf8 <= byte) ?? { file: 0, utf8: 0 };
  }

  /** The ranges of rows between neighbouring positions, in order: [first row, row after the last). */
  get stretches(): readonly (readonly [from: number, to: number])[] {
    return this.positions.map((position, index) => [position.row, this.positions[index + 1]?.row ?? this.rows]);
  }
}

/**
 * The last entry of a list for which `isBefore` holds; it holds for the first entries. The first of all when it holds
 * for none.
 */
function lastUpTo<Entry>(entries: readonly Entry[], isBefore: (entry: Entry) => boolean): Entry | undefined {
  let low = 0;
  let high = entries.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (isBefore(entries[middle]!)) low = middle;
    else high = middle - 1;
  }
  return entries[low];
}
