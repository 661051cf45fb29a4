// The files that make.py wrote for the tests of data formats, and their content.

import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { RowIndex } from '../../../../src/data/source/rowIndex.js';
import { openTable, readRows, type TableOptions } from '../../../../src/data/table/table.js';
import type { DataFormat } from '../../../../src/shared/inspection.js';
import { collect, type temporaryFolder } from '../folder.js';

const filesFolder = fileURLToPath(new URL('../files', import.meta.url));
export const given = (name: string) => join(filesFolder, name);
export const options = { task: 'single-label', labelSeparator: '|', mergeLabels: false, seed: 1 } as const;

/** What make.py wrote. */
export const text = (row: number) =>
  `第 ${row} 条评论，味道${row % 3 === 0 ? '不好' : '很好'}${row % 7 === 0 ? '\n第二行' : ''}`;
export const label = (row: number) => (row % 3 === 0 ? '负面' : '正面');
export const pairs = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => [text(from + index), label(from + index)]);

export async function pass(file: string, given_: TableOptions = {}) {
  const table = await openTable(file, given_);
  const index = new RowIndex();
  const hash = createHash('sha256');
  const rows = await collect(readRows(table, hash, index));
  return { table, index, rows, cells: rows.map(({ fields }) => fields), sha256: hash.digest('hex') };
}

type Folder = ReturnType<typeof temporaryFolder>;

/** Makes data in each format, with two labels, and returns its path. The compiler asks for that of a new format. */
export const examples: Readonly<Record<DataFormat, (folder: Folder) => string | Promise<string>>> = {
  csv: (folder) => folder.write('a.csv', 'text,label\ngood,1\nbad,0\n'),
  jsonl: (folder) => folder.write('a.jsonl', '{"text": "good", "label": 1}\n{"text": "bad", "label": 0}\n'),
  json: (folder) => folder.write('a.json', '[{"text": "good", "label": 1}, {"text": "bad", "label": 0}]'),
  xlsx: () => given('reviews.xlsx'),
  parquet: () => given('reviews-none.parquet'),
  arrow: () => given('one-split/data-00000-of-00002.arrow'),
  texts: (folder) => {
    for (const name of ['good', 'bad']) {
      mkdirSync(folder.path(`texts/${name}`), { recursive: true });
      writeFileSync(folder.path(`texts/${name}/1.txt`), name);
    }
    return folder.path('texts');
  },
};
