// Predictions written beside the rows: nothing of the file is lost, and the result can be read back.

import { readFile } from 'node:fs/promises';

import { describe, expect, test } from 'vitest';

import { findColumn } from '../../../../src/data/rows/columns.js';
import { addColumns, type AddedColumns } from '../../../../src/data/table/addColumns.js';
import { openTable, readRows } from '../../../../src/data/table/table.js';
import { writeAtomically } from '../../../../src/formats/atomicWrite.js';
import { collect, temporaryFolder } from '../folder.js';

const folder = temporaryFolder();

interface Case {
  readonly encoding?: string;
  readonly bom?: boolean;
  readonly pair?: string;
  readonly from?: string;
  readonly to?: string;
  readonly formulas?: 'text' | 'keep';
}

/** Labels each text with its length. */
async function extend(
  content: string,
  { encoding = 'utf-8', bom = false, pair, from = 'in.csv', to = 'out.csv', formulas }: Case = {},
) {
  const table = await openTable(await folder.write(from, content, encoding, bom));
  const out = folder.path(to);
  let result: AddedColumns = { rows: 0, empty: 0, notices: [] };
  await writeAtomically(out, async (sink) => {
    const compute = async (texts: readonly (readonly [string, string?])[]) =>
      texts.map(([text, second]) => [`n${text.length}`, second ?? '0.5']);
    result = await addColumns(table, sink, {
      out,
      names: ['label', 'probability'],
      numeric: (name) => name === 1,
      text: findColumn(table, 'text'),
      pair: pair === undefined ? undefined : findColumn(table, pair),
      formulas,
      compute,
    });
  });
  const { notices, ...counts } = result;
  return { result: counts, notices: notices.map(({ code }) => code), text: await readFile(out, 'utf8'), out };
}

describe('addColumns', () => {
  test('adds the new columns and leaves the others unchanged', async () => {
    const { text, result } = await extend('id,text\n1,fine\n2,bad film\n');
    expect(text).toBe('id,text,label,probability\n1,fine,n4,0.5\n2,bad film,n8,0.5\n');
    expect(result).toEqual({ rows: 2, empty: 0 });
  });

  test('keeps an existing column with the name of a new one', async () => {
    expect((await extend('text,label\nfine,1\n')).text).toBe('text,label,label (2),probability\nfine,1,n4,0.5\n');
  });

  test('writes cells with quotes, separators, line breaks and spaces that read back the same', async () => {
    const source = 'id;text\n1;"a;b ""c""\nd"\n2;" spaced "\n3;plain, comma\n';
    const { out } = await extend(source);
    const rows = await collect(readRows(await openTable(out)));
    expect(rows.map(({ fields }) => fields.slice(0, 2))).toEqual([
      ['1', 'a;b "c"\nd'],
      ['2', ' spaced '],
      ['3', 'plain, comma'],
    ]);
  });

  test('writes UTF-8 with the separator, line ends and byte order mark of the file', async () => {
    expect((await extend('text\tid\r\n很好\t1\r\n')).text).toBe('text\tid\tlabel\tprobability\r\n很好\t1\tn2\t0.5\r\n');
    expect((await extend('text,id\n很好,1\n', { encoding: 'utf-16le', bom: true })).text).toBe(
      '\ufefftext,id,label,probability\n很好,1,n2,0.5\n',
    );
  });

  test('keeps rows without a text or with a wrong number of columns, with empty new cells', async () => {
    const { text, result } = await extend('text,id\nfine,1\n,2\nshort\na,b,c\n');
    expect(text).toBe('text,id,label,probability\nfine,1,n4,0.5\n,2,,\nshort,,,\na,"b,c",,\n');
    expect(result).toEqual({ rows: 4, empty: 3 });
  });

  test('passes both texts of a pair on', async () => {
    expect((await extend('text,other\none,two\n', { pair: 'other' })).text).toBe(
      'text,other,label,probability\none,two,n3,two\n',
    );
  });

  test('leaves no half-written file when a prediction fails', async () => {
    const table = await openTable(await folder.write('in.csv', 'text,id\nfine,1\n'));
    const out = folder.path('out.csv');
    const failing = writeAtomically(out, async (sink) => {
      await addColumns(table, sink, {
        out,
        names: ['label'],
        numeric: () => false,
        text: findColumn(table, 'text'),
        compute: () => Promise.reject(new Error('no memory')),
      });
    });
    await expect(failing).rejects.toThrow('no memory');
    await expect(readFile(out)).rejects.toThrow('ENOENT');
  });

  test('separates by commas what is added to a list of texts', async () => {
    const { text } = await extend('text\n"nice, cheap"\nbad\n');
    expect(text).toBe('text,label,probability\n"nice, cheap",n11,0.5\nbad,n3,0.5\n');
  });

  test('writes the format that the name of the result says', async () => {
    const rows = 'text,id\n"a, b",1\n好,\n';
    expect((await extend(rows, { to: 'out.tsv' })).text).toBe(
      'text\tid\tlabel\tprobability\na, b\t1\tn4\t0.5\n好\t\tn1\t0.5\n',
    );
    expect((await extend('text\tid\na, b\t1\n', { from: 'in.tsv' })).text).toBe(
      'text,id,label,probability\n"a, b",1,n4,0.5\n',
    );
    expect((await extend('text;id\na, b;1\n', { from: 'in.txt' })).text).toBe(
      'text;id;label;probability\na, b;1;n4;0.5\n',
    );
    const objects = [
      { text: 'a, b', id: '1', label: 'n4', probability: 0.5 },
      { text: '好', id: '', label: 'n1', probability: 0.5 },
    ];
    expect((await extend(rows, { to: 'out.json' })).text).toBe(
      `[\n${objects.map((one) => JSON.stringify(one)).join(',\n')}\n]\n`,
    );
    const { text, out } = await extend(rows, { to: 'out.jsonl' });
    expect(text).toBe(objects.map((one) => `${JSON.stringify(one)}\n`).join(''));
    expect((await openTable(out)).columns).toEqual(['text', 'id', 'label', 'probability']);
  });

  test('marks as UTF-8 what was in another encoding, and says so', async () => {
    const { text, notices } = await extend('text,id\n很好,1\n', { encoding: 'gbk' });
    expect(text).toBe('\ufefftext,id,label,probability\n很好,1,n2,0.5\n');
    expect(notices).toEqual(['data.byteOrderMark']);
    expect((await extend('text,id\n很好,1\n')).notices).toEqual([]);
  });

  test('says which rows have no prediction', async () => {
    expect((await extend('text,id\nfine,1\n,2\na,b,c\n')).notices).toEqual([
      'data.copiedBadRow',
      'data.copiedEmptyText',
    ]);
  });

  test('lets no spreadsheet compute a text, and leaves numbers and JSON alone', async () => {
    const rows = 'text,id\n=1+1,-5\n- 差,+1.5\n@me,-\n-12%,=A1\n';
    const { text, notices } = await extend(rows);
    expect(text.split('\n').map((line) => line.split(',').slice(0, 2).join(','))).toEqual([
      'text,id',
      "'=1+1,-5",
      "'- 差,+1.5",
      "'@me,-",
      "-12%,'=A1",
      '',
    ]);
    expect(notices).toEqual(['data.formulas']);
    expect((await extend(rows, { formulas: 'keep' })).text).toContain('\n=1+1,-5,');
    expect((await extend(rows, { to: 'out.jsonl' })).text).toContain('"text":"=1+1"');
  });
});
