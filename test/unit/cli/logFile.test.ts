// The log of a run lies in its folder, which a stranger may have written.

import { spawnSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { Log } from '../../../src/cli/logFile.js';
import { testOn, unix } from '../../support/systems.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-'));
  vi.stubEnv('XDG_CACHE_HOME', join(folder, 'cache'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** Where a line ends up that is logged for a run in that folder. */
function logged(run: string): string {
  const log = new Log();
  log.moveTo(run);
  log.line('what happened');
  return log.save();
}

test('is written into the folder of the run', () => {
  const file = logged(folder);
  expect(file).toBe(join(folder, 'log.txt'));
  expect(readFileSync(file, 'utf8')).toContain('what happened');
});

testOn(unix, 'a link, a second name, a pipe or a device in its place is not written, and the cache has the log', () => {
  const precious = join(folder, '.bashrc');
  writeFileSync(precious, 'mine');
  const places: readonly ((file: string) => void)[] = [
    (file) => symlinkSync(precious, file),
    (file) => symlinkSync(join(folder, 'new'), file),
    (file) => linkSync(precious, file),
    (file) => void spawnSync('mkfifo', [file]),
    (file) => symlinkSync('/dev/zero', file),
    (file) => mkdirSync(file),
  ];
  for (const [index, place] of places.entries()) {
    const run = join(folder, `run-${index}`);
    mkdirSync(run);
    place(join(run, 'log.txt'));
    const file = logged(run);
    expect(file.startsWith(run), String(index)).toBe(false);
    expect(readFileSync(file, 'utf8')).toContain('what happened');
    expect(readFileSync(precious, 'utf8')).toBe('mine');
    expect(existsSync(join(folder, 'new'))).toBe(false);
  }
});
