// Writes a minimal index of a TensorFlow checkpoint: one block of entries, one of blocks, a footer.

import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** The index of float32 tensors that lie one after the other in a single data file. */
export function checkpointIndex(tensors: readonly (readonly [string, readonly number[]])[]): Buffer {
  const header = new BinaryWriter().tag(1, WireType.Varint).int32(1).finish();
  const entries: [string, Uint8Array][] = [['', header]];
  let offset = 0;
  for (const [name, shape] of [...tensors].sort()) {
    const bytes = 4 * shape.reduce((count, size) => count * size, 1);
    entries.push([name, entry(shape, offset, bytes)]);
    offset += bytes;
  }
  const data = block(entries);
  const blocks = block([['zzzz', handle(0, data.length - trailerBytes)]]);
  const footer = Buffer.alloc(48);
  Buffer.concat([handle(0, 0), handle(data.length, blocks.length - trailerBytes)]).copy(footer);
  footer.writeBigUInt64LE(0xdb4775248b80fb57n, 40);
  return Buffer.concat([data, blocks, footer]);
}

/** The bytes after a block: the kind of compression, which is none, and a checksum, which the reader ignores. */
const trailerBytes = 5;

function entry(shape: readonly number[], offset: number, bytes: number): Uint8Array {
  const dimensions = new BinaryWriter();
  for (const size of shape)
    dimensions.tag(2, WireType.LengthDelimited).bytes(new BinaryWriter().tag(1, WireType.Varint).int64(size).finish());
  const writer = new BinaryWriter()
    .tag(1, WireType.Varint)
    .int32(1)
    .tag(2, WireType.LengthDelimited)
    .bytes(dimensions.finish());
  return writer.tag(4, WireType.Varint).int64(offset).tag(5, WireType.Varint).int64(bytes).finish();
}

function handle(offset: number, size: number): Uint8Array {
  return new BinaryWriter().uint32(offset).uint32(size).finish();
}

/** A block with unshortened keys and one restart point. */
function block(entries: readonly (readonly [string, Uint8Array])[]): Buffer {
  const parts = entries.map(([key, value]) =>
    Buffer.concat([
      new BinaryWriter().uint32(0).uint32(Buffer.byteLength(key)).uint32(value.length).finish(),
      Buffer.from(key),
      value,
    ]),
  );
  const restarts = Buffer.alloc(8);
  restarts.writeUInt32LE(1, 4);
  return Buffer.concat([...parts, restarts, Buffer.alloc(trailerBytes)]);
}
