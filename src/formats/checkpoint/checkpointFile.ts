// Reads the weights of a TensorFlow checkpoint (version 2): NAME.index holds the location of each tensor in
// NAME.data-00000-of-0000N. Format: tensorflow/core/protobuf/tensor_bundle.proto.

import type { FileHandle } from 'node:fs/promises';

import { BinaryReader } from '@bufbuild/protobuf/wire';

import { readFailure } from '../../base/fileErrors.js';
import { openFile } from '../../base/openFile.js';
import { UserError } from '../../shared/errors.js';
import { reasonOf } from '../../shared/failures.js';
import { elementTypes } from '../elementTypes.js';
import { printable } from '../printable.js';
import { readElements, readFully } from '../readElements.js';
import { elementCount, longestHeader } from '../safetensorsHeader.js';
import { type StoredTensor, type TensorFile, tensorFile } from '../tensorFile.js';
import { todaysNameOf } from './names.js';
import { readTable, TableFault } from './table.js';

/** The numbers of TensorFlow's DataType. */
const dataTypes: ReadonlyMap<number, string> = new Map([
  [1, 'F32'],
  [2, 'F64'],
  [3, 'I32'],
  [4, 'U8'],
  [5, 'I16'],
  [6, 'I8'],
  [9, 'I64'],
  [10, 'BOOL'],
  [14, 'BF16'],
  [19, 'F16'],
]);

/** Opens NAME.index and the files beside it. @throws UserError when one is absent, unreadable, damaged or hostile */
export async function openCheckpoint(index: string): Promise<TensorFile> {
  const handles: FileHandle[] = [];
  const close = async () => {
    for (const handle of handles) await handle.close();
  };
  try {
    const { shards, entries } = bundleOf(readTable(await readIndex(index)));
    for (let shard = 0; shard < shards; shard++) handles.push(await openFile(shardPath(index, shard, shards)));
    const sizes = await Promise.all(handles.map(async (handle) => (await handle.stat()).size));
    const tensors = new Map<string, StoredTensor>();
    for (const [stored, entry] of entries) {
      const named = todaysNameOf(stored);
      if (named === undefined) continue;
      tensors.set(
        named.name,
        storedTensor(entry, named.transposed, {
          handle: handles[entry.shard],
          size: sizes[entry.shard],
          path: index,
          tensor: printable(stored),
        }),
      );
    }
    return tensorFile(index, tensors, close);
  } catch (error) {
    await close();
    throw error instanceof TableFault
      ? new UserError('model.notCheckpoint', { file: index, what: error.message })
      : readFailure(error, index);
  }
}

async function readIndex(path: string): Promise<Buffer> {
  const handle = await openFile(path);
  try {
    const { size } = await handle.stat();
    if (size > longestHeader) throw new TableFault('too long an index');
    const bytes = Buffer.alloc(size);
    await readFully(handle, bytes, 0, path);
    return bytes;
  } finally {
    await handle.close();
  }
}

/** More files than any checkpoint of a BERT has. */
const mostShards = 1000;

function shardPath(index: string, shard: number, shards: number): string {
  const digits = (value: number) => String(value).padStart(5, '0');
  return index.replace(/\.index$/, `.data-${digits(shard)}-of-${digits(shards)}`);
}

interface BundleEntry {
  readonly type: number;
  readonly shape: readonly number[];
  readonly shard: number;
  readonly offset: number;
  readonly bytes: number;
  /** Whether the tensor is stored in slices, as a large variable over several machines is. */
  readonly sliced: boolean;
}

function bundleOf(table: ReadonlyMap<string, Buffer>): { shards: number; entries: Map<string, BundleEntry> } {
  const header = table.get('');
  if (header === undefined) throw new TableFault('no header');
  const { 1: shards = 1, 2: bigEndian = 0 } = numbersOf(header);
  if (bigEndian !== 0) throw new TableFault('another byte order');
  if (shards < 1 || shards > mostShards) throw new TableFault('a number of files that cannot be');
  const entries = [...table]
    .filter(([name]) => name !== '')
    .map(([name, bytes]): [string, BundleEntry] => [name, entryOf(bytes)]);
  for (const [, { shard }] of entries) if (shard >= shards) throw new TableFault('a file that is not there');
  return { shards, entries: new Map(entries) };
}

/** BundleEntryProto: dtype 1, shape 2, shard_id 3, offset 4, size 5, crc32c 6, slices 7. */
function entryOf(bytes: Buffer): BundleEntry {
  const { 1: type = 0, 3: shard = 0, 4: offset = 0, 5: size = 0 } = numbersOf(bytes);
  const shape = messagesOf(bytes, 2).flatMap((proto) =>
    messagesOf(proto, 2).map((dimension) => numbersOf(dimension)[1] ?? 0),
  );
  if ([shard, offset, size, ...shape].some((value) => !Number.isSafeInteger(value) || value < 0))
    throw new TableFault('an impossible offset');
  return { type, shape, shard, offset, bytes: size, sliced: messagesOf(bytes, 7).length > 0 };
}

/** The varint fields of a message by number; the last one of a number wins. */
function numbersOf(message: Uint8Array): Record<number, number> {
  const numbers: Record<number, number> = {};
  forEachField(message, (field, wire, reader) => {
    if (wire !== 0) return false;
    numbers[field] = Number(reader.int64());
    return true;
  });
  return numbers;
}

/** The contents of a field that holds messages. */
function messagesOf(message: Uint8Array, wanted: number): Uint8Array[] {
  const found: Uint8Array[] = [];
  forEachField(message, (field, wire, reader) => {
    if (field !== wanted || wire !== 2) return false;
    found.push(reader.bytes());
    return true;
  });
  return found;
}

function forEachField(message: Uint8Array, take: (field: number, wire: number, reader: BinaryReader) => boolean): void {
  try {
    const reader = new BinaryReader(message);
    while (reader.pos < reader.len) {
      const [field, wire] = reader.tag();
      if (!take(field, wire, reader)) reader.skip(wire, field);
    }
  } catch (error) {
    throw new TableFault(reasonOf(error));
  }
}

interface Source {
  readonly handle: FileHandle | undefined;
  readonly size: number | undefined;
  readonly path: string;
  /** The tensor's name, for messages. */
  readonly tensor: string;
}

function storedTensor(
  entry: BundleEntry,
  transposed: boolean,
  { handle, size = 0, path, tensor }: Source,
): StoredTensor {
  const type = dataTypes.get(entry.type);
  if (type === undefined)
    throw new UserError('model.tensorType', {
      file: path,
      tensor,
      type: `DataType ${entry.type}`,
      supported: [...dataTypes.values()].join(', '),
    });
  const end = entry.offset + entry.bytes;
  const [inputs = 0, outputs = 0] = entry.shape;
  const fits =
    elementCount(entry.shape) * elementTypes.get(type)!.bytes === entry.bytes &&
    (!transposed || entry.shape.length === 2);
  if (handle === undefined || entry.sliced || !fits) throw new UserError('model.tensorSize', { file: path, tensor });
  if (end > size)
    throw new UserError('model.truncatedFile', { file: path, expected: String(end), actual: String(size) });
  const load = (target: Float32Array) => readElements(handle, { type, begin: entry.offset, end }, target, path);
  if (!transposed) return { shape: entry.shape, type, load };
  return {
    shape: [outputs, inputs],
    type,
    load: async (target) => {
      const stored = new Float32Array(target.length);
      await load(stored);
      transpose(stored, target, inputs, outputs);
    },
  };
}

/** Transposes [rows, columns] into [columns, rows], in squares that fit into a cache. */
function transpose(source: Float32Array, target: Float32Array, rows: number, columns: number): void {
  const side = 32;
  for (let top = 0; top < rows; top += side) {
    for (let left = 0; left < columns; left += side) {
      for (let row = top; row < Math.min(top + side, rows); row++) {
        for (let column = left; column < Math.min(left + side, columns); column++)
          target[column * rows + row] = source[row * columns + column]!;
      }
    }
  }
}
