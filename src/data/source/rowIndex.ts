// Where rows begin in a file: sparse, so that a million rows take a few kilobytes and any of them is found with one
// short read.

import type { BytePlace } from './row.js';

/** The place of a row: a parser that starts there finds it first. */
export interface RowPlace {
  /** Number of the row, a header counted as the first. */
  readonly row: number;
  /** Bytes of UTF-8 before it, without the byte order mark. */
  readonly byte: number;
  /** Line of the file at that byte. */
  readonly line: number;
}

const rowsBetween = 256;
const bytesBetween = 1 << 18;

export class RowIndex {
  private readonly places: RowPlace[] = [];
  private readonly bytePlaces: BytePlace[] = [{ file: 0, utf8: 0 }];
  /** Rows seen. */
  rows = 0;

  /** Takes the beginning of the next row. */
  note(byte: number, line: number): void {
    const last = this.places.at(-1);
    const isFar = last === undefined || this.rows - last.row >= rowsBetween || byte - last.byte >= bytesBetween;
    if (isFar) this.places.push({ row: this.rows, byte, line });
    this.rows += 1;
  }

  /** Takes a place that the file can be read from. */
  noteBytes(place: BytePlace): void {
    this.bytePlaces.push(place);
  }

  /** The last place at or before the row. Throws a RangeError while no row was seen. */
  placeBefore(row: number): RowPlace {
    const place = lastUpTo(this.places, (one) => one.row <= row);
    if (place === undefined) throw new RangeError('no row was seen');
    return place;
  }

  /** Where to begin reading the file so that this byte of UTF-8 is reached soon. */
  startBefore({ byte }: RowPlace): BytePlace {
    return lastUpTo(this.bytePlaces, ({ utf8 }) => utf8 <= byte) ?? { file: 0, utf8: 0 };
  }

  /** Stretches of rows between neighbouring places, in order: [first row, row after the last). */
  get stretches(): readonly (readonly [from: number, to: number])[] {
    return this.places.map((place, index) => [place.row, this.places[index + 1]?.row ?? this.rows]);
  }
}

/**
 * The last of a list for which `isBefore` holds; it holds for the first ones. The first of all when it holds for none.
 */
function lastUpTo<Place>(places: readonly Place[], isBefore: (place: Place) => boolean): Place | undefined {
  let [low, high] = [0, places.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (isBefore(places[middle]!)) low = middle;
    else high = middle - 1;
  }
  return places[low];
}
