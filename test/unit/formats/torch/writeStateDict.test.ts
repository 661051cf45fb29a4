// The .pth file: a zip archive with aligned tensors and right checksums, whose bytes follow from its content.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

import { unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';

import { pickleStateDict } from '../../../../src/formats/torch/pickleWriter.js';
import { writeStateDict } from '../../../../src/formats/torch/writeStateDict.js';
import { temporaryFolder, tinyModel, userError } from '../files.js';

const folder = temporaryFolder();

async function written(name: string, options?: { zip64From: number }): Promise<Buffer> {
  const path = join(folder, name);
  await writeStateDict(path, tinyModel.weights, options);
  return readFileSync(path);
}

/** Where the data of each local file begins, with its checksum field, found by walking from header to header. */
function localFiles(zip: Buffer): { name: string; begin: number; size: number; crc: number }[] {
  const files: { name: string; begin: number; size: number; crc: number }[] = [];
  for (let at = 0; zip.readUInt32LE(at) === 0x04034b50;) {
    const nameLength = zip.readUInt16LE(at + 26);
    const name = zip.toString('utf8', at + 30, at + 30 + nameLength);
    const begin = at + 30 + nameLength + zip.readUInt16LE(at + 28);
    const small = zip.readUInt32LE(at + 22);
    const size = small === 0xffffffff ? Number(zip.readBigUInt64LE(at + 34 + nameLength)) : small;
    files.push({ name, begin, size, crc: zip.readUInt32LE(at + 14) });
    at = begin + size;
  }
  return files;
}

describe.each([
  ['an ordinary archive', undefined],
  ['a ZIP64 archive', { zip64From: 100 }],
])('%s', (kind, options) => {
  test('holds every tensor, aligned to 64 bytes, with its checksum', async () => {
    const zip = await written(kind, options);
    const files = localFiles(zip);
    expect(files.map(({ name }) => name).filter((name) => name.includes('/data/'))).toHaveLength(
      tinyModel.weights.size,
    );
    for (const { name, begin, size, crc } of files) {
      expect(begin % 64, name).toBe(0);
      expect(crc, name).toBe(crc32(zip.subarray(begin, begin + size)));
    }
  });

  test('gives the same bytes again', async () => {
    expect((await written(`${kind}, again`, options)).equals(await written(`${kind}, once more`, options))).toBe(true);
  });
});

test('another zip reader finds the tensors', async () => {
  const files = unzipSync(await written('read'));
  [...tinyModel.weights.values()].forEach(({ data }, index) => {
    expect(new Float32Array(files[`archive/data/${index}`]!.slice().buffer)).toEqual(data);
  });
  expect(Buffer.from(files['archive/version']!).toString()).toBe('3\n');
});

test('numbers of every width are pickled in that width', () => {
  const numbers = (length: number) =>
    Buffer.from(pickleStateDict([{ name: 'x', shape: [length], storage: '0' }])).toString('hex');
  expect(numbers(255)).toContain('4bff');
  expect(numbers(256)).toContain('4d0001');
  expect(numbers(65536)).toContain('4a00000100');
  expect(numbers(2 ** 31)).toContain('8a080000008000000000');
});

test('a missing folder is reported in one sentence', async () => {
  expect((await userError(writeStateDict(join(folder, 'absent', 'x.pth'), tinyModel.weights))).code).toBe(
    'machine.folderMissing',
  );
});
