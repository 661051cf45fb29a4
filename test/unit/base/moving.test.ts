// Renames wait for programs that have a file open, as on Windows; there test/windows tries it with a real one.

import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { moveFile, moveFileNow, patiently, patientlyNow } from '../../../src/base/moving.js';
import { UserError } from '../../../src/shared/errors.js';

const folder = mkdtempSync(join(tmpdir(), 'moving-'));
const system = process.platform;

function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** A call that another program disturbs a number of times. */
function disturbed(times: number, code = 'EBUSY') {
  const call = () => {
    calls.count++;
    if (calls.count <= times) throw failure(code);
    return 'done';
  };
  const calls = { count: 0, call };
  return calls;
}

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return error instanceof UserError ? error.code : String((error as NodeJS.ErrnoException).code);
  }
  return 'nothing was thrown';
}

describe('on Windows', () => {
  beforeEach(() => {
    Object.defineProperty(process, 'platform', { value: 'win32' });
  });
  afterEach(() => {
    Object.defineProperty(process, 'platform', { value: system });
  });

  test.each(['EPERM', 'EACCES', 'EBUSY'])(
    'a call that meets an open file (%s) is repeated until it succeeds',
    (code) => {
      const now = disturbed(4, code);
      expect(patientlyNow('a.csv', now.call)).toBe('done');
      expect(now.count).toBe(5);
    },
  );

  test('the same without blocking the thread', async () => {
    const later = disturbed(4);
    await expect(patiently('a.csv', async () => later.call())).resolves.toBe('done');
    expect(later.count).toBe(5);
  });

  test('a file that stays open is named in the end', async () => {
    const now = disturbed(Infinity);
    expect(codeOf(() => patientlyNow('a.csv', now.call, 60))).toBe('machine.heldByProgram');
    expect(now.count).toBeGreaterThan(2);
    const later = disturbed(Infinity);
    await expect(patiently('a.csv', async () => later.call(), 60)).rejects.toMatchObject({
      code: 'machine.heldByProgram',
      values: { file: 'a.csv' },
    });
  });

  test('what may be a lack of rights is thrown as it is in the end', () => {
    const now = disturbed(Infinity, 'EPERM');
    expect(codeOf(() => patientlyNow('a.csv', now.call, 60))).toBe('EPERM');
    expect(now.count).toBeGreaterThan(2);
  });

  test('other failures are thrown at once', () => {
    const now = disturbed(1, 'ENOSPC');
    expect(codeOf(() => patientlyNow('a.csv', now.call))).toBe('ENOSPC');
    expect(now.count).toBe(1);
  });
});

test('elsewhere an open file stops no rename, and a failure is thrown at once', () => {
  const now = disturbed(1, 'EACCES');
  expect(codeOf(() => patientlyNow('a.csv', now.call))).toBe('EACCES');
  expect(now.count).toBe(1);
});

test('a file takes the place of a file, and not that of a folder', async () => {
  const from = join(folder, 'new');
  const to = join(folder, 'old');
  writeFileSync(to, 'old');
  writeFileSync(from, 'first');
  moveFileNow(from, to);
  expect(readFileSync(to, 'utf8')).toBe('first');
  writeFileSync(from, 'second');
  await moveFile(from, to);
  expect(readFileSync(to, 'utf8')).toBe('second');
  const taken = join(folder, 'taken');
  mkdirSync(taken);
  expect(codeOf(() => moveFileNow(to, taken))).toBe('machine.isFolder');
});
