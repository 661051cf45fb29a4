// The door to files of strangers: what is refused, and that nothing hangs or fills the memory.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import {
  lookAt,
  openFile,
  openFileSync,
  openRegular,
  readSmallFile,
  readSmallText,
} from '../../../src/base/openFile.js';
import { isUserError } from '../../../src/shared/errors.js';
import { linux, testOn, unix } from '../../support/systems.js';

let folder: string;
beforeEach(() => (folder = realpathSync(mkdtempSync(join(tmpdir(), 'door-')))));
afterEach(() => rmSync(folder, { recursive: true }));

/** The codes with which each way through the door refuses a file. */
async function refusals(file: string): Promise<string[]> {
  const ways = [async () => readSmallFile(file), async () => openFileSync(file), () => openFile(file)];
  return Promise.all(ways.map((way) => codeOf(way)));
}

async function codeOf(way: () => Promise<unknown>): Promise<string> {
  return way().then(
    () => 'opened',
    (error: unknown) => (isUserError(error) ? error.code : String(error)),
  );
}

const all = (code: string) => [code, code, code];

test('a text is read, without its byte-order mark', () => {
  const file = join(folder, 'vocab.txt');
  writeFileSync(file, '\uFEFF好吃\n');
  expect(readSmallText(file)).toBe('好吃\n');
  writeFileSync(file, '');
  expect(readSmallText(file)).toBe('');
});

test('a missing file, a folder and a file below a file are refused in a sentence', async () => {
  mkdirSync(join(folder, 'inner'));
  writeFileSync(join(folder, 'file'), '');
  expect(await refusals(join(folder, 'absent'))).toEqual(all('model.fileMissing'));
  expect(await refusals(join(folder, 'inner'))).toEqual(all('machine.notRegular'));
  expect(await refusals(join(folder, 'file', 'below'))).toEqual(all('model.fileMissing'));
});

testOn(unix, 'a pipe, a socket and a device are refused at once', async () => {
  const pipe = join(folder, 'pipe');
  const socket = join(folder, 'socket');
  execFileSync('mkfifo', [pipe]);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  for (const path of [pipe, socket, '/dev/zero', '/dev/null', '/dev/tty'])
    expect(await refusals(path), path).toEqual(all('machine.notRegular'));
  server.close();
});

testOn(unix, 'a link to a device or a pipe is refused, and so is a circle', async () => {
  for (const [name, target] of [
    ['zero', '/dev/zero'],
    ['random', '/dev/urandom'],
  ] as const) {
    symlinkSync(target, join(folder, name));
    expect(await codeOf(() => openRegular(join(folder, name)))).toBe('machine.notRegular');
    expect(await refusals(join(folder, name))).not.toContain('opened');
  }
  symlinkSync('b', join(folder, 'a'));
  symlinkSync('a', join(folder, 'b'));
  expect(await refusals(join(folder, 'a'))).toEqual(all('machine.readFailed'));
});

testOn(unix, 'links are followed inside of the folder and into the cache of the hub', async () => {
  const model = join(folder, 'models--a--b', 'snapshots', '0123');
  const blobs = join(folder, 'models--a--b', 'blobs');
  for (const made of [model, blobs]) mkdirSync(made, { recursive: true });
  writeFileSync(join(folder, 'secret'), 'secret');
  writeFileSync(join(blobs, 'abc'), 'blob');
  writeFileSync(join(model, 'own.txt'), 'own');
  symlinkSync('own.txt', join(model, 'inside.txt'));
  symlinkSync('../../blobs/abc', join(model, 'config.json'));
  symlinkSync(join(folder, 'secret'), join(model, 'out.txt'));
  symlinkSync(join(folder, 'secret'), join(blobs, 'far'));
  symlinkSync('../../blobs/far', join(model, 'chain.txt'));
  const blob = join(blobs, '0123456789'.repeat(4));
  writeFileSync(blob, 'linked');
  symlinkSync(blob, join(folder, 'vocab.txt'));
  expect(readSmallText(join(folder, 'vocab.txt'), { within: model })).toBe('linked');
  expect(readSmallText(join(model, 'inside.txt'))).toBe('own');
  expect(readSmallText(join(model, 'config.json'))).toBe('blob');
  for (const name of ['out.txt', 'chain.txt'])
    expect(await refusals(join(model, name))).toEqual(all('machine.linkLeadsOut'));
  expect(readSmallText(join(model, 'out.txt'), { within: null })).toBe('secret');
});

test('a file that is too long is refused before it is read, a sparse one of terabytes too', async () => {
  const file = join(folder, 'run.json');
  writeFileSync(file, 'x'.repeat(101));
  expect(await codeOf(async () => readSmallText(file, { limit: 100 }))).toBe('model.fileTooLong');
  expect(readSmallText(file, { limit: 101 })).toHaveLength(101);
  truncateSync(file, 2 ** 40);
  expect(await codeOf(async () => readSmallText(file))).toBe('model.fileTooLong');
});

test('a file of gigabytes of which some kilobytes alone were ever written is refused before it is read', async () => {
  const file = join(folder, 'rows.arrow');
  writeFileSync(file, 'ARROW1');
  truncateSync(file, 2 ** 34);
  expect(await codeOf(() => openFile(file))).toBe('machine.hollow');
  expect(await codeOf(() => openRegular(file))).toBe('machine.hollow');
  truncateSync(file, 2 ** 29);
  await (await openRegular(file)).close();
});

testOn(linux, 'a file of the system, which has no size, is read up to the limit', async () => {
  expect(readSmallText('/proc/self/status', { within: null })).toContain('Pid:');
  expect(await codeOf(async () => readSmallText('/proc/self/status', { limit: 10, within: null }))).toBe(
    'model.fileTooLong',
  );
});

test('bytes that are no UTF-8 are refused, not replaced', async () => {
  const file = join(folder, 'vocab.txt');
  writeFileSync(file, Buffer.from([0x61, 0xff, 0x62]));
  expect(await codeOf(async () => readSmallText(file))).toBe('model.notUtf8');
});

testOn(unix, 'a link in a circle, and what lies below a file, is nothing to look at', async () => {
  symlinkSync('circle', join(folder, 'circle'));
  writeFileSync(join(folder, 'file'), 'abc');
  for (const name of ['circle', join('file', 'inner'), 'absent']) expect(lookAt(join(folder, name))).toBeNull();
  expect(lookAt(join(folder, 'file'))?.size).toBe(3);
  expect(await refusals(join(folder, 'circle'))).toEqual(all('machine.readFailed'));
});
