// Excel workbooks as data.

import { readFileSync } from 'node:fs';

import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';

import { findColumn } from '../../../../src/data/rows/columns.js';
import { addColumns } from '../../../../src/data/table/addColumns.js';
import { openTable } from '../../../../src/data/table/table.js';
import { notice } from '../../../../src/shared/notices.js';
import { refusal, temporaryFolder } from '../folder.js';
import { given, pairs, pass, text } from '../table/formatKit.js';

const folder = temporaryFolder();

/** The XML of a sheet with one column. */
function sheetOf(cells: readonly string[]): string {
  const rows = cells.map((cell, row) => `<row r="${row + 1}"><c t="inlineStr"><is><t>${cell}</t></is></c></row>`);
  return `<worksheet><sheetData>${rows.join('')}</sheetData></worksheet>`;
}

describe('an Excel workbook', () => {
  test('is read from its first sheet: dates, times, numbers and booleans as text, rows by their numbers', async () => {
    const { table, cells, rows } = await pass(given('reviews.xlsx'));
    expect(table).toMatchObject({
      format: 'xlsx',
      header: true,
      columns: ['评论内容', '情感标签', '日期', '时间', '评分', '好评'],
    });
    expect(cells.slice(0, 6)).toEqual(
      pairs(0, 6).map(([one, other], row) => [
        one,
        other,
        `2024-03-0${row + 1}`,
        `2024-03-01 08:30:${15 + row}`,
        (4.4 + row / 10).toFixed(1),
        row % 3 === 0 ? 'FALSE' : 'TRUE',
      ]),
    );
    expect(rows.slice(6).map(({ line }) => line)).toEqual([9, 12]);
    expect(cells[6]).toEqual(['只有文本', '', '', '', '', '']);
    expect(cells[7]).toEqual(['  带空格  ', '', '13:05:00', '', '', '']);
    expect(rows[0]!.line).toBe(2);
  });

  test('has numbered columns without a header', async () => {
    expect((await pass(given('reviews.xlsx'), { header: 'no' })).table.columns).toEqual(['1', '2', '3', '4', '5', '6']);
  });

  test('is read from the first visible sheet with data, which is reported', async () => {
    const sheets = [
      '<sheet name="cover" r:id="a"/>',
      '<sheet name="lists" state="hidden" r:id="b"/>',
      '<sheet name="数据" r:id="c"/>',
      '<sheet name="more" r:id="d"/>',
    ];
    const relationships = ['a', 'b', 'c', 'd'].map((id) => `<Relationship Id="${id}" Target="${id}.xml"/>`);
    const parts = {
      'xl/workbook.xml': `<workbook xmlns:r="r"><sheets>${sheets.join('')}</sheets></workbook>`,
      'xl/_rels/workbook.xml.rels': `<Relationships>${relationships.join('')}</Relationships>`,
      'xl/a.xml': sheetOf([]),
      'xl/b.xml': sheetOf(['hidden']),
      'xl/c.xml': sheetOf(['text', 'fine', 'dull']),
      'xl/d.xml': sheetOf(['other']),
    };
    const { table, cells } = await pass(
      await folder.write(
        'cover.xlsx',
        zipSync(Object.fromEntries(Object.entries(parts).map(([name, content]) => [name, strToU8(content)]))),
      ),
    );
    expect(cells).toEqual([['fine'], ['dull']]);
    expect(table.notices).toEqual([notice('data.sheet', { sheets: 3, sheet: '"数据"' })]);
  });

  test('is refused when it unpacks to endless text', async () => {
    const parts = {
      'xl/workbook.xml': '<workbook xmlns:r="r"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>',
      'xl/_rels/workbook.xml.rels': '<Relationships><Relationship Id="rId1" Target="/xl/sheet.xml"/></Relationships>',
      'xl/sheet.xml': sheetOf(['a'.repeat(80 << 20)]),
    };
    const file = await folder.write(
      'bomb.xlsx',
      zipSync(Object.fromEntries(Object.entries(parts).map(([name, content]) => [name, strToU8(content)]))),
    );
    expect((await refusal(openTable(file))).code).toBe('data.damaged');
  });

  test('is refused when it is damaged', async () => {
    const bytes = readFileSync(given('reviews.xlsx'));
    for (let at = 30; at < bytes.length; at += 61) {
      const damaged = Buffer.from(bytes);
      damaged.fill(0xff, at, at + 3);
      const result = await pass(await folder.write('damaged.xlsx', damaged)).then(
        () => 'read',
        (error: unknown) => error,
      );
      if (result !== 'read') expect(result).toMatchObject({ name: 'UserError' });
    }
    expect((await refusal(openTable(await folder.write('short.xlsx', bytes.subarray(0, 2000))))).code).toBe(
      'data.damaged',
    );
  });

  test('is copied with predictions into a CSV that Excel opens', async () => {
    const parts: Buffer[] = [];
    const table = await openTable(given('reviews.xlsx'));
    const sink = { write: async (bytes: Uint8Array) => void parts.push(Buffer.from(bytes)) };
    await addColumns(table, sink, {
      out: 'copy.csv',
      names: ['prediction'],
      numeric: () => false,
      text: findColumn(table, table.columns[0]!),
      compute: async (texts) => texts.map(() => ['x']),
    });
    const written = await pass(await folder.write('copy.csv', Buffer.concat(parts)));
    expect(written.table.bomBytes).toBe(3);
    expect(written.cells[1]).toEqual([text(1), '正面', '2024-03-02', '2024-03-01 08:30:16', '4.5', 'TRUE', 'x']);
  });
});
