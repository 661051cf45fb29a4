// The lock of a run: a second process is refused, and the lock of a dead one is taken over.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, onTestFinished, test } from 'vitest';

import { markOf } from '../../../src/processes/ownerMark.js';
import { thisPlace } from '../../../src/processes/place.js';
import { acquireLock, isLocked, lockName } from '../../../src/runs/lock.js';
import { UserError } from '../../../src/shared/errors.js';
import { deadMark, markElsewhere } from '../../support/marks.js';
import { linux, testOn, unix } from '../../support/systems.js';
import { temporaryFolder } from './temporary.js';

function refusal(folder: string): UserError {
  try {
    acquireLock(folder);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('the lock was given twice');
}

const content = (folder: string) => JSON.parse(readFileSync(join(folder, lockName), 'utf8')) as Record<string, unknown>;
const rewrite = (folder: string, change: Record<string, unknown>) =>
  writeFileSync(join(folder, lockName), JSON.stringify({ ...content(folder), token: 'another', ...change }));

/** A folder with the lock of a process that keeps no file open, as on Linux and before 0.2.0. */
function lockedFolder(): string {
  const folder = temporaryFolder();
  const lock = acquireLock(folder);
  const text = JSON.stringify({ ...content(folder), held: false });
  lock.release();
  writeFileSync(join(folder, lockName), text);
  return folder;
}

/** Takes a lock over, and gives it back; returns the process that the file named meanwhile. */
function pidOfTaken(folder: string): unknown {
  const lock = acquireLock(folder);
  const { pid } = content(folder);
  lock.release();
  return pid;
}

function livingProcess(): number {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  if (child.pid === undefined) throw new Error('no process');
  return child.pid;
}

describe('the lock of a run', () => {
  test('is refused a second time, with the process that holds it', () => {
    const folder = temporaryFolder();
    const lock = acquireLock(folder);
    expect(refusal(folder)).toMatchObject({ code: 'run.locked', values: { pid: String(process.pid) } });
    expect(isLocked(folder)).toBe(true);
    lock.release();
    expect(isLocked(folder)).toBe(false);
  });

  test('is free again after its release, and leaves no file', () => {
    const folder = temporaryFolder();
    acquireLock(folder).release();
    expect(readdirSync(folder)).toEqual([]);
    acquireLock(folder).release();
  });

  test('is refused while its process lives', () => {
    const folder = lockedFolder();
    const pid = livingProcess();
    rewrite(folder, { pid, started: null });
    expect(refusal(folder)).toMatchObject({ code: 'run.locked', values: { pid: String(pid) } });
  });

  test('of a killed process is taken over', () => {
    const folder = lockedFolder();
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    rewrite(folder, { pid });
    expect(pidOfTaken(folder)).toBe(process.pid);
    expect(readdirSync(folder)).toEqual([]);
  });

  // Only Linux tells when a process was started: elsewhere the lock goes by its number alone.
  testOn(linux, 'of a dead process is taken over when another process has its number', () => {
    const folder = lockedFolder();
    rewrite(folder, { pid: livingProcess(), started: '1' });
    expect(pidOfTaken(folder)).toBe(process.pid);
  });

  testOn(linux, 'of a zombie process is taken over', async () => {
    const folder = lockedFolder();
    // `sleep` takes the shell's place and never asks after the shell's child, which has ended.
    const parent = spawn('sh', ['-c', 'sleep 0.3 & echo $!; exec sleep 100'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    try {
      const [line] = (await once(parent.stdout, 'data')) as [Buffer];
      const pid = Number(line);
      await expect.poll(() => readFileSync(`/proc/${pid}/stat`, 'utf8')).toMatch(/\) Z /);
      rewrite(folder, { pid, started: null });
      expect(pidOfTaken(folder)).toBe(process.pid);
    } finally {
      parent.kill();
    }
  });

  testOn(linux, 'from before a restart of the machine is taken over', () => {
    const folder = lockedFolder();
    rewrite(folder, { pid: livingProcess(), started: null, bootId: 'another' });
    expect(pidOfTaken(folder)).toBe(process.pid);
  });

  test('of a living process is refused whatever the clock says', () => {
    const folder = lockedFolder();
    for (const shift of [-86_400, -61, 61, 86_400]) {
      rewrite(folder, { boot: Number(content(folder)['boot']) + shift });
      expect(refusal(folder).code).toBe('run.locked');
      expect(isLocked(folder)).toBe(true);
    }
  });

  testOn(linux, 'of a living process is refused after the machine was renamed', () => {
    const folder = lockedFolder();
    rewrite(folder, { host: 'renamed' });
    expect(refusal(folder).code).toBe('run.locked');
  });

  testOn(linux, 'of a container beside this one is refused', () => {
    const folder = lockedFolder();
    rewrite(folder, { processes: 'pid:[1]', pid: 1 });
    expect(refusal(folder).code).toBe('run.lockedElsewhere');
  });

  test('that an earlier version left is understood', () => {
    const folder = lockedFolder();
    const { pid, host, boot, started } = content(folder);
    const rewritten = (change: object) =>
      writeFileSync(join(folder, lockName), JSON.stringify({ pid, host, boot, started, token: 'x', ...change }));
    rewritten({});
    expect(refusal(folder).code).toBe('run.locked');
    rewritten({ pid: spawnSync(process.execPath, ['-e', '']).pid });
    acquireLock(folder).release();
  });

  test('is not fooled by a folder in its place', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, lockName));
    expect(refusal(folder).code).toBe('machine.isFolder');
    expect(isLocked(folder)).toBe(false);
  });

  testOn(unix, 'is not fooled by a pipe or a device in its place', () => {
    const folder = temporaryFolder();
    spawnSync('mkfifo', [join(folder, lockName)]);
    expect(isLocked(folder)).toBe(false);
    acquireLock(folder).release();
    symlinkSync('/dev/zero', join(folder, lockName));
    acquireLock(folder).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('leaves nothing of a process that was killed while it took it, and what others wrote stays', () => {
    const folder = lockedFolder();
    const mark = deadMark();
    const ofLiving = `${lockName}.${markOf(process.ppid)}.0123456789abcdef`;
    const elsewhere = `${lockName}.${markElsewhere()}.0123456789abcdef`;
    const others = [ofLiving, elsewhere, `${lockName}.backup`, `${lockName}.0123456789abcdef`];
    writeFileSync(join(folder, `${lockName}.${mark}.0123456789abcdef`), JSON.stringify(content(folder)));
    writeFileSync(join(folder, `${lockName}.${mark}.1123456789abcdef`), '');
    for (const name of others) writeFileSync(join(folder, name), '');
    rewrite(folder, { pid: Number(mark.split('-')[0]) });
    acquireLock(folder).release();
    expect(readdirSync(folder).sort()).toEqual(others.sort());
  });

  test('of another machine is refused', () => {
    const folder = lockedFolder();
    rewrite(folder, { host: 'elsewhere', pid: 1, bootId: 'another' });
    expect(refusal(folder)).toMatchObject({ code: 'run.lockedElsewhere', values: { host: 'elsewhere', pid: '1' } });
  });

  testOn(linux, 'of another machine with the same name is refused, and of this one before its restart is not', () => {
    const folder = lockedFolder();
    rewrite(folder, { machine: '0123456789abcdef', bootId: 'another' });
    expect(refusal(folder).code).toBe('run.lockedElsewhere');
    rewrite(folder, { machine: thisPlace().machine });
    acquireLock(folder).release();
  });

  test('is taken over when its file is not a lock', () => {
    const folder = temporaryFolder();
    for (const text of ['', '{', '{"pid":-1}', 'null']) {
      writeFileSync(join(folder, lockName), text);
      acquireLock(folder).release();
    }
  });

  test('is left in place by a process that lost it', () => {
    const folder = temporaryFolder();
    const lock = acquireLock(folder);
    rewrite(folder, {});
    lock.release();
    expect(content(folder)['token']).toBe('another');
  });

  test('is refused in one sentence when its folder does not exist', () => {
    expect(refusal(join(temporaryFolder(), 'missing')).code).toBe('machine.folderMissing');
  });
});
