// A file of named tensors, whatever its format: its contents are listed on opening, the numbers are read on demand.

import { readFailure } from '../base/fileErrors.js';
import { asError } from '../shared/failures.js';
import { elementCount } from './safetensorsHeader.js';

/** An open file; its tensors are read on demand. Asking for a name that it lacks is a defect of the caller. */
export interface TensorFile {
  readonly path: string;
  readonly names: readonly string[];
  has(name: string): boolean;
  shape(name: string): readonly number[];
  /** The element type: F32, F16, BF16, F64, I64 … */
  type(name: string): string;
  /**
   * The tensor as float32; integers beyond 2^24 are rounded.
   * @param into the destination, of the right length; a new array when absent
   * @throws UserError when the file cannot be read or has become shorter
   */
  read(name: string, into?: Float32Array): Promise<Float32Array>;
  close(): Promise<void>;
}

/** One tensor of a file, and how its numbers are read into an array of their count. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly type: string;
  readonly load: (target: Float32Array) => Promise<void>;
}

export function tensorFile(
  path: string,
  tensors: ReadonlyMap<string, StoredTensor>,
  close: () => Promise<void>,
): TensorFile {
  const entry = (name: string): StoredTensor => {
    const found = tensors.get(name);
    if (found === undefined) throw new Error(`${path} has no tensor ${name}`);
    return found;
  };
  return {
    path,
    names: [...tensors.keys()],
    has: (name) => tensors.has(name),
    shape: (name) => entry(name).shape,
    type: (name) => entry(name).type,
    read: async (name, into) => {
      const { shape, load } = entry(name);
      const target = into ?? new Float32Array(elementCount(shape));
      if (target.length !== elementCount(shape))
        throw new Error(`${name} has the shape [${shape.join(', ')}], not ${target.length} elements`);
      await load(target).catch((error: unknown) => Promise.reject(asError(readFailure(error, path))));
      return target;
    },
    close,
  };
}
