// Damages bytes in ways that find mistakes: flipped bits, wrong lengths, and pieces that are missing, doubled, swapped
// or from another file.

/** A number in [0, limit); the same sequence for the same seed. */
export type Draw = (limit: number) => number;

/** Marsaglia's xorshift32. */
export function drawFrom(seed: number): Draw {
  let state = seed | 0 || 1;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}

/** Edge cases for readers of lengths and sizes. */
const edges = [
  0n,
  1n,
  0x7fn,
  0x80n,
  0xffn,
  0x7fffn,
  0xffffn,
  0x7fffffffn,
  0x80000000n,
  0xffffffffn,
  0x7fffffffffffffffn,
  0xffffffffffffffffn,
];
const hugeNumbers = ['-1', '0', '1e999', '99999999999999999999', '4294967296', 'null', '{}', '[[[[', '"'];

type Change = (bytes: Buffer, draw: Draw, other: Buffer) => Buffer;

const changes: readonly Change[] = [
  (bytes, draw) =>
    edited(
      bytes,
      (copy, at) => {
        copy[at]! ^= 1 << draw(8);
      },
      draw,
    ),
  (bytes, draw) =>
    edited(
      bytes,
      (copy, at) => {
        copy[at] = draw(256);
      },
      draw,
    ),
  (bytes, draw) =>
    edited(
      bytes,
      (copy, at) => {
        writeEdge(copy, at, draw);
      },
      draw,
    ),
  (bytes, draw) => bytes.subarray(0, draw(bytes.length + 1)),
  (bytes, draw) => {
    const [from, to] = range(bytes, draw);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  },
  (bytes, draw) => {
    const [from, to] = range(bytes, draw);
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
  },
  (bytes, draw, other) => {
    const [from, to] = range(other, draw);
    const at = draw(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), other.subarray(from, to), bytes.subarray(at)]);
  },
  (bytes, draw) => {
    const at = draw(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), Buffer.alloc(1 + draw(64), draw(256)), bytes.subarray(at)]);
  },
  replaceNumber,
];

/** Makes one to four changes. */
export function mutate(bytes: Buffer, other: Buffer, draw: Draw): Buffer {
  let changed = bytes;
  for (let left = 1 + draw(4); left > 0; left--) changed = changes[draw(changes.length)]!(changed, draw, other);
  return changed;
}

function edited(bytes: Buffer, change: (copy: Buffer, at: number) => void, draw: Draw): Buffer {
  const copy = Buffer.from(bytes);
  if (copy.length > 0) change(copy, draw(copy.length));
  return copy;
}

function writeEdge(bytes: Buffer, at: number, draw: Draw): void {
  const value = edges[draw(edges.length)]!;
  const width = [1, 2, 4, 8][draw(4)]!;
  for (let index = 0; index < width && at + index < bytes.length; index++)
    bytes[at + index] = Number((value >> BigInt(8 * index)) & 0xffn);
}

/** A range of at most a quarter of the bytes, usually a short one. */
function range(bytes: Buffer, draw: Draw): [number, number] {
  const from = draw(bytes.length + 1);
  return [from, Math.min(bytes.length, from + 1 + draw(1 + (draw(4) === 0 ? bytes.length >> 2 : 16)))];
}

/** Replaces a number in a text by another value. */
function replaceNumber(bytes: Buffer, draw: Draw): Buffer {
  const text = bytes.toString('latin1');
  const numbers = [...text.matchAll(/\d+/g)];
  const chosen = numbers[draw(numbers.length || 1)];
  if (chosen === undefined) return bytes;
  const at = chosen.index;
  return Buffer.from(
    text.slice(0, at) + hugeNumbers[draw(hugeNumbers.length)]! + text.slice(at + chosen[0].length),
    'latin1',
  );
}
