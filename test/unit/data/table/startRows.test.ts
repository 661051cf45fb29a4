// Where the rows of a table begin: below titles, headings and units.

import { describe, expect, test } from 'vitest';

import { openTable, readRows, type TableOptions } from '../../../../src/data/table/table.js';
import { collect, temporaryFolder } from '../folder.js';

const folder = temporaryFolder();

async function open(content: string, options: TableOptions = {}, name = 'a.csv') {
  const table = await openTable(await folder.write(name, content), options);
  const rows = (await collect(readRows(table))).map((row) => row.fields);
  return { columns: table.columns, header: table.header, rows, said: (table.notices ?? []).map(({ code }) => code) };
}

const body = '很好,a\n很差,b\n不错,a\n糟糕,b\n';
const rows = body
  .trim()
  .split('\n')
  .map((line) => line.split(','));

describe('headings', () => {
  test.each([
    ['questions', 'What did you think?,Recommend?'],
    ['questions in Chinese', '请写下您的意见：,您是否满意？'],
    ['long names above short cells', 'Please tell us in your own words what you thought of it,Would you come again'],
    ['French', 'Commentaire,Étiquette'],
    ['Arabic', 'النص,التصنيف'],
    ['names of programs', 'q1_open,q2_code'],
  ])('%s', async (_, heading) => {
    expect(await open(`${heading}\n${body}`)).toMatchObject({ columns: heading.split(','), header: true, rows });
  });

  test('a list of texts has none, which is said', async () => {
    for (const list of [
      'Loved it\nThe delivery took three weeks and nobody answered\nIt broke on the second day\n',
      '很好\n很差\n不错\n',
    ]) {
      const found = await open(list, {}, 'list.txt');
      expect(found).toMatchObject({ header: false, said: ['data.rowTaken'] });
      expect(found.rows).toHaveLength(3);
      expect((await open(list, { header: 'yes' })).rows).toHaveLength(2);
    }
    for (const name of ['text', '评论', 'review_text', 'Commentaire'])
      expect((await open(`${name}\nLoved it\nBroke soon\n`)).columns).toEqual([name]);
  });

  test('a row of data above others is none', async () => {
    for (const content of [
      'fine film,pos\nbad film,neg\ngood one,pos\n',
      '5,fine\n1,bad\n',
      '好,2024-01-02\n坏,2024-01-03\n',
    ])
      expect((await open(content)).header).toBe(false);
  });
});

describe('what stands above the headings', () => {
  test.each([
    ['a title', '用户评价汇总表,\n评论,标签\n'],
    ['a narrow title', 'Report of May\ntext,label\n'],
    ['a title and a blank line', 'Report of May\n\ntext,label\n'],
    ['several lines', 'Report of May,\nmade by,\n,\ntext,label\n'],
    ['names and values', 'Exported,2024-05-01\nRows,4\n\ntext,label\n'],
    ['groups of columns', ',answers\ntext,label\n'],
  ])('%s is left out, which is said', async (_, above) => {
    const found = await open(above + body);
    expect(found).toMatchObject({ header: true, rows, said: ['data.titleRows'] });
    expect((await open(above + body, { skipRows: 0, header: 'no' })).rows.length).toBeGreaterThan(4);
  });

  test('as many lines as a person says are left out', async () => {
    expect(await open(`one,two\nthree,four\nfive,six\n${body}`, { skipRows: 2 })).toMatchObject({
      columns: ['five', 'six'],
      rows,
    });
    expect(await open(`one,two\n${body}`, { skipRows: 1, header: 'no' })).toMatchObject({ rows });
  });

  test.each([';', '\t', ','])('a first line sep=%s says what separates the columns', async (separator) => {
    const content = `text,label\n${body}`.replaceAll(',', separator);
    expect(await open(`sep=${separator}\r\n${content}`)).toMatchObject({ columns: ['text', 'label'], rows });
  });

  test('rows without a label above are rows', async () => {
    const content = 'text,label\nfine,\nbad,\ngood,a\nworse,b\n';
    expect((await open(content)).rows).toHaveLength(4);
    expect((await open('很好,\n很差,b\n不错,a\n糟糕,b\n')).rows).toHaveLength(4);
  });
});

test.each([
  '(open),(1 to 5)',
  '文本,单选',
  'Open-Ended Response,Response',
  ',[code]',
  '"{""ImportId"":""QID1""}","{""ImportId"":""QID2""}"',
])('the row %s below the headings is left out, which is said', async (units) => {
  expect(await open(`text,label\n${units}\n${body}`)).toMatchObject({
    columns: ['text', 'label'],
    rows,
    said: ['data.unitRows'],
  });
});

describe('columns separated by', () => {
  test.each(['|', '^', '~', '\u0001', '；', '，'])(
    '%s are told by what stands between the names',
    async (separator) => {
      const content = `text,label\n${body}`.replaceAll(',', separator);
      expect(await open(content)).toMatchObject({ columns: ['text', 'label'], rows });
    },
  );

  test.each(['|', '^', '§', '；', ' ', ':'])('%s, as a person says', async (delimiter) => {
    const content = `Uu,Vv\n"${'x'.repeat(5)}${delimiter}\n",2\n${body}`.replaceAll(/,(?=[^"]*$)/gm, delimiter);
    for (const quotes of ['strict', 'lenient'] as const)
      expect((await open(content, { delimiter, quotes, header: 'yes' })).rows).toEqual([
        [`xxxxx${delimiter}\n`, '2'],
        ...rows,
      ]);
  });

  test('a bar are no columns where it stands between labels', async () => {
    expect((await open('text,label\nfine,a|b\nbad,a\nso,b|c\n')).columns).toEqual(['text', 'label']);
  });
});
