// Reads a range of a file as float32 numbers, whatever the type of its elements.

import type { FileHandle } from 'node:fs/promises';

import { UserError } from '../shared/errors.js';
import { elementTypes } from './elementTypes.js';

/** The range of a file that holds numbers. */
export interface Stretch {
  /** A key of `elementTypes`. */
  readonly type: string;
  /** The byte range in the file, the end excluded. */
  readonly begin: number;
  readonly end: number;
}

/** The bytes converted at a time: they still lie in a cache then, and a large tensor never lies in memory twice. */
const piece = 1 << 22;

/**
 * @param target has as many numbers as the range has elements
 * @throws UserError when the file ends before the range does, or the system refuses
 */
export async function readElements(
  handle: FileHandle,
  { type, begin, end }: Stretch,
  target: Float32Array,
  path: string,
): Promise<void> {
  if (type === 'F32') return readFully(handle, bytesOf(target), begin, path);
  const { bytes, convert } = elementTypes.get(type)!;
  const buffer = new Uint8Array(Math.min(piece, end - begin));
  for (let at = begin; at < end; at += piece) {
    const part = buffer.subarray(0, Math.min(piece, end - at));
    await readFully(handle, part, at, path);
    const first = (at - begin) / bytes;
    convert(part, target.subarray(first, first + part.length / bytes));
  }
}

/** One system call reads at most 2 GiB, and may read less than it is asked to. */
const largestRead = 1 << 26;

/**
 * Fills the array with the bytes from `position` on.
 * @throws UserError when the file ends before
 */
export async function readFully(handle: FileHandle, into: Uint8Array, position: number, path: string): Promise<void> {
  for (let done = 0; done < into.length;) {
    const { bytesRead } = await handle.read(into, done, Math.min(largestRead, into.length - done), position + done);
    if (bytesRead === 0) {
      throw new UserError('model.truncatedFile', {
        file: path,
        expected: String(position + into.length),
        actual: String(position + done),
      });
    }
    done += bytesRead;
  }
}

/** The memory of an array as bytes, little-endian as every format here requires. */
export function bytesOf(data: Float32Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
