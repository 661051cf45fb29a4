// A folder of data may come from a stranger: what its links lead to outside of it becomes no row.

import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { inspect } from '../../../../src/data/inspect/inspect.js';
import { UserError } from '../../../../src/shared/errors.js';
import { testOn, unix } from '../../../support/systems.js';

const saved = join('test', 'unit', 'data', 'files', 'saved');
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'links-out-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The number of rows, or the code of the error. */
async function seen(path: string): Promise<number | string> {
  return inspect(path, { task: 'single-label', labelSeparator: '|', mergeLabels: false }).then(
    ({ rows }) => rows,
    (error: unknown) => (error instanceof UserError ? error.code : Promise.reject(error as Error)),
  );
}

function makeTexts(): string {
  const texts = join(folder, 'texts');
  for (const label of ['good', 'bad']) {
    mkdirSync(join(texts, label), { recursive: true });
    for (let file = 0; file < 3; file++) writeFileSync(join(texts, label, `${file}.txt`), `${label} ${file}`);
  }
  return texts;
}

testOn(unix, 'a text that is a link to a file outside is refused, and one within the folder is read', async () => {
  const texts = makeTexts();
  writeFileSync(join(folder, 'id_rsa'), 'secret');
  symlinkSync('../bad/0.txt', join(texts, 'good', '3.txt'));
  expect(await seen(texts)).toBe(7);
  symlinkSync('../../id_rsa', join(texts, 'good', '4.txt'));
  expect(await seen(texts)).toBe('machine.linkLeadsOut');
});

testOn(unix, 'a split, a table or a Parquet file that is a link to the outside is refused', async () => {
  const other = join(folder, 'other');
  cpSync(saved, other, { recursive: true });
  const split = join(folder, 'split');
  mkdirSync(split);
  writeFileSync(join(split, 'dataset_dict.json'), '{"splits": ["train"]}');
  symlinkSync(join(other, 'train'), join(split, 'train'));
  expect(await seen(split)).toBe('machine.linkLeadsOut');
  const table = join(folder, 'table');
  cpSync(join(other, 'train'), table, { recursive: true });
  const name = 'data-00000-of-00001.arrow';
  expect(await seen(table)).toBeTypeOf('number');
  rmSync(join(table, name));
  symlinkSync(join(other, 'train', name), join(table, name));
  expect(await seen(table)).toBe('machine.linkLeadsOut');
  const hub = join(folder, 'hub');
  mkdirSync(join(hub, 'data'), { recursive: true });
  symlinkSync(join(other, 'train', name), join(hub, 'data', 'train.parquet'));
  expect(await seen(hub)).toBe('machine.linkLeadsOut');
});

test('a split is never the folder above', async () => {
  const above = join(folder, 'above');
  cpSync(join(saved, 'train'), above, { recursive: true });
  mkdirSync(join(above, 'inner'));
  for (const name of ['..', '.', '../inner']) {
    writeFileSync(join(above, 'inner', 'dataset_dict.json'), JSON.stringify({ splits: [name] }));
    expect(await seen(join(above, 'inner')), name).toBe('data.damaged');
  }
});
