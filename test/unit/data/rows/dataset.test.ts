// A CSV as training sees it: its usable rows with their targets, and the problems of the others.

import { appendFile } from 'node:fs/promises';

import { describe, expect, test } from 'vitest';

import { type DatasetOptions, readDataset } from '../../../../src/data/rows/dataset.js';
import { hashFile } from '../../../../src/data/source/bytes.js';
import { describeNotice } from '../../../../src/shared/notices.js';
import { collect, refusal, temporaryFolder } from '../folder.js';

const folder = temporaryFolder();
const plain: DatasetOptions = { task: 'single-label', labelSeparator: '|', mergeLabels: false, seed: 42 };

async function read(content: string, options: Partial<DatasetOptions> = {}) {
  return readDataset(await folder.write('a.csv', content), { ...plain, ...options });
}

const texts = async (dataset: Awaited<ReturnType<typeof read>>) =>
  (await collect(dataset.examples())).map((example) => example.text);

describe('readDataset', () => {
  test('gives every usable row its label and line, and reads its text as often as needed', async () => {
    const dataset = await read('评论内容,情感标签\n很好,正面\n"两\n行",负面\n不错,正面\n');
    expect(dataset).toMatchObject({
      count: 3,
      totalRows: 3,
      skipped: 0,
      labelCounts: [1, 2],
      targets: { task: 'single-label', ids: Int32Array.of(1, 0, 1) },
    });
    expect([...dataset.lines]).toEqual([2, 3, 5]);
    expect(dataset.labels.names).toEqual(['负面', '正面']);
    for (let pass = 0; pass < 2; pass++) expect(await texts(dataset)).toEqual(['很好', '两\n行', '不错']);
    expect(dataset.sha256).toBe(await hashFile(dataset.table.file));
  });

  test('skips unusable rows, and reports their number and lines', async () => {
    const dataset = await read('text,label\nfine,1\n,0\n  ,1\nbad,\nshort\none,two,three\nbad,0\ngood,1,\n');
    expect(await texts(dataset)).toEqual(['fine', 'bad', 'good']);
    expect(dataset.skipped).toBe(5);
    const rows = dataset.problems.filter(({ lines }) => lines.length > 0);
    expect(rows.map(({ notice, count, lines }) => [notice.code, count, lines])).toEqual([
      ['data.badRow', 2, [6, 7]],
      ['data.emptyText', 2, [3, 4]],
      ['data.emptyLabel', 1, [5]],
    ]);
    expect(describeNotice(rows[1]!.notice, 'en')).toBe('2 rows without a text were skipped (lines 3, 4).');
  });

  test('keeps the first 100 line numbers of a problem and counts all of them', async () => {
    const dataset = await read(`text,label\nfine,1\nbad,0\n${',1\n'.repeat(250)}`);
    expect(dataset.problems[0]).toMatchObject({ count: 250 });
    expect(dataset.problems[0]!.lines).toEqual(Array.from({ length: 100 }, (_, i) => i + 4));
  });

  test('reports labels that differ by case or spaces, and merges them on request', async () => {
    const content = 'text,label\na b,Positive\nc d,positive \ne f,negative\ng h,positive \n';
    const apart = await read(content);
    expect(apart.labels.names).toEqual(['Positive', 'negative', 'positive ']);
    expect(apart.problems.find(({ notice }) => notice.code === 'data.nearDuplicateLabels')!.notice.values).toEqual({
      labels: '"Positive", "positive "',
    });
    const merged = await read(content, { mergeLabels: true });
    expect([merged.labels.names, merged.targets]).toEqual([
      ['negative', 'positive'],
      { task: 'single-label', ids: Int32Array.of(1, 1, 0, 1) },
    ]);
    expect(merged.problems.some(({ notice }) => notice.code === 'data.mergedLabels')).toBe(true);
  });

  test('warns of labels with one or few rows', async () => {
    const dataset = await read(`text,label\n${'fine,a\n'.repeat(20)}${'bad,b\n'.repeat(3)}dull,c\n`);
    expect(dataset.problems.map(({ notice }) => [notice.code, notice.values['labels']])).toEqual([
      ['data.loneLabels', '"c"'],
      ['data.rareLabels', '"b"'],
    ]);
  });

  test('reads several labels a row, and none for an empty cell', async () => {
    const dataset = await read('text,label\none,b|a\ntwo,\nthree, a\n', { task: 'multi-label' });
    expect(dataset.targets).toEqual({
      task: 'multi-label',
      offsets: Int32Array.of(0, 2, 2, 3),
      ids: Int32Array.of(0, 1, 0),
    });
    expect([dataset.labels.names, dataset.labelCounts]).toEqual([
      ['a', 'b'],
      [2, 1],
    ]);
  });

  test('reads numbers for a regression, and reports cells that are not numbers', async () => {
    const dataset = await read('text,score\none,1.5\ntwo,high\nthree,-2\nfour,\n', { task: 'regression' });
    expect(dataset.targets).toEqual({ task: 'regression', values: Float64Array.of(1.5, -2) });
    expect(dataset.problems.map(({ notice, lines }) => [notice.code, lines])).toEqual([
      ['data.emptyLabel', [5]],
      ['data.labelNotNumber', [3]],
    ]);
  });

  test('draws the requested number of rows, the same ones for a seed', async () => {
    const content = `text,label\n${Array.from({ length: 200 }, (_, i) => `text ${i},${i % 2}`).join('\n')}\n`;
    const dataset = await read(content, { rows: 20 });
    const drawn = await collect(dataset.examples());
    expect(drawn.map(({ index }) => index)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    for (const { index, line, text } of drawn) {
      const row = Number(text.slice(5));
      expect([line, dataset.targets.task === 'single-label' && dataset.targets.ids[index]]).toEqual([row + 2, row % 2]);
    }
    expect(await texts(await read(content, { rows: 20 }))).toEqual(drawn.map(({ text }) => text));
    expect(dataset).toMatchObject({ count: 20, totalRows: 200, skipped: 0 });
  });

  test('gives a validation file the ids of the training file, and skips unknown labels', async () => {
    const { labels } = await read('text,label\na b,x\nc d,y\n');
    const validation = await read('text,label\nm n,y\no p,z\nq r,y\n', { labels });
    expect(validation.targets).toEqual({ task: 'single-label', ids: Int32Array.of(1, 1) });
    expect(validation.problems.map(({ notice, lines }) => [notice.code, lines])).toContainEqual([
      'data.unknownLabel',
      [3],
    ]);
  });

  test('reads the second text of a pair', async () => {
    const dataset = await read('text,other,label\none,two,1\nthree,,0\nfour,five,0\n', { pair: 'other' });
    expect((await collect(dataset.examples())).map(({ text, pair }) => [text, pair])).toEqual([
      ['one', 'two'],
      ['four', 'five'],
    ]);
  });

  test('reports rows with characters that cannot be decoded', async () => {
    const file = await folder.write(
      'b.csv',
      Buffer.concat([Buffer.from('text,label\nfine,1\nb'), Buffer.from([0xff]), Buffer.from('d,0\n')]),
    );
    const dataset = await readDataset(file, { ...plain, encoding: 'utf-8' });
    expect(dataset.problems[0]).toMatchObject({ notice: { code: 'data.undecodable' }, lines: [3] });
  });

  test('reports a file that changes while it is in use', async () => {
    const dataset = await read('text,label\nfine,1\nbad,0\n');
    await appendFile(dataset.table.file, 'more,1\n');
    expect((await refusal(collect(dataset.examples()))).code).toBe('data.changed');
  });
});

describe('unusable data is refused with its own error', () => {
  const cases: readonly [code: string, content: string, options: Partial<DatasetOptions>][] = [
    ['data.oneClass', 'text,label\nfine,1\nbad,1\n', {}],
    ['data.noLabels', 'text,label\nfine,\nbad,\n', { task: 'multi-label', label: 'label' }],
    ['data.textNumbers', 'text,label\n1,a\n2,b\n', { text: 'text' }],
    ['data.noUsableRows', 'text,label\n,a\nfine,\n', { label: 'label', text: 'text' }],
    ['data.noUsableRows', 'text,score\nfine,high\n', { task: 'regression' }],
    ['data.allRowsBad', 'text,label\na,b,c\nd,e,f\n', { text: 'text', label: 'label' }],
    ['data.columnNotFound', 'text,label\nfine,1\n', { text: 'txt' }],
    ['data.unbalancedQuote', 'text,label\nfine,1\n"bad,0\n', {}],
    [
      'data.tooManyLabels',
      `text,label\n${Array.from({ length: 10_001 }, (_, i) => `text,l${i}`).join('\n')}\n`,
      { text: 'text', label: 'label' },
    ],
  ];
  for (const [code, content, options] of cases)
    test(`${code}: ${JSON.stringify(content.slice(0, 40))}`, async () =>
      expect((await refusal(read(content, options))).code).toBe(code));

  test('reports what the rows lack when none is usable', async () => {
    const { values } = await refusal(read('text,label\n,a\n ,b\nfine,\nx\n', { text: 'text', label: 'label' }));
    expect(values).toMatchObject({ rows: 4, badRows: 1, emptyTexts: 2, emptyLabels: 1, otherLabels: 0 });
  });
});
