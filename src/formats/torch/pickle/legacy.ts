// Reads the format that torch.save wrote before PyTorch 1.6: five pickles (a magic number, a version, the machine, the
// value, the storages' keys), then every storage as its count of elements and its bytes.

import type { FileHandle } from 'node:fs/promises';

import { UserError } from '../../../shared/errors.js';
import { elementTypes } from '../../elementTypes.js';
import { readFully } from '../../readElements.js';
import { longestHeader } from '../../safetensorsHeader.js';
import type { StorageRange, TorchContents } from '../torchContents.js';
import { PickleInput } from './input.js';
import { type Resolver } from './machine.js';
import { torchNames } from './torchNames.js';
import { unpickle } from './unpickle.js';
import { damaged, PickleDict, PickleList, type PickleStorage, type PickleValue } from './values.js';

const magic = 0x1950a86a20f9469cfc6cn;
const version = 1001;

/** Throws a PickleFault, a UserError, and the errors of the system. */
export async function readLegacy(handle: FileHandle, path: string, size: number): Promise<TorchContents> {
  const head = Buffer.alloc(Math.min(longestHeader, size));
  await readFully(handle, head, 0, path);
  const input = new PickleInput(head);
  if (unpickle(input, torchNames) !== magic) throw damaged('another start');
  if (unpickle(input, torchNames) !== version) throw damaged('another version');
  const machine = unpickle(input, torchNames);
  if (machine instanceof PickleDict && machine.entries.get('little_endian') === false)
    throw new UserError('model.bigEndian', { file: path });
  const types = new Map<string, string>();
  const value = unpickle(input, noting(types));
  const keys = unpickle(input, torchNames);
  if (!(keys instanceof PickleList)) throw damaged('no list of storages');
  return { value, storages: await placesOf({ handle, path, size }, keys.items, types, input.position) };
}

/** Records the element type of every storage that the pickle mentions. */
function noting(types: Map<string, string>): Resolver {
  return {
    ...torchNames,
    persistent: (id) => {
      const storage = torchNames.persistent(id) as PickleStorage;
      if (storage.type !== null) types.set(storage.key, storage.type);
      return storage;
    },
  };
}

async function placesOf(
  file: { handle: FileHandle; path: string; size: number },
  keys: readonly PickleValue[],
  types: ReadonlyMap<string, string>,
  start: number,
): Promise<Map<string, StorageRange>> {
  const { handle, path, size } = file;
  const ranges = new Map<string, StorageRange>();
  let position = start;
  for (const key of keys) {
    const name = typeof key === 'number' ? String(key) : key;
    const type = typeof name === 'string' ? types.get(name) : undefined;
    if (typeof name !== 'string' || type === undefined) throw damaged('a storage that nothing mentions');
    const count = Buffer.alloc(8);
    await readFully(handle, count, position, path);
    const bytes = Number(count.readBigUInt64LE()) * elementTypes.get(type)!.bytes;
    const begin = position + 8;
    if (!(begin + bytes <= size))
      throw new UserError('model.truncatedFile', { file: path, expected: String(begin + bytes), actual: String(size) });
    ranges.set(name, { begin, bytes });
    position = begin + bytes;
  }
  return ranges;
}
