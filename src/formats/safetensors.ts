// Reads and writes safetensors files: tensors on demand, in pieces, as float32.

import { type FileHandle, open } from 'node:fs/promises';
import { UserError } from '../shared/errors.js';
import type { FloatTensor } from '../shared/model.js';
import { type ByteSink, writeAtomically } from './atomicWrite.js';
import { elementTypes } from './elementTypes.js';
import { readFailure } from './fileErrors.js';
import { elementCount, type Header, headerLength, parseHeader, type TensorEntry } from './safetensorsHeader.js';

/** An open file; its tensors are read when they are asked for. Asking for a name that it lacks is a defect of the caller. */
export interface SafetensorsFile {
  readonly path: string;
  readonly names: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
  has(name: string): boolean;
  shape(name: string): readonly number[];
  /** F32, F16, BF16, F64, I64 … */
  type(name: string): string;
  /**
   * The tensor as float32; integers beyond 2^24 are rounded.
   * @param into where to put it, of the right length; a new array when not given
   * @throws UserError when the file cannot be read or has become shorter
   */
  read(name: string, into?: Float32Array): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Opens a file and checks its header. @throws UserError when it is absent, unreadable, damaged or hostile */
export async function openSafetensors(path: string): Promise<SafetensorsFile> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, 'r');
    return fileOf(handle, await readHeader(handle, path), path);
  } catch (error) {
    await handle?.close();
    throw readFailure(error, path);
  }
}

async function readHeader(handle: FileHandle, path: string): Promise<Header> {
  const { size } = await handle.stat();
  const start = new Uint8Array(Math.min(8, size));
  await readFully(handle, start, 0, path);
  const header = new Uint8Array(headerLength(start, size, path));
  await readFully(handle, header, 8, path);
  return parseHeader(header, size, path);
}

function fileOf(handle: FileHandle, { tensors, metadata }: Header, path: string): SafetensorsFile {
  const entry = (name: string): TensorEntry => {
    const found = tensors.get(name);
    if (found === undefined) throw new Error(`${path} has no tensor ${name}`);
    return found;
  };
  return {
    path,
    names: [...tensors.keys()],
    metadata,
    has: (name) => tensors.has(name),
    shape: (name) => entry(name).shape,
    type: (name) => entry(name).type,
    read: async (name, into) => {
      const { shape } = entry(name);
      const target = into ?? new Float32Array(elementCount(shape));
      if (target.length !== elementCount(shape)) throw new Error(`${name} has the shape [${shape.join(', ')}], not ${target.length} elements`);
      await readTensor(handle, entry(name), target, path).catch((error: unknown) => Promise.reject(asError(readFailure(error, path))));
      return target;
    },
    close: () => handle.close(),
  };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

/** Bytes converted at a time: what is read waits in a cache, and a large tensor never lies in memory twice. */
const piece = 1 << 22;

async function readTensor(handle: FileHandle, { type, begin, end }: TensorEntry, target: Float32Array, path: string): Promise<void> {
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

async function readFully(handle: FileHandle, into: Uint8Array, position: number, path: string): Promise<void> {
  for (let done = 0; done < into.length; ) {
    const { bytesRead } = await handle.read(into, done, Math.min(largestRead, into.length - done), position + done);
    if (bytesRead === 0) {
      throw new UserError('model.truncatedFile', { file: path, expected: String(position + into.length), actual: String(position + done) });
    }
    done += bytesRead;
  }
}

/** The memory of an array as bytes, little-endian as the format wants them. */
export function bytesOf(data: Float32Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/**
 * Writes tensors as float32, whole or not at all. Equal tensors give equal bytes in whatever order they come: names are
 * sorted, as Python's library does.
 * @throws UserError as `writeAtomically`
 */
export async function writeSafetensors(
  path: string,
  tensors: Iterable<readonly [string, FloatTensor]>,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  const sorted = [...tensors].sort(([a], [b]) => (a < b ? -1 : 1));
  const header = headerBytes(sorted, metadata);
  await writeAtomically(path, (sink) => writeParts(sink, header, sorted));
}

async function writeParts(sink: ByteSink, header: Uint8Array, tensors: readonly (readonly [string, FloatTensor])[]): Promise<void> {
  await sink.write(header);
  for (const [, { data }] of tensors) await sink.write(bytesOf(data));
}

/** Length and JSON text, padded with spaces so that the data begins at a multiple of 8. */
function headerBytes(tensors: readonly (readonly [string, FloatTensor])[], metadata: Readonly<Record<string, string>>): Uint8Array {
  const entries: [string, unknown][] = [];
  if (Object.keys(metadata).length > 0) {
    entries.push(['__metadata__', Object.fromEntries(Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1)))]);
  }
  let offset = 0;
  for (const [name, { shape, data }] of tensors) {
    if (elementCount(shape) !== data.length) throw new Error(`${name}: ${data.length} elements do not fill the shape [${shape.join(', ')}]`);
    if (entries.at(-1)?.[0] === name || name === '__metadata__') throw new Error(`there are two tensors ${name}`);
    entries.push([name, { dtype: 'F32', shape, data_offsets: [offset, (offset += data.byteLength)] }]);
  }
  // Not JSON of one object: it would put names that are numbers first and lose __proto__.
  const json = Buffer.from(`{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`);
  const bytes = Buffer.alloc(8 + Math.ceil(json.length / 8) * 8, ' ');
  bytes.writeBigUInt64LE(BigInt(bytes.length - 8));
  bytes.set(json, 8);
  return bytes;
}
