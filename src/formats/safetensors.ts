// Reads and writes safetensors files: tensors on demand, in pieces, as float32.

import { closeSync, readSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';

import { readFailure } from '../base/fileErrors.js';
import type { FloatTensor } from '../base/model.js';
import { openFile, openFileSync } from '../base/openFile.js';
import { UserError } from '../shared/errors.js';
import { type ByteSink, writeAtomically, type WriteOptions } from './atomicWrite.js';
import { bytesOf, readElements, readFully } from './readElements.js';
import { elementCount, type Header, headerLength, parseHeader, type TensorEntry } from './safetensorsHeader.js';
import { type StoredTensor, type TensorFile, tensorFile } from './tensorFile.js';

export interface SafetensorsFile extends TensorFile {
  readonly metadata: Readonly<Record<string, string>>;
}

/** Tensors by name, and the texts in the file's header. */
export interface TensorsInMemory {
  readonly tensors: Map<string, FloatTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Opens a file and checks its header. @throws UserError when it is absent, unreadable, damaged or hostile */
export async function openSafetensors(path: string): Promise<SafetensorsFile> {
  let handle: FileHandle | undefined;
  try {
    handle = await openFile(path);
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

/**
 * The whole file in memory. The map belongs to the caller, who may empty it when the tensors have been taken. Throws a
 * UserError when the file is truncated, malformed or unreadable.
 */
export async function readSafetensors(path: string): Promise<TensorsInMemory> {
  const file = await openSafetensors(path);
  try {
    const tensors = new Map<string, FloatTensor>();
    for (const name of file.names) tensors.set(name, { shape: file.shape(name), data: await file.read(name) });
    return { tensors, metadata: file.metadata };
  } finally {
    await file.close();
  }
}

/**
 * The tensors of a file that we wrote, whose numbers are read each time they are accessed, and not kept. Throws as
 * `openSafetensors`, also on access.
 */
export async function lateSafetensors(path: string): Promise<TensorsInMemory> {
  let handle: FileHandle | undefined;
  try {
    handle = await openFile(path);
    const { tensors, metadata } = await readHeader(handle, path);
    return { tensors: new Map([...tensors].map(([name, entry]) => [name, lateTensor(path, entry)])), metadata };
  } catch (error) {
    throw readFailure(error, path);
  } finally {
    await handle?.close();
  }
}

function lateTensor(path: string, entry: TensorEntry): FloatTensor {
  if (entry.type !== 'F32') throw new Error(`a tensor of ${path} is not of float32`);
  return {
    shape: entry.shape,
    get data() {
      return readNow(path, entry);
    },
  };
}

function readNow(path: string, { shape, begin, end }: TensorEntry): Float32Array {
  const target = new Float32Array(elementCount(shape));
  let file: number | undefined;
  try {
    file = openFileSync(path);
    for (let at = begin; at < end;) {
      const count = readSync(file, bytesOf(target), at - begin, end - at, at);
      if (count === 0)
        throw new UserError('model.truncatedFile', { file: path, expected: String(end), actual: String(at) });
      at += count;
    }
    return target;
  } catch (error) {
    throw readFailure(error, path);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function fileOf(handle: FileHandle, { tensors, metadata }: Header, path: string): SafetensorsFile {
  const stored = [...tensors].map(([name, entry]): [string, StoredTensor] => [
    name,
    { shape: entry.shape, type: entry.type, load: (target) => readElements(handle, entry, target, path) },
  ]);
  return { ...tensorFile(path, new Map(stored), () => handle.close()), metadata };
}

type Metadata = Readonly<Record<string, string>>;

/** The CRC-32 of each tensor's bytes by its name. */
export type Sums = ReadonlyMap<string, number>;

export interface SafetensorsOptions extends WriteOptions {
  /**
   * The metadata with the sums in it, which are known when the tensors are written: in the place of the metadata that
   * was passed, and of its length.
   */
  readonly seal?: (sums: Sums) => Metadata;
}

/**
 * Writes tensors as float32, whole or not at all. Equal tensors give equal bytes in whatever order they are passed:
 * names are sorted, as Python's library does.
 * @throws UserError as `writeAtomically`
 */
export async function writeSafetensors(
  path: string,
  tensors: Iterable<readonly [string, FloatTensor]>,
  metadata: Metadata = {},
  { seal, ...options }: SafetensorsOptions = {},
): Promise<void> {
  const sorted = [...tensors].sort(([a], [b]) => (a < b ? -1 : 1));
  const header = headerBytes(sorted, metadata);
  const write = async (sink: ByteSink) => {
    await sink.write(header);
    if (seal === undefined) return writeParts(sink, sorted, () => undefined);
    const sums = new Map<string, number>();
    await writeParts(sink, sorted, (name, bytes) => sums.set(name, crc32(bytes)));
    const sealed = headerBytes(sorted, seal(sums));
    if (sealed.length !== header.length)
      throw new Error(`a header of ${sealed.length} bytes instead of ${header.length}`);
    await sink.rewriteStart(sealed);
  };
  await writeAtomically(path, write, options);
}

async function writeParts(
  sink: ByteSink,
  tensors: readonly (readonly [string, FloatTensor])[],
  note: (name: string, bytes: Uint8Array) => void,
): Promise<void> {
  for (const [name, tensor] of tensors) {
    // Accessed once: a late tensor is read from the disk on each access.
    const { data } = tensor;
    if (elementCount(tensor.shape) !== data.length)
      throw new Error(`${name}: ${data.length} elements do not fill the shape [${tensor.shape.join(', ')}]`);
    const bytes = bytesOf(data);
    note(name, bytes);
    await sink.write(bytes);
  }
}

/** Length and JSON text, padded with spaces so that the data begins at a multiple of 8. */
function headerBytes(tensors: readonly (readonly [string, FloatTensor])[], metadata: Metadata): Uint8Array {
  const entries: [string, unknown][] = [];
  if (Object.keys(metadata).length > 0) {
    entries.push(['__metadata__', Object.fromEntries(Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1)))]);
  }
  let offset = 0;
  for (const [name, { shape }] of tensors) {
    if (entries.at(-1)?.[0] === name || name === '__metadata__') throw new Error(`there are two tensors ${name}`);
    entries.push([name, { dtype: 'F32', shape, data_offsets: [offset, (offset += 4 * elementCount(shape))] }]);
  }
  // JSON.stringify of one object would not do: it puts numeric names first and loses __proto__.
  const json = Buffer.from(
    `{${entries.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`,
  );
  const bytes = Buffer.alloc(8 + Math.ceil(json.length / 8) * 8, ' ');
  bytes.writeBigUInt64LE(BigInt(bytes.length - 8));
  bytes.set(json, 8);
  return bytes;
}
