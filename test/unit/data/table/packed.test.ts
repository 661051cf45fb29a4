// Tables that are compressed, and sheets of a workbook.

import { gzipSync } from 'node:zlib';

import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';

import { openTable, readRows, type TableOptions } from '../../../../src/data/table/table.js';
import { collect, refusal, temporaryFolder } from '../folder.js';

const folder = temporaryFolder();
const content = Buffer.from('text,label\n很好,a\n很差,b\n');
const rows = [
  ['很好', 'a'],
  ['很差', 'b'],
];

async function open(name: string, bytes: Uint8Array, options: TableOptions = {}) {
  const table = await openTable(await folder.write(name, bytes), options);
  return { table, rows: (await collect(readRows(table))).map((row) => row.fields) };
}

describe('a compressed table is read as what it holds', () => {
  test('in .gz, whatever its format', async () => {
    for (const name of ['a.csv.gz', 'a.gz', 'a.csv']) {
      const found = await open(name, gzipSync(content));
      expect(found).toMatchObject({ rows, table: { format: 'csv', columns: ['text', 'label'] } });
      expect(found.table.file).toContain(name);
    }
    const lines = Buffer.from('{"text":"很好","label":"a"}\n{"text":"很差","label":"b"}\n');
    expect(await open('a.jsonl.gz', gzipSync(lines))).toMatchObject({ rows, table: { format: 'jsonl' } });
  });

  test('in .zip, beside what programs add', async () => {
    const files = { 'data/train.csv': content, '__MACOSX/data/._train.csv': content, 'README.txt': content };
    expect(await open('a.zip', zipSync(files))).toMatchObject({ rows, table: { format: 'csv' } });
  });

  test('but not one of several, nor a damaged one', async () => {
    const several = await folder.write('a.zip', zipSync({ 'train.csv': content, 'test.csv': content }));
    expect(await refusal(openTable(several))).toMatchObject({
      code: 'data.archiveTables',
      values: { count: 2, names: 'train.csv, test.csv' },
    });
    const empty = await folder.write('b.zip', zipSync({ 'picture.png': content }));
    expect((await refusal(openTable(empty))).code).toBe('data.archiveTables');
    const cut = await folder.write('c.csv.gz', gzipSync(Buffer.concat([content, content])).subarray(0, 20));
    expect((await refusal(openTable(cut))).code).toBe('data.damaged');
    const workbook = await folder.write('e.csv', Buffer.from('PK\x03\x04 and so on'));
    expect((await refusal(openTable(workbook))).code).toBe('data.notText');
    const tar = Buffer.alloc(1024);
    tar.write('ustar', 257);
    expect((await refusal(openTable(await folder.write('d.tgz', gzipSync(tar))))).code).toBe('data.notText');
  });
});

/** A workbook of sheets by their names, each a list of rows of texts. */
function workbook(sheets: Readonly<Record<string, readonly (readonly string[])[]>>): Uint8Array {
  const names = Object.keys(sheets);
  const cell = (text: string) => `<c t="inlineStr"><is><t>${text}</t></is></c>`;
  const parts: Record<string, string> = {
    'xl/workbook.xml': `<workbook xmlns:r="r"><sheets>${names
      .map((name, index) => `<sheet name="${name}" sheetId="${index + 1}" r:id="r${index}"/>`)
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${names
      .map((_, index) => `<Relationship Id="r${index}" Target="sheet${index}.xml"/>`)
      .join('')}</Relationships>`,
  };
  names.forEach((name, index) => {
    const lines = sheets[name]!.map((row) => `<row>${row.map(cell).join('')}</row>`);
    parts[`xl/sheet${index}.xml`] = `<worksheet><sheetData>${lines.join('')}</sheetData></worksheet>`;
  });
  return zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, Buffer.from(text)])));
}

describe('of a workbook', () => {
  const book = workbook({
    Cover: [['Reviews of May']],
    Data: [['text', 'label'], ...rows],
    More: [
      ['text', 'label'],
      ['x y', 'c'],
    ],
  });

  test('the first sheet that holds a table is read, and said', async () => {
    const { table, rows: found } = await open('a.xlsx', book);
    expect(found).toEqual(rows);
    expect(table.notices?.map(({ code, values }) => [code, values['sheet']])).toContainEqual(['data.sheet', '"Data"']);
  });

  test.each(['More', 'more', '3'])('the sheet %s is read where a person names it', async (sheet) => {
    const { table, rows: found } = await open('a.xlsx', book, { sheet });
    expect(found).toEqual([['x y', 'c']]);
    expect(table.sheet).toBe('More');
  });

  test('a sheet that is not there is refused with those that are', async () => {
    const file = await folder.write('a.xlsx', book);
    expect(await refusal(openTable(file, { sheet: 'Sheet9' }))).toMatchObject({
      code: 'data.sheetNotFound',
      values: { sheets: '"Cover", "Data", "More"' },
    });
  });
});
