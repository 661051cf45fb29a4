// A model that is copied: its own files, and nothing that a link leads to or that merely lies beside them.

import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { makeOwnFolder } from '../../../src/base/files.js';
import { copyModelFiles } from '../../../src/formats/copyFolder.js';
import { readTokenizerTexts } from '../../../src/formats/tokenizerTexts.js';
import { resolveModelFolder } from '../../../src/jobs/model/runPaths.js';
import { createRunFolder } from '../../../src/runs/runFolder.js';
import { isUserError } from '../../../src/shared/errors.js';
import { testOn, unix } from '../../support/systems.js';

let root: string;
let model: string;
let out: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'copy-')));
  model = join(root, 'model');
  out = join(root, 'out');
  for (const folder of [model, out]) mkdirSync(folder);
  for (const name of ['config.json', 'model.safetensors', 'vocab.txt', 'README.md', 'model.onnx'])
    writeFileSync(join(model, name), name);
  writeFileSync(join(root, 'id_rsa'), 'secret');
});
afterEach(() => rmSync(root, { recursive: true }));

const { signal } = new AbortController();

async function codeOf(action: () => unknown): Promise<string> {
  try {
    await action();
    return 'no error';
  } catch (error) {
    return isUserError(error) ? error.code : String(error);
  }
}

test('is copied with what belongs to it', async () => {
  await copyModelFiles(model, out, 1 << 20, signal);
  expect(readdirSync(out).sort()).toEqual(['README.md', 'config.json', 'model.onnx', 'model.safetensors', 'vocab.txt']);
  expect(readFileSync(join(out, 'model.safetensors'), 'utf8')).toBe('model.safetensors');
});

testOn(unix, 'is copied without strange files, folders and links beside it', async () => {
  writeFileSync(join(model, 'notes.txt'), 'mine');
  mkdirSync(join(model, 'inner'));
  symlinkSync(join(root, 'id_rsa'), join(model, 'key.txt'));
  symlinkSync('/etc', join(model, 'etc'));
  symlinkSync('/', join(model, 'disk'));
  await copyModelFiles(model, out, 1 << 20, signal);
  expect(readdirSync(out)).toHaveLength(5);
});

test('is refused where a file of it claims terabytes', async () => {
  truncateSync(join(model, 'README.md'), 2 ** 42);
  expect(await codeOf(() => copyModelFiles(model, out, 1 << 20, signal))).toBe('machine.hollow');
});

testOn(unix, 'is refused where one of its own files leads out of its folder', async () => {
  for (const name of ['README.md', 'vocab.txt', 'LICENSE']) {
    rmSync(join(model, name), { force: true });
    symlinkSync(join(root, 'id_rsa'), join(model, name));
    expect(await codeOf(() => copyModelFiles(model, out, 1 << 20, signal)), name).toBe('machine.linkLeadsOut');
    rmSync(join(model, name));
  }
});

testOn(unix, 'no file of a tokenizer is read through a link', async () => {
  for (const name of ['special_tokens_map.json', 'merges.txt', 'tokenizer.json']) {
    symlinkSync(join(root, 'id_rsa'), join(model, name));
    expect(await codeOf(() => readTokenizerTexts(model)), name).toBe('machine.linkLeadsOut');
    rmSync(join(model, name));
  }
});

test('special tokens that are no JSON are refused', async () => {
  writeFileSync(join(model, 'special_tokens_map.json'), 'root:x:0:0');
  expect(await codeOf(() => readTokenizerTexts(model))).toBe('model.invalidJson');
});

testOn(unix, 'nothing is read from or written to a run through a link', async () => {
  const run = join(root, 'run');
  mkdirSync(run);
  writeFileSync(join(run, 'run.json'), '{}');
  symlinkSync(model, join(run, 'model'));
  expect(await codeOf(() => resolveModelFolder(run))).toBe('machine.linkLeadsOut');
  expect(await codeOf(() => resolveModelFolder(join(run, 'model')))).toBe('machine.linkLeadsOut');
  expect(await codeOf(() => makeOwnFolder(join(run, 'model')))).toBe('machine.linkLeadsOut');
  const data = join(root, 'data');
  mkdirSync(data);
  symlinkSync(out, join(data, '.finetune'));
  expect(await codeOf(() => createRunFolder(join(data, 'a.csv'), undefined))).toBe('machine.linkLeadsOut');
  expect(readdirSync(out)).toEqual([]);
});
