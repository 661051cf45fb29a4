// safetensors files are read and written exactly, and a damaged or hostile one is an error sentence.

import { mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { createRandom } from '../../../src/base/random.js';
import { lateSafetensors, openSafetensors, writeSafetensors } from '../../../src/formats/safetensors.js';
import { UserError } from '../../../src/shared/errors.js';
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

describe('every type becomes the float32 of the same value', () => {
  test('float16: every bit pattern, subnormals, infinities and NaN included', async () => {
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

  test('bfloat16: the upper half of a float32', async () => {
    const floats = Float32Array.of(1, -2.5, 3.140625, 2 ** -130, -0, Infinity, NaN, 1e38);
    const halves = new Uint16Array(floats.buffer).filter((_, index) => index % 2 === 1);
    const expected = [...new Uint16Array(halves)].map((half) => new Float32Array(Uint32Array.of(half << 16).buffer)[0]);
    expect(await readOne('BF16', [8], bytes(halves))).toEqual(expected);
  });

  test('float64 is rounded to the nearest float32, integers and booleans are counted', async () => {
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

  test('a tensor of more than one piece', async () => {
    const length = (1 << 21) + 12345;
    const halves = Uint16Array.from({ length }, (_, index) => (index * 7919) & 0x3fff);
    const values = await readOne('F16', [length], bytes(halves));
    const small = await readOne('F16', [1 << 14], bytes(Uint16Array.from({ length: 1 << 14 }, (_, index) => index)));
    expect(values.length).toBe(length);
    expect(values.every((value, index) => value === small[halves[index]!])).toBe(true);
  });
});

describe('what is written is read again', () => {
  const tensors = new Map([
    ['b.weight', { shape: [2, 3], data: Float32Array.of(1, -2, 3.5, NaN, Infinity, -0) }],
    ['a', { shape: [], data: Float32Array.of(7) }],
    ['10', { shape: [0, 4], data: new Float32Array(0) }],
    ['__proto__', { shape: [1], data: Float32Array.of(8) }],
  ]);

  test('names, shapes, numbers and metadata', async () => {
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

  test('the order in which tensors come does not change the bytes', async () => {
    const [one, other] = [join(folder, 'one.safetensors'), join(folder, 'other.safetensors')];
    await writeSafetensors(one, tensors, { a: '1', b: '2' });
    await writeSafetensors(other, [...tensors].reverse(), { b: '2', a: '1' });
    expect(readFileSync(one).equals(readFileSync(other))).toBe(true);
    expect(readFileSync(one).readBigUInt64LE() % 8n).toBe(0n);
  });

  test('two tensors of one name, or numbers that do not fill a shape, are never written', async () => {
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

describe('a damaged or hostile file is an error sentence', () => {
  const entry = (changes: object = {}) => ({ dtype: 'F32', shape: [2], data_offsets: [0, 8], ...changes });
  const data = new Uint8Array(8);
  const withLength = (length: bigint, rest: Uint8Array) => {
    const head = Buffer.alloc(8);
    head.writeBigUInt64LE(length);
    return Buffer.concat([head, rest]);
  };

  test.each<[string, Uint8Array, string]>([
    ['an empty file', Buffer.alloc(0), 'model.notSafetensors'],
    ['five bytes', Buffer.alloc(5), 'model.notSafetensors'],
    ['a Git LFS pointer', Buffer.from('version https://git-lfs.github.com/spec/v1\n'), 'model.gitLfsPointer'],
    ['a header length of 2^64 - 1', withLength(2n ** 64n - 1n, data), 'model.headerTooLong'],
    ['a header length of 2^63', withLength(2n ** 63n, data), 'model.headerTooLong'],
    ['a header longer than the file', withLength(100n, data), 'model.truncatedFile'],
    ['no JSON', safetensorsBytes('{"x":', data), 'model.notSafetensors'],
    ['JSON of another kind', safetensorsBytes('[1]', data), 'model.notSafetensors'],
    ['no UTF-8', withLength(4n, Buffer.of(0x7b, 0xff, 0xfe, 0x7d)), 'model.notSafetensors'],
    [
      'brackets nested a million deep',
      safetensorsBytes(`{"x":${'['.repeat(1e6)}${']'.repeat(1e6)}}`, data),
      'model.tensorEntry',
    ],
    [
      'the same name twice',
      safetensorsBytes(`{"x":${JSON.stringify(entry())},"x":${JSON.stringify(entry())}}`, data),
      'model.duplicateKey',
    ],
    [
      'the same name twice, once in disguise',
      safetensorsBytes(`{"x":${JSON.stringify(entry())},"\\u0078" :${JSON.stringify(entry())}}`, data),
      'model.duplicateKey',
    ],
    [
      'two shapes of one tensor',
      safetensorsBytes('{"x":{"dtype":"F32","shape":[9],"shape":[2],"data_offsets":[0,8]}}', data),
      'model.duplicateKey',
    ],
    ['an unknown type', safetensorsBytes({ x: entry({ dtype: 'F4' }) }, data), 'model.tensorType'],
    [
      'a type from Object.prototype',
      safetensorsBytes({ x: entry({ dtype: 'constructor' }) }, data),
      'model.tensorType',
    ],
    ['a negative size', safetensorsBytes({ x: entry({ shape: [-2] }) }, data), 'model.tensorEntry'],
    ['half a size', safetensorsBytes({ x: entry({ shape: [1.5] }) }, data), 'model.tensorEntry'],
    [
      'a size beyond 2^53',
      safetensorsBytes('{"x":{"dtype":"F32","shape":[9007199254740993],"data_offsets":[0,8]}}', data),
      'model.tensorEntry',
    ],
    [
      'sizes whose product overflows to the right length',
      safetensorsBytes({ x: entry({ shape: [2 ** 33, 2 ** 33, 2] }) }, data),
      'model.tensorSize',
    ],
    [
      'sizes whose product overflows before a zero',
      safetensorsBytes({ x: entry({ shape: [2 ** 40, 2 ** 40, 0], data_offsets: [0, 0] }) }, data),
      'model.tensorSize',
    ],
    ['a shape that needs more data', safetensorsBytes({ x: entry({ shape: [3] }) }, data), 'model.tensorSize'],
    ['offsets in the wrong order', safetensorsBytes({ x: entry({ data_offsets: [8, 0] }) }, data), 'model.tensorSize'],
    ['three offsets', safetensorsBytes({ x: entry({ data_offsets: [0, 4, 8] }) }, data), 'model.tensorEntry'],
    ['no offsets', safetensorsBytes({ x: { dtype: 'F32', shape: [2] } }, data), 'model.tensorEntry'],
    [
      'offsets outside the file',
      safetensorsBytes({ x: entry({ shape: [2 ** 40], data_offsets: [0, 2 ** 42] }) }, data),
      'model.truncatedFile',
    ],
    [
      'data that overlaps',
      safetensorsBytes({ x: entry(), y: entry({ shape: [1], data_offsets: [4, 8] }) }, data),
      'model.tensorPlace',
    ],
    [
      'a gap in the data',
      safetensorsBytes({ x: entry({ shape: [1], data_offsets: [4, 8] }) }, data),
      'model.tensorPlace',
    ],
    ['bytes after the data', safetensorsBytes({ x: entry() }, new Uint8Array(9)), 'model.trailingBytes'],
    ['metadata that is no text', safetensorsBytes({ __metadata__: { a: 1 }, x: entry() }, data), 'model.tensorEntry'],
  ])('%s', async (_, content, code) => {
    const file = fileWith(content);
    const error = await userError(openSafetensors(file));
    expect(error.code).toBe(code);
    expect(error.message).toContain(file);
  });

  test('a header over 16 MiB is refused by its length alone', async () => {
    const file = fileWith(withLength(BigInt((16 << 20) + 1), data));
    truncateSync(file, (16 << 20) + 100);
    expect((await userError(openSafetensors(file))).code).toBe('model.headerTooLong');
  });

  test('a name that would play tricks on a terminal is shown without them', async () => {
    const name = `\u001b[2J\n${'x'.repeat(1000)}`;
    const { message } = await userError(openSafetensors(fileWith(safetensorsBytes({ [name]: 1 }, data))));
    expect(message).not.toMatch(/\p{Cc}/u);
    expect(message.length).toBeLessThan(400);
  });

  test('a file that is not there, or is a folder', async () => {
    expect((await userError(openSafetensors(join(folder, 'absent')))).code).toBe('model.fileMissing');
    mkdirSync(join(folder, 'folder.safetensors'));
    expect((await userError(openSafetensors(join(folder, 'folder.safetensors')))).code).toBe('machine.readFailed');
  });

  test('a file that becomes shorter while it is open', async () => {
    const path = fileWith(safetensorsBytes({ x: entry() }, data));
    const file = await openSafetensors(path);
    truncateSync(path, statSync(path).size - 4);
    expect((await userError(file.read('x'))).code).toBe('model.truncatedFile');
    await file.close();
  });
});

test('3000 seeded mutations of a header give a right result or an error sentence, each in no time', async () => {
  const tensors = ['a', 'bb', 'ccc'].map(
    (name, index) => [name, { shape: [index + 1, 2], data: new Float32Array(2 * (index + 1)).fill(index) }] as const,
  );
  const path = join(folder, 'fuzz.safetensors');
  await writeSafetensors(path, tensors, { format: 'pt' });
  const whole = readFileSync(path);
  const random = createRandom(20240229);
  let refused = 0;
  let slowest = 0;
  for (let round = 0; round < 3000; round++) {
    writeFileSync(path, mutate(whole, random));
    const start = performance.now();
    const error = await readAll(path);
    slowest = Math.max(slowest, performance.now() - start);
    if (error === undefined) continue;
    expect(error).toBeInstanceOf(UserError);
    refused++;
  }
  expect(refused).toBeGreaterThan(1500);
  expect(refused).toBeLessThan(3000);
  expect(slowest).toBeLessThan(2000);
});

/** Flips, replaces, inserts, removes or repeats a few bytes, mostly of the header. */
function mutate(whole: Buffer, random: ReturnType<typeof createRandom>): Buffer {
  let bytes: Buffer = Buffer.from(whole);
  const interesting = '0123456789-.eE{}[]",:\\ F6BtnlIu';
  for (let times = 1 + random.integer(3); times > 0; times--) {
    const at = random.integer(random.integer(8) === 0 ? bytes.length : Math.min(bytes.length, 260));
    const length = random.integer(6);
    const kind = random.integer(5);
    if (kind === 0) bytes[at] = bytes[at]! ^ (1 << random.integer(8));
    else if (kind === 1) bytes[at] = interesting.charCodeAt(random.integer(interesting.length));
    else if (kind === 2)
      bytes = Buffer.concat([
        bytes.subarray(0, at),
        Buffer.from(interesting[random.integer(interesting.length)]!),
        bytes.subarray(at),
      ]);
    else if (kind === 3) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    else bytes = Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
    if (bytes.length < 9) return bytes;
    // Keep the length right half of the time: otherwise little else would be tried.
    if (kind > 1 && random.integer(2) === 0)
      bytes.writeBigUInt64LE(BigInt(Math.max(0, Number(whole.readBigUInt64LE()) + bytes.length - whole.length)));
  }
  return bytes;
}

/** Reads every tensor; each must have as many numbers as its shape says. */
async function readAll(path: string): Promise<unknown> {
  try {
    const file = await openSafetensors(path);
    try {
      for (const name of file.names) {
        const data = await file.read(name);
        expect(data.length).toBe(file.shape(name).reduce((product, length) => product * length, 1));
      }
    } finally {
      await file.close();
    }
    return undefined;
  } catch (error) {
    return error;
  }
}

describe('numbers that are read as they are looked at', () => {
  test('are those that were written, each time', async () => {
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

  test('of a damaged file are an error sentence', async () => {
    expect(await userError(lateSafetensors(fileWith(Uint8Array.of(1, 2, 3))))).toMatchObject({
      code: 'model.notSafetensors',
    });
  });
});
