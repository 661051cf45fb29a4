// The inspection of a file before training.

import { describe, expect, test } from 'vitest';

import { inspect } from '../../../../src/data/inspect/inspect.js';
import { type InspectOptions } from '../../../../src/data/inspect/options.js';
import { DuplicateFinder } from '../../../../src/data/rows/duplicates.js';
import { refusal, temporaryFolder } from '../folder.js';

const folder = temporaryFolder();

async function look(content: string, options: Partial<InspectOptions> = {}, encoding = 'utf-8') {
  return inspect(await folder.write('a.csv', content, encoding), {
    task: 'single-label',
    labelSeparator: '|',
    mergeLabels: false,
    ...options,
  });
}

describe('inspect', () => {
  test('reports encoding, columns, labels and lengths', async () => {
    const found = await look(
      '编号;评论;标签\r\n1;很好𠮷;正面\r\n2;不好吃，太慢了，又贵;负面\r\n3;好;正面\r\n',
      {},
      'gb18030',
    );
    expect(found).toMatchObject({
      encoding: 'gb18030',
      delimiter: 'semicolon',
      header: true,
      byteOrderMark: false,
      rows: 3,
      usable: 3,
      labelsAreMore: false,
    });
    expect(found.columns.map(({ name, role, reason }) => [name, role, reason])).toEqual([
      ['编号', null, null],
      ['评论', 'text', 'name'],
      ['标签', 'label', 'name'],
    ]);
    expect(found.columns[0]).toMatchObject({ numberShare: 1, meanCharacters: 1, distinct: 3, empty: 0 });
    expect(found.labels).toEqual([
      { label: '负面', count: 1 },
      { label: '正面', count: 2 },
    ]);
    expect(found.lengths).toMatchObject({ mean: 14 / 3, maximum: 10 });
    expect(found.lengths.histogram.slice(0, 2)).toEqual([
      { upTo: 8, count: 2 },
      { upTo: 16, count: 1 },
    ]);
  });

  test('finds repeated rows, and texts with two labels', async () => {
    const found = await look(`text,label\nfine,1\nbad,0\nfine,1\nfine,0\nbad,0 \n`);
    expect(found.problems.slice(0, 2).map(({ notice, lines }) => [notice.code, lines])).toEqual([
      ['data.duplicateRow', [4, 6]],
      ['data.conflictingLabel', [5]],
    ]);
  });

  test('reports every other problem without refusing the file', async () => {
    const codes = async (...args: Parameters<typeof look>) =>
      (await look(...args)).problems.map(({ notice }) => notice.code);
    expect(await codes('text,label\n1,a\n2,a\n', { text: 'text' })).toEqual([
      'data.textNumbers',
      'data.rareLabels',
      'data.oneClass',
    ]);
    expect(await codes('text,label\nfine,A\n,b\nx\nbad,\ndull,a\n')).toEqual([
      'data.badRow',
      'data.emptyText',
      'data.emptyLabel',
      'data.nearDuplicateLabels',
      'data.loneLabels',
    ]);
    expect(await codes('text,score\nfine,1\nbad,low\n', { task: 'regression' })).toEqual(['data.labelNotNumber']);
  });

  test('counts each label of a row with several labels', async () => {
    expect((await look('text,label\none,b|a\ntwo,a\nthree,\n', { task: 'multi-label' })).labels).toEqual([
      { label: 'a', count: 2 },
      { label: 'b', count: 1 },
    ]);
  });

  test('counts distinct values up to a limit', async () => {
    const found = await look(
      `text,label\n${Array.from({ length: 1500 }, (_, i) => `text ${i},${i % 2}`).join('\n')}\n`,
    );
    expect(found.columns.map(({ distinct, distinctIsMore }) => [distinct, distinctIsMore])).toEqual([
      [1000, true],
      [2, false],
    ]);
  });

  test('inspects texts without labels', async () => {
    expect(await look('text\nfine film\nbad film\n')).toMatchObject({ rows: 2, usable: 2, labels: [] });
  });

  test('refuses a file of which no row fits the header', async () => {
    expect(await refusal(look('text,label\na,b,c\nd,e,f\n'))).toMatchObject({
      code: 'data.allRowsBad',
      values: { columns: 2, line: 2, fields: 3 },
    });
  });
});

describe('DuplicateFinder', () => {
  test('finds exactly the repetitions among a hundred thousand texts', () => {
    const finder = new DuplicateFinder();
    let first = 0;
    let same = 0;
    for (let pass = 0; pass < 2; pass++) {
      for (let i = 0; i < 100_000; i++) {
        const sighting = finder.see(`text number ${i}`, 'x');
        if (sighting === 'first') first += 1;
        if (sighting === 'same') same += 1;
      }
    }
    expect([first, same]).toEqual([100_000, 100_000]);
    expect(finder.see('text number 5', 'y')).toBe('other');
  });
});
