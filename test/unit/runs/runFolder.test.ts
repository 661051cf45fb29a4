// Run folders and run.json: names, refusals, and portable paths.

import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { resolveConfigPaths } from '../../../src/jobs/train/configPaths.js';
import { ownMark } from '../../../src/processes/ownerMark.js';
import { thisPlace } from '../../../src/processes/place.js';
import { acquireLock } from '../../../src/runs/lock.js';
import { parseSettings } from '../../../src/runs/parseSettings.js';
import { readRunFile, type RunFile, writeRunFile } from '../../../src/runs/runFile.js';
import { createRunFolder, removeIfEmpty } from '../../../src/runs/runFolder.js';
import { UserError } from '../../../src/shared/errors.js';
import { temporaryFolder } from './temporary.js';

/** The lock of a process that is gone. */
function lockAsDead(folder: string, { numbered }: { readonly numbered: boolean }): void {
  const { machine, bootId, processes } = thisPlace();
  const dead = { pid: 2 ** 22 - 1, host: hostname(), boot: 0, started: '1', machine, bootId, processes, token: 'x' };
  writeFileSync(join(folder, 'lock.json'), JSON.stringify({ ...dead, numbered }));
}

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof UserError) return error.code;
    throw error;
  }
  return 'no error';
}

describe('a run folder', () => {
  test('is numbered beside the CSV', () => {
    const folder = temporaryFolder();
    const csv = join(folder, 'reviews.v2.csv');
    expect(createRunFolder(csv, undefined)).toBe(join(folder, '.finetune', 'reviews.v2-1'));
    expect(createRunFolder(csv, undefined)).toBe(join(folder, '.finetune', 'reviews.v2-2'));
  });

  test('is that of a run that was killed before it had begun, and none of a living process', () => {
    const csv = join(temporaryFolder(), 'reviews.csv');
    const [killed, living, young] = [1, 2, 3].map(() => createRunFolder(csv, undefined));
    lockAsDead(killed!, { numbered: true });
    writeFileSync(join(killed!, `.run.json.${ownMark()}.0123abcd.tmp`), '{');
    const lock = acquireLock(living!, { numbered: true });
    expect(createRunFolder(csv, undefined)).toBe(killed);
    expect(readdirSync(killed!)).toEqual([]);
    for (const folder of [living, young]) expect(existsSync(folder!)).toBe(true);
    utimesSync(young!, 1, 1);
    expect(createRunFolder(csv, undefined)).toBe(young);
    lock.release();
  });

  test('is none that a person has named, linked or written into, and nothing in there is removed', () => {
    const folder = temporaryFolder();
    const csv = join(folder, 'reviews.csv');
    const runs = join(folder, '.finetune');
    const one = (name: string) => join(runs, name);
    const named = createRunFolder('x.csv', one('mine'));
    const numberedByHand = createRunFolder('x.csv', one('reviews-1'));
    for (const each of [named, numberedByHand]) lockAsDead(each, { numbered: false });
    const written = ['thesis.docx', 'lock.json.bak', '.run.json.old.tmp', 'worker.json.txt'].map((name, index) => {
      const path = one(`reviews-${index + 2}`);
      mkdirSync(path);
      lockAsDead(path, { numbered: true });
      writeFileSync(join(path, name), 'mine');
      return path;
    });
    mkdirSync(join(folder, 'elsewhere'));
    lockAsDead(join(folder, 'elsewhere'), { numbered: true });
    symlinkSync(join(folder, 'elsewhere'), one('reviews-6'), 'junction');
    mkdirSync(one('notes'));
    mkdirSync(one('reviews-9'));
    for (const path of [one('notes'), one('reviews-9')]) utimesSync(path, 1, 1);
    expect(createRunFolder(csv, undefined)).toBe(one('reviews-7'));
    for (const path of [named, numberedByHand]) expect(readdirSync(path)).toEqual(['lock.json']);
    for (const path of written) expect(readdirSync(path)).toHaveLength(2);
    expect(readdirSync(join(folder, 'elsewhere'))).toEqual(['lock.json']);
    for (const path of [one('notes'), one('reviews-9')]) expect(existsSync(path)).toBe(true);
  });

  test('beside a .finetune that is a link is refused, and nothing behind it is removed', () => {
    const folder = temporaryFolder();
    const elsewhere = join(temporaryFolder(), 'reviews-1');
    mkdirSync(elsewhere);
    lockAsDead(elsewhere, { numbered: true });
    symlinkSync(join(elsewhere, '..'), join(folder, '.finetune'), 'junction');
    expect(codeOf(() => createRunFolder(join(folder, 'reviews.csv'), undefined))).toBe('machine.linkLeadsOut');
    expect(readdirSync(elsewhere)).toEqual(['lock.json']);
    const inside = join(folder, '.finetune', 'other');
    mkdirSync(inside);
    removeIfEmpty(inside);
    expect(existsSync(join(folder, '.finetune'))).toBe(true);
  });

  test('is created with its parents', () => {
    const out = join(temporaryFolder(), 'a', 'b');
    expect(createRunFolder('x.csv', out)).toBe(out);
    expect(existsSync(out)).toBe(true);
    expect(createRunFolder('x.csv', out)).toBe(out);
  });

  test('is refused when it holds a run or anything else', () => {
    const out = temporaryFolder();
    writeFileSync(join(out, 'thesis.docx'), '');
    expect(codeOf(() => createRunFolder('x.csv', out))).toBe('run.folderNotEmpty');
    writeFileSync(join(out, 'run.json'), '');
    expect(codeOf(() => createRunFolder('x.csv', out))).toBe('run.exists');
  });

  test('is refused in one sentence when a file is in its place', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    for (const out of [join(folder, 'file'), join(folder, 'file', 'run')]) {
      expect(codeOf(() => createRunFolder('x.csv', out))).toMatch(/^machine\./);
    }
    expect(codeOf(() => createRunFolder(join(folder, 'file', 'x.csv'), undefined))).toMatch(/^machine\./);
    writeFileSync(join(folder, '.finetune'), '');
    expect(codeOf(() => createRunFolder(join(folder, 'x.csv'), undefined))).toMatch(/^machine\./);
  });

  test('is removed together with an empty .finetune', () => {
    const csv = join(temporaryFolder(), 'reviews.csv');
    const first = createRunFolder(csv, undefined);
    const second = createRunFolder(csv, undefined);
    removeIfEmpty(first);
    expect(existsSync(second)).toBe(true);
    removeIfEmpty(second);
    expect(existsSync(join(csv, '..', '.finetune'))).toBe(false);
    expect(existsSync(join(csv, '..'))).toBe(true);
  });

  test('is removed only when nothing was written into it', () => {
    const folder = createRunFolder('x.csv', join(temporaryFolder(), 'run'));
    writeFileSync(join(folder, 'run.json'), '');
    removeIfEmpty(folder);
    expect(existsSync(folder)).toBe(true);
    const empty = createRunFolder('x.csv', join(folder, 'inner'));
    removeIfEmpty(empty);
    removeIfEmpty(empty);
    expect(existsSync(empty)).toBe(false);
  });
});

function runIn(folder: string): RunFile {
  const sha256 = 'a'.repeat(64);
  return {
    id: 'x',
    product: '0.1.0',
    created: '2026-01-01T00:00:00.000Z',
    data: join(folder, '..', 'reviews.csv'),
    settings: parseSettings({
      model: join(folder, '..', 'bert'),
      validation: join(folder, '..', 'test.csv'),
      epochs: 7,
    }),
    rowsAtOnce: 8,
    decisions: {
      data: { path: '../reviews.csv', sha256 },
      validation: null,
      baseModel: { path: '../bert/model.safetensors', sha256 },
      rows: { training: 8, validation: 2, skipped: 0 },
      labels: ['0', '正面'],
      parameters: { trainable: 1, total: 2 },
      device: 'onnx-cpu',
      versions: { node: '20' },
    },
  };
}

describe('run.json', () => {
  test('is read back as it was written', async () => {
    const folder = temporaryFolder();
    const run = runIn(folder);
    await writeRunFile(folder, run);
    expect(readRunFile(folder)).toEqual(run);
  });

  test('has relative paths, and can be moved with its data', async () => {
    const first = join(temporaryFolder(), 'run');
    const second = join(temporaryFolder(), 'elsewhere', 'run');
    mkdirSync(first);
    mkdirSync(second, { recursive: true });
    await writeRunFile(first, runIn(first));
    const text = readFileSync(join(first, 'run.json'), 'utf8');
    expect(text).not.toContain(first);
    writeFileSync(join(second, 'run.json'), text);
    expect(readRunFile(second)).toMatchObject({
      data: join(second, '..', 'reviews.csv'),
      settings: { model: join(second, '..', 'bert') },
    });
  });

  test('is refused in one sentence when it is missing, damaged or of a newer version', async () => {
    const folder = temporaryFolder();
    expect(codeOf(() => readRunFile(folder))).toBe('run.notFound');
    await writeRunFile(folder, runIn(folder));
    const whole = readFileSync(join(folder, 'run.json'), 'utf8');
    const with_ = (text: string) => (writeFileSync(join(folder, 'run.json'), text), codeOf(() => readRunFile(folder)));
    expect(with_(whole.slice(0, 100))).toBe('run.damaged');
    expect(with_('[]')).toBe('run.damaged');
    expect(with_(whole.replace('"format": 1', '"format": 2'))).toBe('run.newerFormat');
    expect(with_(whole.replace('"epochs": 7', '"epochs": -7'))).toBe('setting.number');
    expect(with_(whole.replace(/a{64}/, 'b'))).toBe('run.damaged');
    expect(with_(whole)).toBe('no error');
  });
});

test('settings from a file have paths relative to that file', () => {
  const file = join('/elsewhere', 'run', 'run.json');
  expect(resolveConfigPaths({ model: '../bert', validation: 'held.csv', epochs: 2 }, file)).toEqual({
    model: join('/elsewhere', 'bert'),
    validation: join('/elsewhere', 'run', 'held.csv'),
    epochs: 2,
  });
  expect(resolveConfigPaths({ model: null, validation: '0.2', vocabulary: 7 }, file)).toEqual({
    model: null,
    validation: '0.2',
    vocabulary: 7,
  });
});

test('a run that was killed before its run.json was in place is begun again, and resume says so', () => {
  const folder = temporaryFolder();
  const mark = ownMark();
  for (const name of [
    'lock.json',
    `lock.json.${mark}.0123456789abcdef`,
    `.run.json.${mark}.0123abcd.tmp`,
    'worker.json',
  ])
    writeFileSync(join(folder, name), '');
  expect(createRunFolder('data.csv', folder)).toBe(folder);
  expect(() => readRunFile(folder)).toThrow(expect.objectContaining({ code: 'run.notBegun' }));
  writeFileSync(join(folder, 'mine.txt'), '');
  expect(() => createRunFolder('data.csv', folder)).toThrow(expect.objectContaining({ code: 'run.folderNotEmpty' }));
});
