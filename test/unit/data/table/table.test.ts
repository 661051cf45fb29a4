// Opening a CSV: its format is detected, and its problems are reported.

import { mkdir } from 'node:fs/promises';

import { describe, expect, test } from 'vitest';

import { dataReadFailure } from '../../../../src/data/source/dataFileErrors.js';
import { openTable, readRows, type TableOptions } from '../../../../src/data/table/table.js';
import { collect, refusal, temporaryFolder } from '../folder.js';

const folder = temporaryFolder();

async function open(content: string | Uint8Array, options: TableOptions = {}, encoding = 'utf-8') {
  const table = await openTable(await folder.write('a.csv', content, encoding), options);
  return { table, rows: (await collect(readRows(table))).map((row) => row.fields) };
}

describe('openTable', () => {
  test('reports a missing file, a folder and an empty file', async () => {
    expect((await refusal(openTable(folder.path('none.csv')))).code).toBe('data.notFound');
    await mkdir(folder.path('folder.csv'));
    expect((await refusal(openTable(folder.path('folder.csv')))).code).toBe('data.isFolder');
    for (const nothing of ['', '\ufeff', '\n\n  \r\n']) expect((await refusal(open(nothing))).code).toBe('data.empty');
  });

  test('reports a file without read permission', () => {
    const denied = Object.assign(new Error('denied'), { code: 'EACCES' });
    expect(dataReadFailure(denied, 'a.csv')).toMatchObject({ code: 'data.unreadable', fault: 'input' });
    expect(dataReadFailure(Object.assign(new Error('broken'), { code: 'EIO' }), 'a.csv')).toMatchObject({
      code: 'machine.readFailed',
    });
    const defect = new TypeError('a defect');
    expect(dataReadFailure(defect, 'a.csv')).toBe(defect);
  });

  test('reports a pipe, which cannot be read twice', async () => {
    expect((await refusal(openTable('/dev/null'))).code).toBe('data.notAFile');
  });

  test('reports a header without rows', async () => {
    expect(await refusal(open('text,label\n'))).toMatchObject({
      code: 'data.headerOnly',
      values: { columns: 'text, label' },
    });
    expect((await open('fine film,positive\n')).rows).toEqual([['fine film', 'positive']]);
  });

  test('leaves out spaces before quotes, also with delimiters and lines within these, and says so', async () => {
    const content = 'text, label\n"good, really", "pos"\nplain, "neg"\n"two\nlines", "pos, even"\n';
    const { table, rows } = await open(content);
    expect(table.columns).toEqual(['text', 'label']);
    expect(rows).toEqual([
      ['good, really', 'pos'],
      ['plain', 'neg'],
      ['two\nlines', 'pos, even'],
    ]);
    expect(table.notices).toMatchObject([{ code: 'data.spacedQuotes', values: { delimiter: ',' } }]);
  });

  test('keeps a quote after a space where few rows have one', async () => {
    const content = 'text,label\nfine,a\nso, "quoted"\ngood,b\ndull,b\nslow,a\n';
    expect((await open(content)).rows[1]).toEqual(['so', ' "quoted"']);
  });

  for (const [name, delimiter] of [
    ['comma', ','],
    ['tab', '\t'],
    ['semicolon', ';'],
  ] as const) {
    test(`detects columns separated by a ${name}, also when the texts hold the others`, async () => {
      const rows = [
        ['text', 'label'],
        ['good, really; fine', '1'],
        ['bad; dull, long, slow', '0'],
        ['plain', '1'],
      ];
      const text = rows
        .map((row) => row.map((cell) => (cell.includes(delimiter) ? `"${cell}"` : cell)).join(delimiter))
        .join('\n');
      const { table, rows: found } = await open(text);
      expect(table.dialect.delimiter).toBe(delimiter);
      expect(found).toEqual(rows.slice(1));
    });
  }

  test('uses the settings in place of its guess', async () => {
    const text = 'a;b,c;d\ne;f,g;h\n';
    expect((await open(text, { delimiter: 'comma', header: 'no' })).rows).toEqual([
      ['a;b', 'c;d'],
      ['e;f', 'g;h'],
    ]);
    expect((await open(text, { delimiter: 'semicolon', header: 'yes' })).rows).toEqual([['e', 'f,g', 'h']]);
  });

  test('keeps the texts of a file with one column whole', async () => {
    expect((await open('text\nfine, good, nice\nbad, dull\nplain\n')).rows).toEqual([
      ['fine, good, nice'],
      ['bad, dull'],
      ['plain'],
    ]);
  });

  test('reads GBK, UTF-16 and a byte order mark as the same rows', async () => {
    const text = '评论内容,情感标签\r\n很好，味道不错,正面\r\n太慢了,负面\r\n';
    for (const encoding of ['utf-8', 'utf-16le', 'utf-16be', 'gbk']) {
      const { table, rows } = await open(text, {}, encoding);
      expect(table.columns).toEqual(['评论内容', '情感标签']);
      expect(rows).toEqual([
        ['很好，味道不错', '正面'],
        ['太慢了', '负面'],
      ]);
    }
    expect((await openTable(await folder.write('b.csv', text, 'utf-8', true))).columns[0]).toBe('评论内容');
  });

  test.each(['strict', 'lenient'] as const)(
    'ends rows at all three kinds of line ends, with the line numbers of an editor (%s)',
    async (quotes) => {
      const ends = ['\n', '\r\n', '\r'];
      const lines = Array.from({ length: 30 }, (_, row) => `"text, ${row}",${row % 2}${ends[row % 3]!}`);
      const content = `text,label\n${lines.join('')}`;
      const { table, rows } = await open(content, { quotes });
      expect(rows).toEqual(Array.from({ length: 30 }, (_, row) => [`text, ${row}`, String(row % 2)]));
      expect((await collect(readRows(table))).map(({ line }) => line)).toEqual(
        Array.from({ length: 30 }, (_, row) => row + 2),
      );
    },
  );

  test('keeps a carriage return inside an unquoted text', async () => {
    const rows = Array.from({ length: 12 }, (_, row) => [`one\r${row}`, 'x']);
    expect((await open(`text,label\n${rows.map((row) => `${row.join(',')}\n`).join('')}`)).rows).toEqual(rows);
  });

  test('reads labels without a carriage return when rows end with CR CR LF', async () => {
    const { table, rows } = await open(`text,label\r\r\n${'good,pos\r\r\nbad,neg\r\r\n'.repeat(5)}`);
    expect(rows.slice(0, 2)).toEqual([
      ['good', 'pos'],
      ['bad', 'neg'],
    ]);
    expect((await collect(readRows(table))).slice(0, 2).map(({ line }) => line)).toEqual([3, 5]);
  });

  test('reads files of old Macs, with CR as the line end', async () => {
    expect((await open('text,label\r"two\nlines",1\rbad,0\r')).rows).toEqual([
      ['two\nlines', '1'],
      ['bad', '0'],
    ]);
  });

  test('reads a file with NUL characters', async () => {
    expect((await open('text,label\nfi\0ne,1\n"ba\0d"\0,0\n')).rows).toEqual([
      ['fine', '1'],
      ['bad', '0'],
    ]);
  });

  test('makes column names unique, and numbers those without a name', async () => {
    expect((await open(',text,text, label \n1,a,b,c\n')).table.columns).toEqual(['1', 'text', 'text (2)', 'label']);
    expect((await open('1,fine\n2,bad\n1,good\n')).table.columns).toEqual(['1', '2']);
  });
});

describe('a header is recognised', () => {
  const cases: readonly [what: string, text: string, header: boolean][] = [
    ['known names', 'sentence,category\nfine,good\nbad,poor\n', true],
    ['Chinese names', '内容,类别\n很好,体育\n不错,财经\n', true],
    ['unknown names above texts', 'foo,bar\nthis is a long text,x\nthis is another one,y\n', true],
    ['a number in the first row', '5,this is fine\n1,this is bad\n', false],
    ['a repeated label', 'this is fine,x\nthis is bad,y\nthis is good,x\n', false],
    ['a usual label', '很好吃,正面\n太慢了,负面\n', false],
    ['a text as long as the others', 'this is a rather fine film,one\nthis one is bad,two\nso so la la,three\n', false],
  ];
  for (const [what, text, header] of cases)
    test(`${what}: ${header ? 'header' : 'no header'}`, async () =>
      expect((await open(text)).table.header).toBe(header));
});
