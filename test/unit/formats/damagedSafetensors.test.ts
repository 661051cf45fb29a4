// A damaged or hostile safetensors file is reported in one sentence.

import { mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { createRandom } from '../../../src/base/random.js';
import { openSafetensors, writeSafetensors } from '../../../src/formats/safetensors.js';
import { UserError } from '../../../src/shared/errors.js';
import { safetensorsBytes, temporaryFolder, userError } from './files.js';

const folder = temporaryFolder();
let count = 0;

function fileWith(bytes: Uint8Array): string {
  const file = join(folder, `${count++}.safetensors`);
  writeFileSync(file, bytes);
  return file;
}

describe('a damaged or hostile file is reported in one sentence', () => {
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
      'model.notSafetensors',
    ],
    [
      'the same name twice',
      safetensorsBytes(`{"x":${JSON.stringify(entry())},"x":${JSON.stringify(entry())}}`, data),
      'model.duplicateKey',
    ],
    [
      'the same name twice, once escaped',
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
    ['a fractional size', safetensorsBytes({ x: entry({ shape: [1.5] }) }, data), 'model.tensorEntry'],
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
    ['metadata that is not text', safetensorsBytes({ __metadata__: { a: 1 }, x: entry() }, data), 'model.tensorEntry'],
  ])('%s', async (_, content, code) => {
    const file = fileWith(content);
    const error = await userError(openSafetensors(file));
    expect(error.code).toBe(code);
    expect(error.message).toContain(file);
  });

  test('with a header over 16 MiB, by its length alone', async () => {
    const file = fileWith(withLength(BigInt((16 << 20) + 1), data));
    truncateSync(file, (16 << 20) + 100);
    expect((await userError(openSafetensors(file))).code).toBe('model.headerTooLong');
  });

  test('with a name of control characters, which are left out', async () => {
    const name = `\u001b[2J\n${'x'.repeat(1000)}`;
    const { message } = await userError(openSafetensors(fileWith(safetensorsBytes({ [name]: 1 }, data))));
    expect(message).not.toMatch(/\p{Cc}/u);
    expect(message.length).toBeLessThan(400);
  });

  test('when it does not exist or is a folder', async () => {
    expect((await userError(openSafetensors(join(folder, 'absent')))).code).toBe('model.fileMissing');
    mkdirSync(join(folder, 'folder.safetensors'));
    expect((await userError(openSafetensors(join(folder, 'folder.safetensors')))).code).toBe('machine.notRegular');
  });

  test('when it is truncated while it is open', async () => {
    const path = fileWith(safetensorsBytes({ x: entry() }, data));
    const file = await openSafetensors(path);
    truncateSync(path, statSync(path).size - 4);
    expect((await userError(file.read('x'))).code).toBe('model.truncatedFile');
    await file.close();
  });
});

test('3000 mutations of a header are each read or refused at once', async () => {
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
