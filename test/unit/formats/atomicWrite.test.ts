// A file is complete or as it was before, whatever happens during the write.

import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { writeAtomically, writeTextAtomically } from '../../../src/formats/atomicWrite.js';
import { markOf, ownMark } from '../../../src/processes/ownerMark.js';
import { deadMark, markElsewhere } from '../../support/marks.js';
import { testOn, unix } from '../../support/systems.js';
import { temporaryFolder, userError } from './files.js';

const folder = temporaryFolder();

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

test('small and large writes arrive in order, and the offset counts them', async () => {
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

test('memory that is reused after a write does not change the file', async () => {
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
] as const)(
  '%s during a write is reported in one sentence, with the old file unchanged and no file beside it',
  async (code, expected) => {
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
  },
);

test('a cancelled write leaves the file unchanged and no file beside it', async () => {
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

test('a defect in the writer is not reported as a failure of the disk', async () => {
  await expect(
    writeAtomically(join(folder, 'defect'), () => Promise.reject(new TypeError('a defect'))),
  ).rejects.toThrow(TypeError);
});

test('a missing folder and a folder in place of the file are reported', async () => {
  expect((await userError(writeTextAtomically(join(folder, 'absent', 'file'), ''))).code).toBe('machine.folderMissing');
  mkdirSync(join(folder, 'taken'));
  expect((await userError(writeTextAtomically(join(folder, 'taken'), ''))).code).toBe('machine.isFolder');
  expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

testOn(unix, 'a pipe in the place of the file is refused and stays, and a link is replaced', async () => {
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  expect((await userError(writeTextAtomically(pipe, 'text'))).code).toBe('machine.notRegular');
  expect(lstatSync(pipe).isFIFO()).toBe(true);
  writeFileSync(join(folder, 'target'), 'kept');
  symlinkSync(join(folder, 'target'), join(folder, 'link'));
  await writeTextAtomically(join(folder, 'link'), 'text');
  expect(readFileSync(join(folder, 'target'), 'utf8')).toBe('kept');
  expect(readFileSync(join(folder, 'link'), 'utf8')).toBe('text');
});

test('half-written files of killed processes are removed, those of living ones and other machines stay', async () => {
  const place = join(folder, 'leftovers');
  mkdirSync(place);
  const dead = deadMark();
  const names = {
    ofDead: `.model.json.${dead}.0123abcd.tmp`,
    ofThisNumberBefore: `.model.${ownMark().replace(/-.{8}/, '-00000000')}.0123abcd.tmp`,
    ofNumberUsedAgain: `.model.${markOf(process.ppid).replace(/-.{8}/, '-00000000')}.0123abcd.tmp`,
    ofLiving: `.model.${markOf(process.ppid)}.0123abcd.tmp`,
    ofAnotherMachine: `.model.${markElsewhere()}.0123abcd.tmp`,
    ofNobodyKnown: `.model.${dead.replace(/-.*/, '')}.0123abcd.tmp`,
    notOurs: '.model.backup.tmp',
  };
  for (const name of Object.values(names)) writeFileSync(join(place, name), '');
  mkdirSync(join(place, `.export.${dead}.0123abcd.tmp`, 'inner'), { recursive: true });
  await writeTextAtomically(join(place, 'model'), 'new');
  const { ofLiving, ofAnotherMachine, ofNobodyKnown, notOurs } = names;
  const kept = ['model', ofLiving, ofAnotherMachine, ofNobodyKnown, notOurs];
  expect(readdirSync(place).sort()).toEqual(kept.sort());
});

test('two simultaneous writes of one file leave one of them complete', async () => {
  const file = join(folder, 'contested');
  const texts = ['a'.repeat(1 << 21), 'b'.repeat(1 << 21)];
  await Promise.all(texts.map((text) => writeTextAtomically(file, text)));
  expect(texts).toContain(readFileSync(file, 'utf8'));
});
