// What only Windows does: a file that another program has open cannot be replaced, letters of a path have no case, and
// a process can keep a file for itself alone. These tests run on Windows, or on its Node in Wine.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, onTestFinished, test } from 'vitest';

import { isSameFile } from '../../src/base/files.js';
import { moveFile, moveFileNow, patientlyNow } from '../../src/base/moving.js';
import { checkWritable, writeTextAtomically } from '../../src/formats/atomicWrite.js';
import { acquireLock, isLocked, lockName } from '../../src/runs/lock.js';
import { UserError } from '../../src/shared/errors.js';

const folder = mkdtempSync(join(tmpdir(), 'windows-'));
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));

/** Opens a file in the way of the mode until its input ends: read beside others, or alone. */
const program = `
  const { openSync, constants } = require('node:fs');
  const [file, mode] = process.argv.slice(1);
  openSync(file, mode === 'alone' ? constants.O_RDWR | constants.O_CREAT | 0x10000000 : 'r');
  console.log('open');
  setTimeout(() => process.exit(), mode === 'alone' ? 60000 : Number(mode));
`;

/** Another program that has a file open: for some milliseconds, or alone until it is killed. */
async function opened(file: string, mode: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['-e', program, file, mode], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child;
}

async function killed(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe('a file that another program has open', () => {
  test('is replaced once that closes it', async () => {
    const file = join(folder, 'results.csv');
    writeFileSync(file, 'old');
    await opened(file, '400');
    await writeTextAtomically(file, 'new');
    expect(readFileSync(file, 'utf8')).toBe('new');
    await opened(file, '400');
    writeFileSync(join(folder, 'next'), 'newest');
    moveFileNow(join(folder, 'next'), file);
    expect(readFileSync(file, 'utf8')).toBe('newest');
  });

  test('is named before and after the work while it stays open', async () => {
    const file = join(folder, 'excel.csv');
    const program = await opened(file, 'alone');
    expect(() => patientlyNow(file, () => readFileSync(file), 100)).toThrow(/another program|other use it/i);
    await expect(checkWritable(file)).rejects.toMatchObject({ code: 'machine.heldByProgram' });
    writeFileSync(join(folder, 'result'), 'new');
    await expect(moveFile(join(folder, 'result'), file)).rejects.toMatchObject({ code: 'machine.heldByProgram' });
    await killed(program);
    await checkWritable(file);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  }, 60_000);
});

test('a folder in the place of a file is said at once', async () => {
  mkdirSync(join(folder, 'taken'));
  writeFileSync(join(folder, 'file'), '');
  await expect(moveFile(join(folder, 'file'), join(folder, 'taken'))).rejects.toMatchObject({
    code: 'machine.isFolder',
  });
});

test('a file that may not be written is said at once, and not called open', async () => {
  const file = join(folder, 'read-only.csv');
  writeFileSync(file, 'old');
  chmodSync(file, 0o444);
  const began = performance.now();
  // Wine replaces it, as other systems do.
  const ended = await writeTextAtomically(file, 'new').then(
    () => 'replaced',
    (error: unknown) => (error instanceof UserError ? error.code : String(error)),
  );
  expect(['replaced', 'machine.notWritable']).toContain(ended);
  expect(performance.now() - began).toBeLessThan(10_000);
  expect(readFileSync(file, 'utf8')).toBe(ended === 'replaced' ? 'new' : 'old');
  chmodSync(file, 0o644);
});

test('letters of a path have no case', () => {
  const file = join(folder, 'Reviews.csv');
  writeFileSync(file, 'text');
  expect(isSameFile(file, file.toUpperCase())).toBe(true);
  expect(isSameFile(file, join(folder, 'other.csv'))).toBe(false);
});

describe('the lock of a run', () => {
  test('is free at once when its process was killed, whatever process has its number now', async () => {
    const run = join(folder, 'locked');
    mkdirSync(run);
    const lock = acquireLock(run);
    const content = JSON.parse(readFileSync(join(run, lockName), 'utf8')) as object;
    lock.release();
    const holder = await opened(join(run, 'lock.held'), 'alone');
    writeFileSync(join(run, lockName), JSON.stringify({ ...content, held: true, token: 'another' }));
    expect(isLocked(run)).toBe(true);
    expect(() => acquireLock(run)).toThrow(/in use/);
    await killed(holder);
    expect(isLocked(run)).toBe(false);
    acquireLock(run).release();
    expect(readdirSync(run)).toEqual([]);
  });

  test('is held by one process alone, and leaves no file', () => {
    const run = join(folder, 'twice');
    mkdirSync(run);
    const lock = acquireLock(run);
    expect(() => acquireLock(run)).toThrow(/in use/);
    expect(readdirSync(run).sort()).toEqual(['lock.held', lockName]);
    lock.release();
    expect(readdirSync(run)).toEqual([]);
  });
});
