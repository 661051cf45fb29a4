// The files that make.py wrote for the tests of data formats, and their content.

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { RowIndex } from '../../../../src/data/source/rowIndex.js';
import { openTable, readRows, type TableOptions } from '../../../../src/data/table/table.js';
import { collect } from '../folder.js';

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
