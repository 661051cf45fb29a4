// What the metadata of an Arrow message claims, checked before a library believes it: a flatbuffer whose vectors may
// say any length.

/**
 * A table of Arrow's Schema.fbs and Message.fbs, as far as it matters: by a field's place in the vtable, where vectors
 * and other tables are.
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
/** Two numbers of eight bytes. */
const nodeBytes = 16;
const recordBatch: TableShape = {
  vectors: { 6: { itemBytes: nodeBytes }, 8: { itemBytes: 16 }, 12: { itemBytes: 8 } },
};
const dictionaryBatch: TableShape = { tables: { 6: () => recordBatch } };
/** By the type of the message's header. */
const headers: Readonly<Record<number, TableShape>> = { 1: schema, 2: dictionaryBatch, 3: recordBatch };

/** Place of the type in a Field, of its table, and the type that has a vector. */
const [fieldType, fieldTypeTable, unionType] = [8, 10, 14];
const mostDepth = 64;

export interface MessageFacts {
  /** Of the header. */
  readonly type: number;
  /** Bytes of the body. */
  readonly body: number;
  /**
   * Most rows, of a batch or of a column or list in it, that a batch or dictionary claims; 0 of other messages.
   * Infinity for fewer than none.
   */
  readonly rows: number;
}

/** Throws a RangeError where a table, or as many items as a vector says, are not in these bytes. */
export function readMessage(metadata: Buffer): MessageFacts {
  const reader = new FlatReader(metadata);
  const message = reader.table(0);
  const type = message.place(6) === 0 ? 0 : metadata.readUInt8(message.place(6));
  const header = message.place(8);
  const shape = headers[type];
  if (shape !== undefined && header > 0) reader.check(header, shape, 0);
  const body = message.place(10) === 0 ? 0 : Number(metadata.readBigInt64LE(message.place(10)));
  const batch = type === 3 ? header : type === 2 && header > 0 ? reader.table(header).place(6) : 0;
  return { type, body, rows: batch === 0 ? 0 : rowsIn(metadata, reader, batch) };
}

/** Of a record batch, whose nodes (a length, and how many are null) were checked to be there. */
function rowsIn(metadata: Buffer, reader: FlatReader, batch: number): number {
  const table = reader.table(batch);
  const [length, nodes] = [table.place(4), table.place(6)];
  const places = length === 0 ? [] : [length];
  if (nodes > 0) {
    const start = nodes + metadata.readInt32LE(nodes);
    for (let node = 0; node < metadata.readInt32LE(start); node++) places.push(start + 4 + nodeBytes * node);
  }
  const rows = places.map((place) => Number(metadata.readBigInt64LE(place)));
  return rows.some((count) => count < 0) ? Infinity : Math.max(0, ...rows);
}

class FlatReader {
  /**
   * Every item takes bytes of its own: tables that share some, to make a small message endless, have more items than
   * that.
   */
  private itemsLeft: number;

  constructor(private readonly bytes: Buffer) {
    this.itemsLeft = bytes.length;
  }

  /** The table that the offset at this place leads to. */
  table(at: number): { place(entry: number): number } {
    const start = at + this.bytes.readInt32LE(at);
    const entries = start - this.bytes.readInt32LE(start);
    const size = this.bytes.readInt16LE(entries);
    return {
      place: (entry) => {
        const offset = entry < size ? this.bytes.readInt16LE(entries + entry) : 0;
        return offset === 0 ? 0 : start + offset;
      },
    };
  }

  check(at: number, shape: TableShape, depth: number): void {
    if (depth > mostDepth) throw new RangeError('fields in fields without end');
    const table = this.table(at);
    for (const [entry, { itemBytes, item }] of Object.entries(shape.vectors ?? {})) {
      const place = table.place(Number(entry));
      if (place > 0) this.checkVector(place, itemBytes, item?.(), depth);
    }
    for (const [entry, inside] of Object.entries(shape.tables ?? {})) {
      const place = table.place(Number(entry));
      if (place > 0) this.check(place, inside(), depth + 1);
    }
    const [type, typeTable] = shape === field ? [table.place(fieldType), table.place(fieldTypeTable)] : [0, 0];
    if (type > 0 && typeTable > 0 && this.bytes.readUInt8(type) === unionType) this.check(typeTable, union, depth + 1);
  }

  private checkVector(place: number, itemBytes: number, item: TableShape | undefined, depth: number): void {
    const start = place + this.bytes.readInt32LE(place);
    const count = this.bytes.readInt32LE(start);
    this.itemsLeft -= Math.max(0, count);
    if (count < 0 || start + 4 + count * itemBytes > this.bytes.length || this.itemsLeft < 0)
      throw new RangeError(`a list of ${count} in ${this.bytes.length} bytes`);
    if (item !== undefined)
      for (let index = 0; index < count; index++) this.check(start + 4 + itemBytes * index, item, depth + 1);
  }
}
