// Checks the lengths in a page of a Parquet file: those of runs, of texts and of blocks, none of which may exceed the
// values that the page has. https://github.com/apache/parquet-format/blob/master/Encodings.md

import type { PageHeader } from 'hyparquet';
import { deltaBinaryUnpack } from 'hyparquet/src/delta.js';

/** The encoding of a column's pages. */
export interface PageShape {
  readonly type: string;
  /** The number of bytes of a fixed-length value. */
  readonly width: number;
  /** The largest levels: how often a part of the path may repeat, or be missing. */
  readonly repetition: number;
  readonly definition: number;
  /** Throws an Error for a page that claims an impossible size. */
  readonly decompress: (bytes: Uint8Array, length: number) => Uint8Array;
}

/** The blocks of a delta-packed page have few parts; no writer makes more. */
const mostMiniblocks = 4096;
/** Texts with shared beginnings become longer than the page, within limits. */
const usualTexts = 1 << 22;
const bestRatio = 1000;

/**
 * Throws an Error where the page's bytes contain an impossible length; the counts of its header were checked before.
 */
export function checkPage(bytes: Uint8Array, header: PageHeader, shape: PageShape): void {
  const { repetition, definition } = shape;
  const { type, data_page_header: one, data_page_header_v2: two } = header;
  if (type === 'DATA_PAGE' && one !== undefined) {
    const page = new Section(shape.decompress(bytes, header.uncompressed_page_size));
    if (repetition > 0) page.prefixed().checkLevels(repetition, one.num_values);
    const there = definition > 0 ? page.prefixed().checkLevels(definition, one.num_values) : one.num_values;
    checkValues(page, one.encoding, there, shape);
  } else if (type === 'DATA_PAGE_V2' && two !== undefined) {
    const {
      num_values: count,
      num_nulls: nulls,
      repetition_levels_byte_length: repetitionBytes,
      definition_levels_byte_length: definitionBytes,
    } = two;
    if (!(nulls >= 0 && nulls <= count && repetitionBytes >= 0 && definitionBytes >= 0))
      throw new Error(`${nulls} of ${count} values missing`);
    const page = new Section(bytes);
    const levels = [page.next(repetitionBytes), page.next(definitionBytes)] as const;
    if (repetition > 0) levels[0].checkLevels(repetition, count);
    if (definition > 0) levels[1].checkLevels(definition, count);
    const length = header.uncompressed_page_size - repetitionBytes - definitionBytes;
    const isWritten = two.is_compressed !== false && length !== 0;
    checkValues(
      isWritten ? new Section(shape.decompress(page.rest(), length)) : page,
      two.encoding,
      count - nulls,
      shape,
    );
  }
}

function checkValues(page: Section, encoding: string, count: number, { type, width }: PageShape): void {
  if (encoding === 'RLE') page.prefixed().checkRuns(1, count);
  else if (encoding === 'PLAIN_DICTIONARY' || encoding === 'RLE_DICTIONARY') page.checkRuns(page.byte(), count);
  else if (encoding === 'DELTA_BINARY_PACKED') page.checkBlocks();
  else if (encoding === 'DELTA_BYTE_ARRAY') checkTexts(page, count);
  else if (encoding === 'BYTE_STREAM_SPLIT' && type === 'FIXED_LEN_BYTE_ARRAY' && count * width > page.left)
    throw new Error(`${count} values in ${page.left} bytes`);
}

/** Each text: the length of the prefix shared with the previous text, and the length of the rest. */
function checkTexts(page: Section, count: number): void {
  const left = page.left;
  const reader = { view: page.view(), offset: 0 };
  const lengths = [new Int32Array(count), new Int32Array(count)] as const;
  for (const each of lengths) deltaBinaryUnpack(reader, count, each);
  let before = 0;
  let all = 0;
  for (const [index, shared] of lengths[0].entries()) {
    const own = lengths[1][index]!;
    if (shared < 0 || own < 0 || shared > before)
      throw new Error(`a text begins with ${shared} bytes of one of ${before}`);
    before = shared + own;
    all += before;
  }
  if (all > Math.max(usualTexts, bestRatio * left)) throw new Error(`texts of ${all} bytes in ${left}`);
}

function bitsOf(largest: number): number {
  return 32 - Math.clz32(largest);
}

/** Reads bytes from their beginning. */
class Section {
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  get left(): number {
    return this.bytes.length - this.at;
  }

  rest(): Uint8Array {
    return this.bytes.subarray(this.at);
  }

  view(): DataView {
    const { buffer, byteOffset, byteLength } = this.rest();
    return new DataView(buffer, byteOffset, byteLength);
  }

  next(length: number): Section {
    if (length > this.left) throw new Error(`${length} bytes of ${this.left}`);
    this.at += length;
    return new Section(this.bytes.subarray(this.at - length, this.at));
  }

  /** The bytes whose length precedes them. */
  prefixed(): Section {
    const a = this.byte();
    const b = this.byte();
    const c = this.byte();
    const d = this.byte();
    return this.next(a + b * 2 ** 8 + c * 2 ** 16 + d * 2 ** 24);
  }

  byte(): number {
    const byte = this.bytes[this.at++];
    if (byte === undefined) throw new Error('it ends too early');
    return byte;
  }

  /** Checks runs of one value each, or of values of `bits` bits in groups of eight, for at most `count` values. */
  checkRuns(bits: number, count: number): void {
    for (let seen = 0; seen < count && this.left > 0;) seen += this.run(bits, count - seen).values;
  }

  /**
   * Does the same for levels up to `largest`, of which there must be exactly that many. Returns how many are the
   * largest.
   */
  checkLevels(largest: number, count: number): number {
    const bits = bitsOf(largest);
    let seen = 0;
    let found = 0;
    while (seen < count && this.left > 0) {
      const { values, at, isOne } = this.run(bits, count - seen);
      if (isOne) found += this.levelAt(at, 0, bits) === largest ? values : 0;
      else
        for (let index = Math.min(values, count - seen) - 1; index >= 0; index--)
          if (this.levelAt(at, index * bits, bits) === largest) found++;
      seen += values;
    }
    if (seen < count) throw new Error(`levels of ${seen} values for ${count}`);
    return found;
  }

  /** Skips one run: returns the offset of its values, and their number. */
  private run(bits: number, most: number): { values: number; at: number; isOne: boolean } {
    const head = this.varint();
    const run = Math.floor(head / 2);
    const isOne = head % 2 === 0;
    if (isOne && run > most) throw new Error(`a run of ${run} values where ${most} are left`);
    const { at } = this;
    // The library reads a byte of an empty group, too.
    this.at += isOne ? Math.ceil(bits / 8) : Math.max(1, run * bits);
    return { values: isOne ? run : run * 8, at, isOne };
  }

  /** The `bits` bits, at most 24, that begin `from` bits after the byte at `at`; bits beyond the end are 0. */
  private levelAt(at: number, from: number, bits: number): number {
    const byte = at + Math.floor(from / 8);
    const word =
      (this.bytes[byte] ?? 0) |
      ((this.bytes[byte + 1] ?? 0) << 8) |
      ((this.bytes[byte + 2] ?? 0) << 16) |
      ((this.bytes[byte + 3] ?? 0) << 24);
    return (word >>> (from % 8)) & ((1 << bits) - 1);
  }

  checkBlocks(): void {
    const { at } = this;
    this.varint();
    const miniblocks = this.varint();
    if (miniblocks > mostMiniblocks) throw new Error(`blocks of ${miniblocks} parts`);
    this.at = at;
  }

  /** Throws an Error beyond 32 bits. */
  private varint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (value >= 2 ** 32) throw new Error(`a number of ${value}`);
      if (byte < 128) return value;
    }
  }
}
