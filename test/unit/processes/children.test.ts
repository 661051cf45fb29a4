// A process that is started runs nothing of the folder that the command line is used in.

import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { askChild, startChild } from '../../../src/processes/children.js';
import { privateFolder } from '../../../src/processes/privateFolder.js';
import { findLibrary } from '../../../src/tensorflow/find.js';
import { listGpus } from '../../../src/tensorflow/gpus.js';
import { findPip } from '../../../src/tensorflow/install/pip.js';
import { cacheFolder, type Locations } from '../../../src/tensorflow/locations.js';

const before = process.cwd();
let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'stranger-')));
  setTraps();
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

/** Everything that some program takes from the folder that it is started in; each leaves a file there. */
function setTraps(): void {
  const write = (path: string, text: string, mode = 0o644) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
    chmodSync(join(folder, path), mode);
  };
  const trap = (name: string) => `open(${JSON.stringify(join(folder, `executed-${name}`))}, "w").close()\n`;
  for (const name of [
    'json.py',
    'site.py',
    'sitecustomize.py',
    'usercustomize.py',
    'runpy.py',
    'os.py',
    'importlib.py',
  ])
    write(name, trap(name));
  write('pip/__init__.py', trap('pip'));
  write('pip/__main__.py', trap('pip-main'));
  write('tensorflow/__init__.py', trap('tensorflow'));
  write('tensorflow/libtensorflow_cc.so.2', 'no library');
  write('tensorflow/libtensorflow_framework.so.2', 'no library');
  write('pyvenv.cfg', 'home = .\n');
  for (const name of ['python3', 'python', 'nvidia-smi', '.venv/bin/python3', 'node_modules/.bin/python3'])
    write(name, `#!/bin/sh\ntouch '${join(folder, 'executed-program')}'\n`, 0o755);
  write('node_modules/@tensorflow/tfjs-node-gpu/package.json', '{"version":"4.22.0"}');
  write('node_modules/@tensorflow/tfjs-node-gpu/deps/lib/libtensorflow.so.2', 'no library');
  write('node_modules/@tensorflow/tfjs-node-gpu/deps/lib/libtensorflow_framework.so.2', 'no library');
}

const executed = () => readdirSync(folder).filter((name) => name.startsWith('executed'));

function locationsWith(variables: Record<string, string | undefined>): Locations {
  const environment = { ...process.env, ...variables };
  return { cache: join(folder, 'no-cache'), product: join(folder, '..', 'product'), environment };
}

describe('looking for TensorFlow, for GPUs and for pip runs nothing of the current folder', () => {
  const usual = process.env['PATH'] ?? '';
  test.each<[string, Record<string, string>]>([
    ['with the usual variables', {}],
    ['with a point first in PATH', { PATH: `.:${usual}` }],
    ['with an empty entry first in PATH', { PATH: `:${usual}` }],
    ['with a relative folder first in PATH', { PATH: `.venv/bin:node_modules/.bin:${usual}` }],
    ['with a relative PYTHONPATH', { PYTHONPATH: '.' }],
    ['with an empty PYTHONPATH', { PYTHONPATH: '' }],
    ['with a relative PYTHONUSERBASE', { PYTHONUSERBASE: '.' }],
    ['with a relative NODE_PATH', { NODE_PATH: 'node_modules' }],
    ['with Python’s start file', { PYTHONSTARTUP: 'json.py', PYTHONINSPECT: '1' }],
  ])('%s', async (_name, variables) => {
    const locations = locationsWith(variables);
    expect(findLibrary(locations)?.folder ?? '').not.toContain(folder);
    listGpus(locations);
    await findPip(locations).catch(() => undefined);
    expect(executed()).toEqual([]);
  });
});

test('a relative cache folder is not taken from the current folder', () => {
  expect(cacheFolder({ XDG_CACHE_HOME: '.', LOCALAPPDATA: '.' })).not.toContain(folder);
  expect(cacheFolder({ XDG_CACHE_HOME: 'cache' }).startsWith('/')).toBe(true);
});

test('a process starts in a folder that this user alone can write to', async () => {
  const words = ['-e', 'process.stdout.write(process.cwd())'];
  expect(askChild(process.execPath, words, { timeout: 10_000 })).toBe(realpathSync(privateFolder()));
  const child = startChild(process.execPath, words, { stdio: ['ignore', 'pipe', 'ignore'] });
  let said = '';
  child.stdout?.on('data', (piece: Buffer) => (said += piece.toString()));
  await new Promise((resolve) => child.once('close', resolve));
  expect(said).toBe(realpathSync(privateFolder()));
});

test('a program is not started by a name that the current folder could answer to', () => {
  expect(() => startChild('python3', [], { stdio: 'ignore' })).toThrow('absolute');
  expect(() => startChild('./python3', [], { stdio: 'ignore' })).toThrow('absolute');
  expect(() => askChild('nvidia-smi', [], { timeout: 1000 })).toThrow('absolute');
  expect(existsSync(join(folder, 'executed-program'))).toBe(false);
});
