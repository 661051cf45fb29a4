// Rows found by the index of an earlier pass, in every encoding: the same as in that pass.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import iconv from 'iconv-lite';
import { afterAll, describe, expect, test } from 'vitest';

import { inspect } from '../../../../src/data/inspect/inspect.js';
import type { Row } from '../../../../src/data/source/row.js';
import { RowIndex } from '../../../../src/data/source/rowIndex.js';
import { openTable, readRows, readRowsFrom, type Table } from '../../../../src/data/table/table.js';
import { take } from '../folder.js';

const folder = mkdtempSync(join(tmpdir(), 'finetune-bert-rows-'));
afterAll(() => rmSync(folder, { recursive: true }));

const text = (row: number) => (row % 7 === 0 ? `"第 ${row} 行，\n有两行 ""引号"""` : `第 ${row} 行文字`);
const lines = Array.from(
  { length: 12_000 },
  (_, row) => `${row},${text(row)},标签${row % 2}\n${row % 501 === 0 ? '\n' : ''}`,
);
const content = `编号,文本,标签\n${lines.join('')}`;

const files = [
  ['utf-8', Buffer.from(content)],
  ['utf-8 with a byte order mark', Buffer.from(`\ufeff${content}`)],
  ['utf-8 with NUL characters', Buffer.from(content.replaceAll('第 5', '第\0 5'))],
  ['gb18030', iconv.encode(content, 'gb18030')],
  ['utf-16le', iconv.encode(content, 'utf-16le', { addBOM: true })],
  ['utf-16be', iconv.encode(content, 'utf-16be', { addBOM: true })],
  ['utf-8 with CR alone', Buffer.from(content.replaceAll('\n', '\r'))],
  ['gb18030 with CR alone', iconv.encode(content.replaceAll('\n', '\r'), 'gb18030')],
] as const;

async function pass(file: string): Promise<{ table: Table; index: RowIndex; rows: Row[] }> {
  const table = await openTable(file);
  const index = new RowIndex();
  const rows: Row[] = [];
  for await (const some of readRows(table, undefined, index)) rows.push(...some);
  return { table, index, rows };
}

describe.each(files)('%s', (name, bytes) => {
  test('every row is found by its index, with its line', async () => {
    const file = join(folder, `${name}.csv`);
    writeFileSync(file, bytes);
    const { table, index, rows } = await pass(file);
    expect(index.rows).toBe(12_001);
    for (const first of [0, 1, 255, 256, 257, 4999, 8000, 11_990, 11_999]) {
      expect(await take(readRowsFrom(table, index, first), 5)).toEqual(rows.slice(first, first + 5));
    }
    expect(index.stretches.reduce((sum, [from, to]) => sum + to - from, 0)).toBe(12_001);
  });
});

test('the rows before an open quote are given, then the error', async () => {
  const file = join(folder, 'broken.csv');
  writeFileSync(file, `text,label\n${'good,1\n'.repeat(3000)}"open,1\n`);
  const table = await openTable(file);
  const index = new RowIndex();
  await expect(
    inspect(file, { task: 'single-label', labelSeparator: '|', mergeLabels: false }, { index }),
  ).rejects.toMatchObject({ code: 'data.unbalancedQuote' });
  expect((await take(readRowsFrom(table, index, 2990), 10)).map(({ line }) => line)).toEqual(
    Array.from({ length: 10 }, (_, at) => 2992 + at),
  );
  await expect(take(readRowsFrom(table, index, 2990), 11)).rejects.toMatchObject({ code: 'data.unbalancedQuote' });
});

test('an index without a pass is refused', () => {
  expect(() => new RowIndex().positionBefore(0)).toThrow(RangeError);
});
