// safetensors files are read and written exactly.

import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { lateSafetensors, openSafetensors, writeSafetensors } from '../../../src/formats/safetensors.js';
import { safetensorsBytes, temporaryFolder, userError } from './files.js';

const folder = temporaryFolder();
let count = 0;

function fileWith(bytes: Uint8Array): string {
  const file = join(folder, `${count++}.safetensors`);
  writeFileSync(file, bytes);
  return file;
}

async function readOne(type: string, shape: number[], data: Uint8Array): Promise<number[]> {
  const file = await openSafetensors(
    fileWith(safetensorsBytes({ x: { dtype: type, shape, data_offsets: [0, data.length] } }, data)),
  );
  const values = [...(await file.read('x'))];
  await file.close();
  return values;
}

function bytes(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

describe('every type is read as the float32 of the same value', () => {
  test('float16 in every bit pattern, with subnormals, infinities and NaN', async () => {
    const halves = Uint16Array.from({ length: 1 << 16 }, (_, half) => half);
    const values = await readOne('F16', [1 << 16], bytes(halves));
    const expected = [...halves].map((half) => {
      const exponent = (half >> 10) & 31;
      const fraction = half & 1023;
      const magnitude =
        exponent === 0
          ? fraction * 2 ** -24
          : exponent === 31
            ? fraction === 0
              ? Infinity
              : NaN
            : (1 + fraction / 1024) * 2 ** (exponent - 15);
      return half >> 15 === 1 ? -magnitude : magnitude;
    });
    expect(values).toEqual(expected);
  });

  test('bfloat16 as the upper half of a float32', async () => {
    const floats = Float32Array.of(1, -2.5, 3.140625, 2 ** -130, -0, Infinity, NaN, 1e38);
    const halves = new Uint16Array(floats.buffer).filter((_, index) => index % 2 === 1);
    const expected = [...new Uint16Array(halves)].map((half) => new Float32Array(Uint32Array.of(half << 16).buffer)[0]);
    expect(await readOne('BF16', [8], bytes(halves))).toEqual(expected);
  });

  test('float64 rounded to the nearest float32, integers and booleans as numbers', async () => {
    expect(await readOne('F64', [3], bytes(Float64Array.of(0.1, -1e300, 2)))).toEqual([Math.fround(0.1), -Infinity, 2]);
    expect(await readOne('I64', [4], bytes(BigInt64Array.of(0n, -1n, 30521n, -(2n ** 40n))))).toEqual([
      0,
      -1,
      30521,
      -(2 ** 40),
    ]);
    expect(await readOne('U64', [1], bytes(BigUint64Array.of(2n ** 63n)))).toEqual([2 ** 63]);
    expect(await readOne('I32', [2], bytes(Int32Array.of(-7, 9)))).toEqual([-7, 9]);
    expect(await readOne('I8', [2], bytes(Int8Array.of(-7, 9)))).toEqual([-7, 9]);
    expect(await readOne('BOOL', [2], Uint8Array.of(0, 1))).toEqual([0, 1]);
  });

  test('a tensor of several pieces', async () => {
    const length = (1 << 21) + 12345;
    const halves = Uint16Array.from({ length }, (_, index) => (index * 7919) & 0x3fff);
    const values = await readOne('F16', [length], bytes(halves));
    const small = await readOne('F16', [1 << 14], bytes(Uint16Array.from({ length: 1 << 14 }, (_, index) => index)));
    expect(values.length).toBe(length);
    expect(values.every((value, index) => value === small[halves[index]!])).toBe(true);
  });
});

describe('a written file', () => {
  const tensors = new Map([
    ['b.weight', { shape: [2, 3], data: Float32Array.of(1, -2, 3.5, NaN, Infinity, -0) }],
    ['a', { shape: [], data: Float32Array.of(7) }],
    ['10', { shape: [0, 4], data: new Float32Array(0) }],
    ['__proto__', { shape: [1], data: Float32Array.of(8) }],
  ]);

  test('is read back with its names, shapes, numbers and metadata', async () => {
    const path = join(folder, 'written.safetensors');
    await writeSafetensors(path, tensors, { format: 'pt', step: '12', 备注: '“引号”\n' });
    const file = await openSafetensors(path);
    expect([...file.names].sort()).toEqual([...tensors.keys()].sort());
    expect(file.metadata).toEqual({ format: 'pt', step: '12', 备注: '“引号”\n' });
    for (const [name, { shape, data }] of tensors) {
      expect(file.shape(name)).toEqual(shape);
      expect(await file.read(name)).toEqual(data);
    }
    const part = new Float32Array(8);
    await file.read('b.weight', part.subarray(1, 7));
    expect([...part]).toEqual([0, 1, -2, 3.5, NaN, Infinity, -0, 0]);
    await expect(file.read('b.weight', new Float32Array(5))).rejects.toThrow('not 5 elements');
    await expect(file.read('absent')).rejects.toThrow('no tensor absent');
    await file.close();
  });

  test('has the same bytes for every order of its tensors', async () => {
    const one = join(folder, 'one.safetensors');
    const other = join(folder, 'other.safetensors');
    await writeSafetensors(one, tensors, { a: '1', b: '2' });
    await writeSafetensors(other, [...tensors].reverse(), { b: '2', a: '1' });
    expect(readFileSync(one).equals(readFileSync(other))).toBe(true);
    expect(readFileSync(one).readBigUInt64LE() % 8n).toBe(0n);
  });

  test('has unique names and full shapes, or is refused', async () => {
    const tensor = { shape: [1], data: Float32Array.of(1) };
    await expect(
      writeSafetensors(join(folder, 'x'), [
        ['a', tensor],
        ['b', tensor],
        ['a', tensor],
      ]),
    ).rejects.toThrow('two tensors a');
    await expect(writeSafetensors(join(folder, 'x'), [['a', { ...tensor, shape: [2] }]])).rejects.toThrow(
      'do not fill',
    );
  });
});

describe('weights that are read on demand', () => {
  test('have the written numbers each time', async () => {
    const file = join(folder, 'late.safetensors');
    const data = Float32Array.of(1, -2.5, 3e-39, Infinity, 5, 6);
    await writeSafetensors(
      file,
      [
        ['a', { shape: [4], data: data.subarray(0, 4) }],
        ['b', { shape: [1, 2], data: data.subarray(4) }],
      ],
      { by: 'us' },
    );
    const { tensors, metadata } = await lateSafetensors(file);
    expect(metadata).toEqual({ by: 'us' });
    for (let time = 0; time < 2; time++) {
      expect(tensors.get('a')).toEqual({ shape: [4], data: data.subarray(0, 4) });
      expect(tensors.get('b')?.data).toEqual(data.subarray(4));
    }
    truncateSync(file, statSync(file).size - 1);
    expect(await userError(Promise.resolve().then(() => tensors.get('b')?.data))).toMatchObject({
      code: 'model.truncatedFile',
    });
  });

  test('are reported in one sentence when the file is damaged', async () => {
    expect(await userError(lateSafetensors(fileWith(Uint8Array.of(1, 2, 3))))).toMatchObject({
      code: 'model.notSafetensors',
    });
  });
});
