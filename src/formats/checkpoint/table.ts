// Reads the sorted table of LevelDB and of TensorFlow's index files: blocks of entries, an index of the blocks, a
// footer. Format: https://github.com/google/leveldb/blob/main/doc/table_format.md. A checkpoint's table is not
// compressed.

/** A fault in a table; the file's reader reports it with the file's name. */
export class TableFault extends Error {}

const magic = 0xdb4775248b80fb57n;
const footerBytes = 48;
/** The bytes behind each block: its kind of compression and a checksum. */
const trailerBytes = 5;

/** All entries in the order of their keys. Throws a TableFault. */
export function readTable(bytes: Buffer): Map<string, Buffer> {
  if (bytes.length < footerBytes || bytes.readBigUInt64LE(bytes.length - 8) !== magic) throw new TableFault('no table');
  const footer = new Cursor(bytes.subarray(bytes.length - footerBytes));
  footer.handle();
  const entries = new Map<string, Buffer>();
  for (const { value: handle } of entriesOf(block(bytes, footer.handle()))) {
    for (const { key, value } of entriesOf(block(bytes, new Cursor(handle).handle()))) {
      if (entries.has(key)) throw new TableFault('a key twice');
      entries.set(key, value);
    }
  }
  return entries;
}

interface BlockHandle {
  readonly offset: number;
  readonly size: number;
}

function block(bytes: Buffer, { offset, size }: BlockHandle): Buffer {
  const end = offset + size;
  if (!(end + trailerBytes <= bytes.length)) throw new TableFault('a block beyond the end');
  if (bytes[end] !== 0) throw new TableFault('a compressed block');
  return bytes.subarray(offset, end);
}

/** An entry stores how much of its key it shares with the previous one; restart offsets follow the last entry. */
function* entriesOf(data: Buffer): Generator<{ readonly key: string; readonly value: Buffer }> {
  if (data.length < 4) throw new TableFault('a block without an end');
  const restarts = data.readUInt32LE(data.length - 4);
  const end = data.length - 4 * (restarts + 1);
  if (end < 0) throw new TableFault('a block without an end');
  const cursor = new Cursor(data.subarray(0, end));
  let previous: Buffer = Buffer.alloc(0);
  while (!cursor.ended) {
    const shared = cursor.varint();
    const rest = cursor.varint();
    const length = cursor.varint();
    if (shared > previous.length) throw new TableFault('a key that shares more than there is');
    const key = Buffer.concat([previous.subarray(0, shared), cursor.take(rest)]);
    yield { key: key.toString('utf8'), value: cursor.take(length) };
    previous = key;
  }
}

class Cursor {
  private position = 0;

  constructor(private readonly bytes: Buffer) {}

  get ended(): boolean {
    return this.position >= this.bytes.length;
  }

  take(length: number): Buffer {
    const start = this.position;
    if (!(length <= this.bytes.length - start)) throw new TableFault('an end in the middle');
    this.position = start + length;
    return this.bytes.subarray(start, this.position);
  }

  /** Seven bits a byte, the lowest first. */
  varint(): number {
    let value = 0;
    for (let factor = 1; factor <= 2 ** 49; factor *= 128) {
      const byte = this.take(1)[0]!;
      value += (byte & 127) * factor;
      if (byte < 128) {
        if (value > Number.MAX_SAFE_INTEGER) break;
        return value;
      }
    }
    throw new TableFault('a number that is too large');
  }

  handle(): BlockHandle {
    return { offset: this.varint(), size: this.varint() };
  }
}
