// Checks the metadata of an Arrow message before a library trusts it: it is a flatbuffer whose vectors may claim any
// length.

/**
 * A table of Arrow's Schema.fbs and Message.fbs, as far as it matters: the vectors and tables in it, by their offsets
 * in the vtable.
 */
interface TableShape {
  readonly vectors?: Readonly<Record<number, { readonly itemBytes: number; readonly item?: () => TableShape }>>;
  readonly tables?: Readonly<Record<number, () => TableShape>>;
}

const keyValue: TableShape = {};
const union: TableShape = { vectors: { 6: { itemBytes: 4 } } };
const field: TableShape = {
  vectors: { 14: { itemBytes: 4, item: () => field }, 16: { itemBytes: 4, item: () => keyValue } },
};
const schema: TableShape = {
  vectors: { 6: { itemBytes: 4, item: () => field }, 8: { itemBytes: 4, item: () => keyValue }, 10: { itemBytes: 8 } },
};
/** A node is two numbers of eight bytes. */
const nodeBytes = 16;
const recordBatch: TableShape = {
  vectors: { 6: { itemBytes: nodeBytes }, 8: { itemBytes: 16 }, 12: { itemBytes: 8 } },
};
const dictionaryBatch: TableShape = { tables: { 6: () => recordBatch } };
/** The tables by the type of the message's header. */
const headers: Readonly<Record<number, TableShape>> = { 1: schema, 2: dictionaryBatch, 3: recordBatch };

/** The vtable offset of the type in a Field and that of its table, and the type that has a vector. */
const fieldType = 8;
const fieldTypeTable = 10;
const unionType = 14;
const mostDepth = 64;

export interface MessageFacts {
  /** The type of the header. */
  readonly type: number;
  /** The number of bytes of the body. */
  readonly body: number;
  /**
   * The largest number of rows that a batch or dictionary claims, for itself or for a column or list in it; 0 for other
   * messages. Infinity for a negative number.
   */
  readonly rows: number;
}

/** Throws a RangeError if a table, or the number of items that a vector claims, exceeds these bytes. */
export function readMessage(metadata: Buffer): MessageFacts {
  const reader = new FlatReader(metadata);
  const message = reader.table(0);
  const type = message.offset(6) === 0 ? 0 : metadata.readUInt8(message.offset(6));
  const header = message.offset(8);
  const shape = headers[type];
  if (shape !== undefined && header > 0) reader.check(header, shape, 0);
  const body = message.offset(10) === 0 ? 0 : Number(metadata.readBigInt64LE(message.offset(10)));
  const batch = type === 3 ? header : type === 2 && header > 0 ? reader.table(header).offset(6) : 0;
  return { type, body, rows: batch === 0 ? 0 : rowsIn(metadata, reader, batch) };
}

/** The rows of a record batch, whose nodes (a length, and the number of nulls) are known to be within the bytes. */
function rowsIn(metadata: Buffer, reader: FlatReader, batch: number): number {
  const table = reader.table(batch);
  const length = table.offset(4);
  const nodes = table.offset(6);
  const offsets = length === 0 ? [] : [length];
  if (nodes > 0) {
    const start = nodes + metadata.readInt32LE(nodes);
    for (let node = 0; node < metadata.readInt32LE(start); node++) offsets.push(start + 4 + nodeBytes * node);
  }
  const rows = offsets.map((offset) => Number(metadata.readBigInt64LE(offset)));
  return rows.some((count) => count < 0) ? Infinity : rows.reduce((most, each) => Math.max(most, each), 0);
}

class FlatReader {
  /**
   * Every item takes bytes of its own: a small message that becomes endless through shared tables has more items than
   * that.
   */
  private itemsLeft: number;

  constructor(private readonly bytes: Buffer) {
    this.itemsLeft = bytes.length;
  }

  /** The table that the offset at this index points to. */
  table(at: number): { offset(entry: number): number } {
    const start = at + this.bytes.readInt32LE(at);
    const entries = start - this.bytes.readInt32LE(start);
    const size = this.bytes.readInt16LE(entries);
    return {
      offset: (entry) => {
        const offset = entry < size ? this.bytes.readInt16LE(entries + entry) : 0;
        return offset === 0 ? 0 : start + offset;
      },
    };
  }

  check(at: number, shape: TableShape, depth: number): void {
    if (depth > mostDepth) throw new RangeError('fields in fields without end');
    const table = this.table(at);
    for (const [entry, { itemBytes, item }] of Object.entries(shape.vectors ?? {})) {
      const offset = table.offset(Number(entry));
      if (offset > 0) this.checkVector(offset, itemBytes, item?.(), depth);
    }
    for (const [entry, inside] of Object.entries(shape.tables ?? {})) {
      const offset = table.offset(Number(entry));
      if (offset > 0) this.check(offset, inside(), depth + 1);
    }
    const [type, typeTable] = shape === field ? [table.offset(fieldType), table.offset(fieldTypeTable)] : [0, 0];
    if (type > 0 && typeTable > 0 && this.bytes.readUInt8(type) === unionType) this.check(typeTable, union, depth + 1);
  }

  private checkVector(offset: number, itemBytes: number, item: TableShape | undefined, depth: number): void {
    const start = offset + this.bytes.readInt32LE(offset);
    const count = this.bytes.readInt32LE(start);
    this.itemsLeft -= Math.max(0, count);
    if (count < 0 || start + 4 + count * itemBytes > this.bytes.length || this.itemsLeft < 0)
      throw new RangeError(`a list of ${count} in ${this.bytes.length} bytes`);
    if (item !== undefined)
      for (let index = 0; index < count; index++) this.check(start + 4 + itemBytes * index, item, depth + 1);
  }
}
