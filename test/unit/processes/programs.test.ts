// Programs are found by PATH as a person has set it, never in the folder that the command line is used in.

import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { childEnvironment } from '../../../src/processes/environment.js';
import { findProgram } from '../../../src/processes/programs.js';

const before = process.cwd();
let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'programs-')));
  for (const name of ['stranger', 'stranger/bin', 'bin', 'other']) mkdirSync(join(root, name));
  process.chdir(join(root, 'stranger'));
});
afterEach(() => {
  process.chdir(before);
  rmSync(root, { recursive: true });
});

function writeProgram(...path: string[]): string {
  const file = join(root, ...path);
  writeFileSync(file, '#!/bin/sh\n');
  chmodSync(file, 0o755);
  return file;
}

describe('a program of the current folder is never found', () => {
  test.each([
    ['a point', () => '.'],
    ['an empty entry', () => ''],
    ['a relative folder', () => 'bin'],
    ['a relative folder with a point', () => './bin'],
    ['a folder relative to the one above', () => '../stranger'],
    ['the current folder itself', () => join(root, 'stranger')],
    ['the current folder with a slash', () => `${join(root, 'stranger')}/`],
    ['a link to the current folder', () => join(root, 'link')],
  ])('when PATH has %s', (_name, entry) => {
    symlinkSync(join(root, 'stranger'), join(root, 'link'));
    writeProgram('stranger', 'python3');
    writeProgram('stranger', 'bin', 'python3');
    const usual = writeProgram('bin', 'python3');
    const path = (...entries: string[]) => ({ PATH: entries.join(delimiter) });
    expect(findProgram('python3', path(entry()))).toBeNull();
    expect(findProgram('python3', path(entry(), join(root, 'bin')))).toBe(usual);
  });

  test('when there is no PATH', () => {
    writeProgram('stranger', 'python3');
    expect(findProgram('python3', {})).toBeNull();
  });
});

test('the first program of PATH that can be started is taken', () => {
  mkdirSync(join(root, 'bin', 'python3'));
  writeFileSync(join(root, 'stranger', 'bin', 'python3'), 'no program', { mode: 0o644 });
  const found = writeProgram('other', 'python3');
  const folders = [join(root, 'bin'), join(root, 'stranger', 'bin'), join(root, 'other')];
  expect(findProgram('python3', { PATH: folders.join(delimiter) })).toBe(found);
});

describe('the variables of a process that is started', () => {
  const cleaned = (variables: Record<string, string>) => childEnvironment(variables);

  test('a list of folders keeps its absolute ones', () => {
    for (const name of ['PATH', 'LD_LIBRARY_PATH', 'NODE_PATH', 'VK_ICD_FILENAMES', 'DYLD_LIBRARY_PATH'])
      expect(cleaned({ [name]: ['.', '/opt/mine', '', 'lib', './x'].join(delimiter) })).toEqual({
        [name]: '/opt/mine',
      });
    expect(cleaned({ LD_LIBRARY_PATH: '.' })).toEqual({});
  });

  test('a library to load first stays where its path is absolute or the system knows it', () => {
    expect(cleaned({ LD_PRELOAD: './evil.so /usr/lib/good.so libjemalloc.so.2' })).toEqual({
      LD_PRELOAD: '/usr/lib/good.so libjemalloc.so.2',
    });
  });

  test('Node’s options that load code by a relative path or listen are left out, the others stay', () => {
    const options = '--require ./x.cjs --max-old-space-size=8192 --import=./y.mjs -r hook --inspect=0 --env-file=.env';
    expect(cleaned({ NODE_OPTIONS: options })).toEqual({ NODE_OPTIONS: '--max-old-space-size=8192' });
    expect(cleaned({ NODE_OPTIONS: '--require hook' })).toEqual({});
    expect(cleaned({ NODE_OPTIONS: '--require' })).toEqual({});
    const absolute = '--import=file:///opt/hook.mjs --require /opt/hook.cjs';
    expect(cleaned({ NODE_OPTIONS: absolute })).toEqual({ NODE_OPTIONS: absolute });
  });

  test('Python’s variables are left out', () => {
    expect(cleaned({ PYTHONPATH: '/x', PYTHONSTARTUP: '/y', PYTHONHOME: '/z', PYTHONINSPECT: '1' })).toEqual({});
  });

  test('a folder that a person names relatively is meant from where it was given', () => {
    expect(cleaned({ FINETUNE_BERT_TENSORFLOW: 'tf', HF_HOME: '~/hub', HF_HUB_CACHE: '/cache' })).toEqual({
      FINETUNE_BERT_TENSORFLOW: join(root, 'stranger', 'tf'),
      HF_HOME: '~/hub',
      HF_HUB_CACHE: '/cache',
    });
  });

  test('everything else stays', () => {
    const usual = { HOME: '/home/me', HTTPS_PROXY: 'http://proxy', LANG: 'C', OMP_NUM_THREADS: '2' };
    expect(cleaned(usual)).toEqual(usual);
  });
});
