// Reads the files of torch.save: a ZIP archive (PyTorch 1.6 and newer) or a sequence of pickles (older). Nothing in
// them is executed. Format: torch/serialization.py.

import type { FileHandle } from 'node:fs/promises';

import { readFailure } from '../../base/fileErrors.js';
import { checkOwnContent, openFile } from '../../base/openFile.js';
import { UserError } from '../../shared/errors.js';
import { elementTypes } from '../elementTypes.js';
import { printable } from '../printable.js';
import { readElements, readFully } from '../readElements.js';
import { elementCount } from '../safetensorsHeader.js';
import { type StoredTensor, type TensorFile, tensorFile } from '../tensorFile.js';
import { findStateDict } from './pickle/findStateDict.js';
import { readLegacy } from './pickle/legacy.js';
import { PickleFault, type PickleTensor } from './pickle/values.js';
import { readArchive } from './torchArchive.js';
import type { StorageRange, TorchContents } from './torchContents.js';

/**
 * Opens a file and checks the description of every tensor.
 * @throws UserError when it is absent, unreadable, damaged or hostile
 */
export async function openPytorch(path: string): Promise<TensorFile> {
  let handle: FileHandle | undefined;
  try {
    handle = await openFile(path);
    const { size } = await handle.stat();
    return fileOf(handle, await contentsOf(handle, path, size), path, size);
  } catch (error) {
    await handle?.close();
    throw error instanceof PickleFault ? sentenceOf(error, path) : readFailure(error, path);
  }
}

async function contentsOf(handle: FileHandle, path: string, size: number): Promise<TorchContents> {
  const start = Buffer.alloc(Math.min(8, size));
  await readFully(handle, start, 0, path);
  checkOwnContent(start, path);
  return start.toString('latin1', 0, 2) === 'PK' ? readArchive(handle, path) : readLegacy(handle, path, size);
}

function sentenceOf({ kind, subject }: PickleFault, file: string): UserError {
  if (kind === 'refused') return new UserError('model.pickleRefused', { file, name: printable(subject) });
  return new UserError('model.notPytorch', { file, what: printable(subject) });
}

function fileOf(handle: FileHandle, { value, storages }: TorchContents, path: string, size: number): TensorFile {
  const dict = findStateDict(value);
  if (dict === undefined) throw new UserError('model.noStateDict', { file: path });
  const stored = [...dict].map(([name, tensor]): [string, StoredTensor] => [
    name,
    storedTensor(handle, tensor, storages, { name, path, size }),
  ]);
  return tensorFile(path, new Map(stored), () => handle.close());
}

interface TensorSource {
  readonly name: string;
  readonly path: string;
  /** The length of the file in bytes. */
  readonly size: number;
}

function storedTensor(
  handle: FileHandle,
  tensor: PickleTensor,
  storages: ReadonlyMap<string, StorageRange>,
  { name, path, size }: TensorSource,
): StoredTensor {
  const { shape, type, storage } = tensor;
  const range = storages.get(storage.key);
  const { bytes } = elementTypes.get(type)!;
  const needed = extent(tensor);
  const first = storage.offset + tensor.offset;
  const fits = range !== undefined && (needed === 0 || (first + needed) * bytes <= range.bytes);
  // A stride of 0 repeats one element any number of times: no model has more elements than its file could hold.
  if (!fits || !(elementCount(shape) * 4 <= 10 * size))
    throw new UserError('model.tensorSize', { file: path, tensor: printable(name) });
  const begin = range.begin + first * bytes;
  const stretch = { type, begin, end: begin + needed * bytes };
  if (isContiguous(tensor)) return { shape, type, load: (target) => readElements(handle, stretch, target, path) };
  return {
    shape,
    type,
    load: async (target) => {
      const elements = new Float32Array(needed);
      await readElements(handle, stretch, elements, path);
      gather(elements, tensor, target);
    },
  };
}

/**
 * The number of elements of the storage from the tensor's first to its last, both included; NaN when that is not exact.
 */
function extent({ shape, strides }: PickleTensor): number {
  if (shape.includes(0)) return 0;
  const last = shape.reduce((sum, length, axis) => sum + (length - 1) * strides[axis]!, 0);
  return Number.isSafeInteger(last) ? last + 1 : Number.NaN;
}

function isContiguous({ shape, strides }: PickleTensor): boolean {
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== step) return false;
    step *= shape[axis]!;
  }
  return true;
}

/** The elements of a view in the order of its indices. */
function gather(elements: Float32Array, { shape, strides }: PickleTensor, target: Float32Array): void {
  const index = shape.map(() => 0);
  let at = 0;
  for (let element = 0; element < target.length; element++) {
    target[element] = elements[at]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      at -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
}
