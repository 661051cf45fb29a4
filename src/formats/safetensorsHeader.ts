// The header of a safetensors file, checked before anything is allocated by it.
// Format: https://huggingface.co/docs/safetensors (8 bytes of length, JSON, the data of all tensors without a gap).

import * as z from 'zod';

import { parseJson } from '../base/json.js';
import { checkOwnContent } from '../base/openFile.js';
import { UserError } from '../shared/errors.js';
import { elementTypes } from './elementTypes.js';
import { findDuplicateKey, isObject, type JsonObject } from './json.js';
import { printable } from './printable.js';

export interface TensorEntry {
  /** A key of `elementTypes`. */
  readonly type: string;
  readonly shape: readonly number[];
  /** The byte range of its data in the file, the end excluded. */
  readonly begin: number;
  readonly end: number;
}

export interface Header {
  readonly tensors: ReadonlyMap<string, TensorEntry>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** A model lists a few hundred tensors in about 50 kB; this allows for a hundred thousand. */
export const longestHeader = 16 << 20;

/**
 * The length of the JSON text, from the first 8 bytes of the file.
 * @throws UserError when it exceeds the file, or any reasonable header
 */
export function headerLength(start: Uint8Array, fileLength: number, file: string): number {
  checkOwnContent(start, file);
  if (start.length < 8) throw new UserError('model.notSafetensors', { file });
  const length = new DataView(start.buffer, start.byteOffset).getBigUint64(0, true);
  if (length > longestHeader)
    throw new UserError('model.headerTooLong', { file, bytes: length.toString(), limit: longestHeader });
  if (8n + length > fileLength) throw truncated(file, 8 + Number(length), fileLength);
  return Number(length);
}

function truncated(file: string, expected: number, actual: number): UserError {
  return new UserError('model.truncatedFile', { file, expected: String(expected), actual: String(actual) });
}

/**
 * The tensors that the JSON text lists.
 * @param fileLength bytes of the whole file, which the data must fill exactly
 * @throws UserError when the text is no header, or a tensor's type, shape and offsets do not agree
 */
export function parseHeader(bytes: Uint8Array, fileLength: number, file: string): Header {
  const { __metadata__: metadata, ...entries } = headerObject(bytes, file);
  const parsed = z.record(z.string(), z.string()).optional().safeParse(metadata);
  if (!parsed.success) throw new UserError('model.tensorEntry', { file, tensor: '__metadata__' });
  const start = 8 + bytes.length;
  const tensors = new Map(Object.entries(entries).map(([name, entry]) => [name, parseEntry(entry, name, start, file)]));
  checkPlaces(tensors, start, fileLength, file);
  return { tensors, metadata: parsed.data ?? {} };
}

function headerObject(bytes: Uint8Array, file: string): JsonObject {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new UserError('model.notSafetensors', { file }, { cause: error });
  }
  const value = text.startsWith('{') ? parseJson(text) : undefined;
  if (!isObject(value)) throw new UserError('model.notSafetensors', { file });
  const key = findDuplicateKey(text);
  if (key !== undefined) throw new UserError('model.duplicateKey', { file, key: printable(key) });
  return value;
}

const size = z.int().nonnegative();
const entrySchema = z.object({ dtype: z.string(), shape: z.array(size), data_offsets: z.tuple([size, size]) });

function parseEntry(value: unknown, name: string, start: number, file: string): TensorEntry {
  const tensor = printable(name);
  const parsed = entrySchema.safeParse(value);
  if (!parsed.success) throw new UserError('model.tensorEntry', { file, tensor });
  const {
    dtype,
    shape,
    data_offsets: [begin, end],
  } = parsed.data;
  const type = elementTypes.get(dtype);
  if (type === undefined) {
    throw new UserError('model.tensorType', {
      file,
      tensor,
      type: printable(dtype),
      supported: [...elementTypes.keys()].join(', '),
    });
  }
  if (end < begin || elementCount(shape) * type.bytes !== end - begin)
    throw new UserError('model.tensorSize', { file, tensor });
  return { type: dtype, shape, begin: start + begin, end: start + end };
}

/** The product of the sizes; NaN, which equals nothing, when it is too large to be exact. */
export function elementCount(shape: readonly number[]): number {
  let count = 1;
  for (const length of shape) {
    count *= length;
    if (count > Number.MAX_SAFE_INTEGER) return Number.NaN;
  }
  return count;
}

/** The format requires every byte of the data to belong to exactly one tensor. */
function checkPlaces(tensors: ReadonlyMap<string, TensorEntry>, start: number, fileLength: number, file: string): void {
  let filled = start;
  for (const [name, { begin, end }] of [...tensors].sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== filled) throw new UserError('model.tensorPlace', { file, tensor: printable(name) });
    filled = end;
  }
  if (filled > fileLength) throw truncated(file, filled, fileLength);
  if (filled < fileLength) throw new UserError('model.trailingBytes', { file, bytes: String(fileLength - filled) });
}
