// A file is whole or as it was before, whatever happens while it is written.

import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { writeAtomically, writeTextAtomically } from '../../../src/formats/atomicWrite.js';
import { temporaryFolder, userError } from './files.js';

const folder = temporaryFolder();

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

test('small and large writes arrive in order, and the position counts them', async () => {
  const file = join(folder, 'mixed');
  const parts = [3, 1 << 20, 5, (1 << 20) - 4, (1 << 21) + 7, 0, 1].map((length, index) =>
    Buffer.alloc(length, index + 1),
  );
  const positions: number[] = [];
  await writeAtomically(file, async (sink) => {
    for (const part of parts) {
      positions.push(sink.position);
      await sink.write(part);
    }
  });
  expect(readFileSync(file).equals(Buffer.concat(parts))).toBe(true);
  expect(positions.at(-1)).toBe(Buffer.concat(parts).length - 1);
});

test('memory that is used again after a write does not change what was written', async () => {
  const file = join(folder, 'reused');
  const buffer = Buffer.from('first');
  await writeAtomically(file, async (sink) => {
    await sink.write(buffer);
    buffer.write('other');
    await sink.write(buffer);
  });
  expect(readFileSync(file, 'utf8')).toBe('firstother');
});

test.each([
  ['ENOSPC', 'machine.diskFull'],
  ['EDQUOT', 'machine.diskFull'],
  ['EFBIG', 'machine.fileTooLarge'],
  ['EACCES', 'machine.notWritable'],
  ['EROFS', 'machine.readOnly'],
  ['EIO', 'machine.writeFailed'],
] as const)('%s in mid-write is a sentence, the old file stays and nothing lies beside it', async (code, expected) => {
  const place = join(folder, code);
  mkdirSync(place);
  const file = join(place, 'checkpoint');
  await writeTextAtomically(file, 'old');
  const error = await userError(
    writeAtomically(file, async (sink) => {
      await sink.write(Buffer.alloc(3 << 20));
      throw systemError(code);
    }),
  );
  expect(error.code).toBe(expected);
  expect(error.message).toContain(file);
  expect(readFileSync(file, 'utf8')).toBe('old');
  expect(readdirSync(place)).toEqual(['checkpoint']);
});

test('a writing that is given up leaves the file as it was, and nothing beside it', async () => {
  const place = join(folder, 'given-up');
  const file = join(place, 'file');
  mkdirSync(place);
  writeFileSync(file, 'before');
  const stop = new AbortController();
  const writing = writeAtomically(
    file,
    async (sink) => {
      await sink.write(Buffer.alloc(2 << 20));
      stop.abort();
      await sink.write(Buffer.alloc(1));
    },
    { signal: stop.signal },
  );
  await expect(writing).rejects.toMatchObject({ name: 'AbortError' });
  expect(readdirSync(place)).toEqual(['file']);
  expect(readFileSync(file, 'utf8')).toBe('before');
});

test('a defect in the writer is not dressed up as an error of the disk', async () => {
  await expect(
    writeAtomically(join(folder, 'defect'), () => Promise.reject(new TypeError('a defect'))),
  ).rejects.toThrow(TypeError);
});

test('a missing folder and a folder in the place of the file are said', async () => {
  expect((await userError(writeTextAtomically(join(folder, 'absent', 'file'), ''))).code).toBe('machine.folderMissing');
  mkdirSync(join(folder, 'taken'));
  expect((await userError(writeTextAtomically(join(folder, 'taken'), ''))).code).toBe('machine.isFolder');
  expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test('what killed processes left half-written is removed, what others are writing is not', async () => {
  const place = join(folder, 'leftovers');
  mkdirSync(place);
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  const names = {
    ofDead: `.model.${dead}.0123abcd.tmp`,
    ofThisNumberBefore: `.model.${process.pid}.0123abcd.tmp`,
    ofLiving: `.model.${process.ppid}.0123abcd.tmp`,
    ofOtherFile: `.model.json.${dead}.0123abcd.tmp`,
    notOurs: '.model.backup.tmp',
  };
  for (const name of Object.values(names)) writeFileSync(join(place, name), '');
  await writeTextAtomically(join(place, 'model'), 'new');
  expect(readdirSync(place).sort()).toEqual(['model', names.ofLiving, names.ofOtherFile, names.notOurs].sort());
});

test('two writes of one file at the same time leave one of them whole', async () => {
  const file = join(folder, 'contested');
  const texts = ['a'.repeat(1 << 21), 'b'.repeat(1 << 21)];
  await Promise.all(texts.map((text) => writeTextAtomically(file, text)));
  expect(texts).toContain(readFileSync(file, 'utf8'));
});
