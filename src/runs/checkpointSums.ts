// Proves that a checkpoint is as it was written: a checksum over the numbers of each tensor, and one over everything
// else.

import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

import { parseJson } from '../base/json.js';
import type { FloatTensor } from '../base/model.js';
import type { Sums } from '../formats/safetensors.js';

type Metadata = Readonly<Record<string, string>>;
type Tensors = ReadonlyMap<string, Pick<FloatTensor, 'shape'>>;

/** `metadata` with the sums in it, of the same length whatever they are: zeros stand for those not known yet. */
export function withSums(tensors: Tensors, metadata: Metadata, known: Sums): Metadata {
  const sums: Record<string, string> = {};
  for (const name of [...tensors.keys()].sort()) sums[name] = textOf(known.get(name) ?? 0);
  const summed = { ...metadata, sums: JSON.stringify(sums) };
  return { ...summed, check: checkOf(tensors, summed) };
}

/** The fault in the header of a checkpoint; null where it is as it was written. */
export function headerFault(tensors: Tensors, metadata: Metadata): string | null {
  const { check, ...summed } = metadata;
  if (check === undefined || summed['sums'] === undefined) return 'its sums are missing';
  return check === checkOf(tensors, summed) ? null : 'its header is not as it was written';
}

/** Tells what is wrong with the numbers of a tensor: null where they are as they were written, and finite. */
export function numbersCheck(metadata: Metadata): (name: string, data: Float32Array) => string | null {
  const sums = parseJson(metadata['sums'] ?? '');
  return (name, data) => {
    const wanted: unknown = isRecord(sums) ? sums[name] : undefined;
    if (wanted !== textOf(sumOf(data))) return `the numbers of ${name} are not as they were written`;
    return areFinite(data) ? null : `${name} holds numbers that are not finite`;
  };
}

/** By their exponents, whose bits are all ones for what is not finite: a call a number would take seconds. */
function areFinite({ buffer, byteOffset, length }: Float32Array): boolean {
  const exponent = 0x7f800000;
  const bits = new Uint32Array(buffer, byteOffset, length);
  for (let index = 0; index < length; index++) if ((bits[index]! & exponent) === exponent) return false;
  return true;
}

function textOf(sum: number): string {
  return sum.toString(16).padStart(8, '0');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function sumOf({ buffer, byteOffset, byteLength }: Float32Array): number {
  return crc32(new Uint8Array(buffer, byteOffset, byteLength));
}

function checkOf(tensors: Tensors, metadata: Metadata): string {
  const shapes = [...tensors.keys()].sort().map((name) => [name, tensors.get(name)!.shape]);
  const texts = Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([shapes, texts]))
    .digest('hex');
}
