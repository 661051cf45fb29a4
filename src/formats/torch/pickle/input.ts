// The bytes of a pickle, read from start to end; every length is checked before it is used.

import { damaged } from './values.js';

/** No tensor needs an integer of more digits, and converting one is slow. */
const longestInteger = 64;

export class PickleInput {
  private readonly view: DataView;

  constructor(
    private readonly bytes: Uint8Array,
    public position = 0,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  byte(): number {
    return this.view.getUint8(this.advance(1));
  }

  uint16(): number {
    return this.view.getUint16(this.advance(2), true);
  }

  int32(): number {
    return this.view.getInt32(this.advance(4), true);
  }

  uint32(): number {
    return this.view.getUint32(this.advance(4), true);
  }

  /** A 64-bit length; `take` refuses one that exceeds the file. */
  length64(): number {
    return Number(this.view.getBigUint64(this.advance(8), true));
  }

  float64(): number {
    return this.view.getFloat64(this.advance(8), false);
  }

  take(length: number): Uint8Array {
    const start = this.advance(length);
    return this.bytes.subarray(start, start + length);
  }

  text(length: number): string {
    const bytes = this.take(length);
    try {
      // Python's surrogatepass may leave invalid UTF-8; the name of a tensor never has any.
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      throw damaged('a text that is not UTF-8');
    }
  }

  /** The text up to the next line feed, which is consumed too. */
  line(): string {
    const end = this.bytes.indexOf(0x0a, this.position);
    if (end < 0) throw damaged('a line without an end');
    const text = Buffer.from(this.take(end - this.position)).toString('latin1');
    this.position++;
    return text;
  }

  /** An integer in little-endian two's complement. */
  integer(length: number): number | bigint {
    if (length > longestInteger) throw damaged(`an integer of ${length} bytes`);
    const bytes = this.take(length);
    let value = 0n;
    for (let index = length - 1; index >= 0; index--) value = (value << 8n) | BigInt(bytes[index]!);
    return narrowed(length > 0 && bytes[length - 1]! >= 0x80 ? value - (1n << BigInt(8 * length)) : value);
  }

  /** A decimal integer, as protocol 0 writes it. */
  decimal(text: string): number | bigint {
    if (!/^[+-]?\d+$/.test(text) || text.length > longestInteger) throw damaged('an integer that is none');
    return narrowed(BigInt(text.replace('+', '')));
  }

  private advance(length: number): number {
    const start = this.position;
    if (!(length <= this.bytes.length - start)) throw damaged('an end in the middle');
    this.position = start + length;
    return start;
  }
}

function narrowed(value: bigint): number | bigint {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}
