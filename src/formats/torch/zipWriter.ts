// Writes a ZIP archive of stored (uncompressed) files as a stream, each file's data at a multiple of 64 bytes. Format:
// PKWARE's APPNOTE.TXT 6.3, sections 4.3 and 4.5.3 (ZIP64, for what is beyond 4 GiB).

import { crc32 } from 'node:zlib';

import type { ByteSink } from '../atomicWrite.js';

/** PyTorch maps tensors into memory directly from the file, so it aligns them (torch/csrc: `kFieldAlignment`). */
const alignment = 64;

/** The extra field that PyTorch fills the gap with; readers skip fields that they do not know. */
const paddingId = 0x4246;
const zip64Id = 0x0001;
/** Marks names as UTF-8. */
const utf8Flag = 0x0800;
/** 1 January 1980, midnight: the same content gives the same bytes. */
const noDate = 0x0021;

interface Entry {
  readonly name: Buffer;
  readonly crc: number;
  readonly size: number;
  readonly offset: number;
}

export interface ZipOptions {
  /** The size or offset from which ZIP64's fields are used. Only tests set it lower than the format's 2^32 − 1. */
  readonly zip64From?: number;
}

export class ZipWriter {
  private readonly entries: Entry[] = [];
  private readonly limit: number;

  constructor(
    private readonly sink: ByteSink,
    { zip64From = 0xffffffff }: ZipOptions = {},
  ) {
    this.limit = zip64From;
  }

  async add(name: string, data: Uint8Array): Promise<void> {
    const entry = {
      name: Buffer.from(name, 'utf8'),
      crc: checksum(data),
      size: data.length,
      offset: this.sink.position,
    };
    this.entries.push(entry);
    await this.sink.write(this.localHeader(entry));
    await this.sink.write(data);
  }

  /** Writes the list of files that ends the archive. */
  async finish(): Promise<void> {
    const offset = this.sink.position;
    for (const entry of this.entries) await this.sink.write(this.centralHeader(entry));
    const size = this.sink.position - offset;
    const count = this.entries.length;
    if (count >= 0xffff || size >= this.limit || offset >= this.limit) {
      await this.sink.write(zip64End(count, size, offset, this.sink.position));
    }
    await this.sink.write(endRecord(Math.min(count, 0xffff), this.capped(size), this.capped(offset)));
  }

  /** The local file header (4.3.7), padded so that the data after it is aligned. */
  private localHeader(entry: Entry): Buffer {
    const wide = entry.size >= this.limit ? extraField(zip64Id, [entry.size, entry.size]) : Buffer.alloc(0);
    const unpadded = entry.offset + 30 + entry.name.length + wide.length;
    const padding = Buffer.alloc(4 + ((2 * alignment - 4 - (unpadded % alignment)) % alignment), 'Z');
    padding.writeUInt16LE(paddingId, 0);
    padding.writeUInt16LE(padding.length - 4, 2);
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    this.writeCommon(header, 4, entry, wide.length > 0);
    header.writeUInt16LE(wide.length + padding.length, 28);
    return Buffer.concat([header, entry.name, wide, padding]);
  }

  /** The central directory header (4.3.12). */
  private centralHeader(entry: Entry): Buffer {
    const sizes = entry.size >= this.limit ? [entry.size, entry.size] : [];
    const values = entry.offset >= this.limit ? [...sizes, entry.offset] : sizes;
    const wide = values.length > 0 ? extraField(zip64Id, values) : Buffer.alloc(0);
    const header = Buffer.alloc(46);
    header.writeUInt32LE(0x02014b50, 0);
    header.writeUInt16LE(wide.length > 0 ? 45 : 20, 4);
    this.writeCommon(header, 6, entry, wide.length > 0);
    header.writeUInt16LE(wide.length, 30);
    header.writeUInt32LE(this.capped(entry.offset), 42);
    return Buffer.concat([header, entry.name, wide]);
  }

  /**
   * The consecutive fields that both headers share: version needed, flags, method, time, date, checksum, sizes, name's
   * length.
   */
  private writeCommon(header: Buffer, at: number, { name, crc, size }: Entry, wide: boolean): void {
    header.writeUInt16LE(wide ? 45 : 20, at);
    header.writeUInt16LE(utf8Flag, at + 2);
    header.writeUInt16LE(noDate, at + 8);
    header.writeUInt32LE(crc, at + 10);
    header.writeUInt32LE(this.capped(size), at + 14);
    header.writeUInt32LE(this.capped(size), at + 18);
    header.writeUInt16LE(name.length, at + 22);
  }

  /** All ones where the true value is in a ZIP64 field. */
  private capped(value: number): number {
    return value >= this.limit ? 0xffffffff : value;
  }
}

function extraField(id: number, values: readonly number[]): Buffer {
  const field = Buffer.alloc(4 + 8 * values.length);
  field.writeUInt16LE(id, 0);
  field.writeUInt16LE(8 * values.length, 2);
  values.forEach((value, index) => field.writeBigUInt64LE(BigInt(value), 4 + 8 * index));
  return field;
}

/** The ZIP64 end of central directory record and its locator (4.3.14, 4.3.15). */
function zip64End(count: number, size: number, offset: number, position: number): Buffer {
  const record = Buffer.alloc(56 + 20);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(45, 12);
  record.writeUInt16LE(45, 14);
  [count, count, size, offset].forEach((value, index) => record.writeBigUInt64LE(BigInt(value), 24 + 8 * index));
  record.writeUInt32LE(0x07064b50, 56);
  record.writeBigUInt64LE(BigInt(position), 64);
  record.writeUInt32LE(1, 72);
  return record;
}

/** The end of central directory record (4.3.16). */
function endRecord(count: number, size: number, offset: number): Buffer {
  const record = Buffer.alloc(22);
  record.writeUInt32LE(0x06054b50, 0);
  record.writeUInt16LE(count, 8);
  record.writeUInt16LE(count, 10);
  record.writeUInt32LE(size, 12);
  record.writeUInt32LE(offset, 16);
  return record;
}

/** The CRC-32 in parts: one call takes less than 4 GiB. */
function checksum(data: Uint8Array): number {
  const part = 1 << 28;
  let crc = 0;
  for (let at = 0; at < data.length; at += part) crc = crc32(data.subarray(at, at + part), crc);
  return crc;
}
