// What a killed process left in the system's folder for temporary files is removed by the next one, and nothing else.

import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { ownMark } from '../../../src/processes/ownerMark.js';
import { makeTemporaryFolder } from '../../../src/processes/temporaryFolder.js';
import { deadMark, markElsewhere } from '../../support/marks.js';
import { testOn, unix } from '../../support/systems.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'temporary-'));
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) vi.stubEnv(name, folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

test('a folder of a process that is gone is removed with what is in it', () => {
  const left = join(folder, `finetune-bert-unpacked-${deadMark()}-abcdef`);
  mkdirSync(join(left, 'inner'), { recursive: true });
  writeFileSync(join(left, 'inner', 'table.csv'), 'a');
  const made = makeTemporaryFolder('unpacked');
  expect(existsSync(left)).toBe(false);
  expect(basename(made)).toMatch(new RegExp(`^finetune-bert-unpacked-${ownMark()}-\\w{6}$`));
});

test('a folder of a living process, of another machine, kind or name, and one that is kept stays', () => {
  const mark = deadMark();
  const names = [
    `finetune-bert-unpacked-${ownMark()}-abcdef`,
    `finetune-bert-graph-${mark}-abcdef`,
    'finetune-bert-Xy12ab',
    `my-finetune-bert-unpacked-${mark}-abcdef`,
    `finetune-bert-unpacked-${mark}-a.csv`,
    `finetune-bert-unpacked-${mark.replace(/-.*/, '')}-abcdef`,
    `finetune-bert-unpacked-${markElsewhere()}-abcdef`,
  ];
  for (const name of names) mkdirSync(join(folder, name));
  makeTemporaryFolder('unpacked');
  makeTemporaryFolder('graph', 60_000);
  for (const name of names) expect(existsSync(join(folder, name)), name).toBe(true);
});

testOn(unix, 'a link of such a name leads to nothing that is removed', () => {
  mkdirSync(join(folder, 'thesis'));
  symlinkSync(join(folder, 'thesis'), join(folder, `finetune-bert-unpacked-${deadMark()}-abcdef`));
  makeTemporaryFolder('unpacked');
  expect(existsSync(join(folder, 'thesis'))).toBe(true);
});
