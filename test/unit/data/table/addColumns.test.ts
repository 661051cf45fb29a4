// Predictions written beside the rows: nothing of the file is lost, and the result can be read back.

import { readFile } from 'node:fs/promises';

import { describe, expect, test } from 'vitest';

import { addColumns } from '../../../../src/data/table/addColumns.js';
import { openTable, readRows } from '../../../../src/data/table/table.js';
import { writeAtomically } from '../../../../src/formats/atomicWrite.js';
import { collect, temporaryFolder } from '../folder.js';

const folder = temporaryFolder();

/** Labels each text with its length. */
async function extend(content: string, encoding = 'utf-8', bom = false, pair?: number) {
  const table = await openTable(await folder.write('in.csv', content, encoding, bom));
  const out = folder.path('out.csv');
  let result = { rows: 0, empty: 0 };
  await writeAtomically(out, async (sink) => {
    const compute = async (texts: readonly (readonly [string, string?])[]) =>
      texts.map(([text, second]) => [`n${text.length}`, second ?? '0.5']);
    result = await addColumns(table, sink, {
      names: ['label', 'probability'],
      text: table.columns.indexOf('text'),
      pair,
      compute,
    });
  });
  return { result, text: await readFile(out, 'utf8'), out };
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
    expect((await extend('text\tid\r\n很好\t1\r\n', 'gbk')).text).toBe(
      'text\tid\tlabel\tprobability\r\n很好\t1\tn2\t0.5\r\n',
    );
    expect((await extend('text,id\n很好,1\n', 'utf-16le', true)).text).toBe(
      '\ufefftext,id,label,probability\n很好,1,n2,0.5\n',
    );
  });

  test('keeps rows without a text or with a wrong number of columns, with empty new cells', async () => {
    const { text, result } = await extend('text,id\nfine,1\n,2\nshort\na,b,c\n');
    expect(text).toBe('text,id,label,probability\nfine,1,n4,0.5\n,2,,\nshort,,,\na,b,c,,\n');
    expect(result).toEqual({ rows: 4, empty: 3 });
  });

  test('passes both texts of a pair on', async () => {
    expect((await extend('text,other\none,two\n', 'utf-8', false, 1)).text).toBe(
      'text,other,label,probability\none,two,n3,two\n',
    );
  });

  test('leaves no half-written file when a prediction fails', async () => {
    const table = await openTable(await folder.write('in.csv', 'text,id\nfine,1\n'));
    const out = folder.path('out.csv');
    const failing = writeAtomically(out, async (sink) => {
      await addColumns(table, sink, {
        names: ['label'],
        text: 0,
        compute: () => Promise.reject(new Error('no memory')),
      });
    });
    await expect(failing).rejects.toThrow('no memory');
    await expect(readFile(out)).rejects.toThrow('ENOENT');
  });
});
