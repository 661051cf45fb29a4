// Weights, groups and times of rows, and labels with a probability each, as a run reads them.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { inspect } from '../../../../src/data/inspect/inspect.js';
import { type DatasetOptions, readDataset } from '../../../../src/data/rows/dataset.js';
import { splitByGroup, splitByTime } from '../../../../src/data/rows/split.js';
import { UserError } from '../../../../src/shared/errors.js';

const usual = { task: 'single-label', labelSeparator: null, mergeLabels: false, seed: 1 } as const;

function fileOf(content: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'extra-')), 'rows.csv');
  writeFileSync(file, content);
  return file;
}

const read = (content: string, options: Partial<DatasetOptions> = {}) =>
  readDataset(fileOf(content), { ...usual, ...options });
const codesOf = ({ problems }: Awaited<ReturnType<typeof read>>) => problems.map(({ notice }) => notice.code);

const weighed =
  'text,label,w\nthe first one,a,2\nthe second one,b,0.5\nthe third one,a,0\nthe fourth one,b,much\nthe fifth one,a,\n';

describe('a column of weights', () => {
  test('is taken as numbers; rows of 0 are left out, and what is none is named', async () => {
    const dataset = await read(weighed, { weights: 'w' });
    expect([...dataset.lines]).toEqual([2, 3]);
    expect(dataset.extras.weights).toEqual(Float64Array.of(2, 0.5));
    expect(codesOf(dataset)).toEqual(expect.arrayContaining(['data.badWeight', 'data.zeroWeight']));
    const seen = await inspect(fileOf(weighed), { ...usual, labelSeparator: '|', weights: 'w' });
    expect(seen.usable).toBe(2);
  });

  test('may have a decimal comma or a percent sign', async () => {
    const rows = 'text;label;w\nthe first one;a;0,5\nthe second one;b;2\nthe third one;a;1.250,5\n';
    expect((await read(rows, { weights: 'w' })).extras.weights).toEqual(Float64Array.of(0.5, 2, 1250.5));
    const shares = 'text,label,w\nthe first one,a,50%\nthe second one,b,100 %\n';
    expect((await read(shares, { weights: 'w' })).extras.weights).toEqual(Float64Array.of(50, 100));
  });

  test('takes no number that a batch cannot sum as floats, and is refused where no row has one', async () => {
    const rowsOf = (...weights: readonly string[]) =>
      `text,label,w\n${weights.map((weight, row) => `the text ${row},${'ab'[row % 2]},${weight}`).join('\n')}\n`;
    const { lines } = await read(rowsOf('1', '1e-300', '-1', '1e300', 'NaN', '1e-9'), { weights: 'w' });
    expect([...lines]).toEqual([2, 7]);
    await expect(read(rowsOf('0', '0', ''), { weights: 'w' })).rejects.toMatchObject({ code: 'data.noWeights' });
    await expect(read(rowsOf('03/04/2024', 'soon'), { time: 'w' })).rejects.toMatchObject({ code: 'data.noTimes' });
  });

  test('that the file lacks is an error with its name, and one that is the label too', async () => {
    const code = (options: Partial<DatasetOptions>) =>
      read(weighed, options).then(
        () => 'no error',
        (error: unknown) => (error instanceof UserError ? error.code : Promise.reject(error as Error)),
      );
    expect(await code({ weights: 'wieght' })).toBe('data.columnNotFound');
    expect(await code({ weights: 'label', label: 'label' })).toBe('data.sameColumn');
  });
});

describe('labels with a probability each', () => {
  const content = 'text,pos,neg,neu\nfine day,0.7,0.1,0.2\nbad day,10%,"0,8",0.1\nvotes,1,3,0\nnone,,,\n';
  const label = 'pos,neg,neu';

  test('are shares of the columns in their order, and the most probable where one is asked for', async () => {
    const dataset = await read(content, { label });
    const { targets } = dataset;
    if (targets.task !== 'single-label' || targets.soft === undefined) throw new Error('no probabilities');
    expect(dataset.labels.names).toEqual(['pos', 'neg', 'neu']);
    expect([...targets.ids]).toEqual([0, 1, 1]);
    const expected = [0.7, 0.1, 0.2, 0.1, 0.8, 0.1, 0.25, 0.75, 0];
    [...targets.soft].forEach((share, at) => expect(share).toBeCloseTo(expected[at]!, 6));
    expect(codesOf(dataset)).toEqual(expect.arrayContaining(['data.softLabels', 'data.emptyLabel']));
    const seen = await inspect(fileOf(content), { ...usual, labelSeparator: '|', label });
    expect(seen.labels).toEqual([
      { label: 'pos', count: 1 },
      { label: 'neg', count: 2 },
      { label: 'neu', count: 0 },
    ]);
    expect(seen.labels.map((one) => one.label)).toEqual(dataset.labels.names);
  });

  test('as predictions are written have the labels’ names', async () => {
    const written = 'text,prediction,p(yes),p(no)\nit is,yes,0.9,0.1\nit is not,no,0.2,0.8\n';
    expect((await read(written, { label: 'p(yes),p(no)' })).labels.names).toEqual(['yes', 'no']);
  });

  test('of zeros and ones stay certain, and what is no number is named', async () => {
    const hot = await read('text,a,b\nfirst,1,0\nsecond,0,1\nthird,1,0\n', { label: 'a,b' });
    expect(hot.targets).toEqual({ task: 'single-label', ids: Int32Array.of(0, 1, 0), soft: undefined });
    const many = Array.from({ length: 1200 }, (_, row) => `text ${row},0.5,0.5`).join('\n');
    await expect(read('text,a,b\nfirst,0.5,-0.5\nsecond,0.2,0.8\n', { label: 'a,b' })).rejects.toMatchObject({
      code: 'data.softValue',
      values: { column: 'b', value: '-0.5' },
    });
    await expect(read(`text,a,b\n${many}\nlast,x,1\n`, { label: 'a,b' })).rejects.toMatchObject({
      code: 'data.softValue',
    });
  });
});

describe('a split', () => {
  test('by group keeps rows of one group together, and rows without one apart', async () => {
    const rows = Array.from({ length: 40 }, (_, row) => `text number ${row},${'ab'[row % 2]},${row % 7 || ''}`);
    const dataset = await read(`text,label,who\n${rows.join('\n')}\n`, { group: 'who' });
    const { extras } = dataset;
    expect(codesOf(dataset)).toContain('data.emptyGroup');
    const groups = extras.groups!;
    expect(groups[1]).toBe(groups[8]);
    expect(groups[0]).not.toBe(groups[7]);
    for (let seed = 0; seed < 20; seed++) {
      const { training, validation } = splitByGroup(groups, 0.2, seed)!;
      const held = new Set([...validation].map((row) => groups[row]));
      expect([...training].some((row) => held.has(groups[row]))).toBe(false);
      expect(Math.abs(validation.length - 8)).toBeLessThanOrEqual(3);
    }
    expect(splitByGroup(Int32Array.of(1, 1, 1), 0.5, 1)).toBeNull();
    expect([...splitByGroup(Int32Array.of(1, 1, 1, 2, 2, 2), 0.01, 1)!.validation]).toHaveLength(3);
  });

  test('by time holds out the latest rows, those of one time together', async () => {
    const days = ['2024-03-01', '2024-01-01', '2024-05-01', '2024-05-01', '2024-02-01', 'some day'];
    const rows = days.map((day, row) => `text number ${row},${'ab'[row % 2]},${day}`);
    const dataset = await read(`text,label,day\n${rows.join('\n')}\n`, { time: 'day' });
    expect(codesOf(dataset)).toContain('data.badTime');
    const { training, validation } = splitByTime(dataset.extras.times!, 0.2)!;
    expect([[...validation], [...training]]).toEqual([
      [2, 3],
      [0, 1, 4],
    ]);
    expect(splitByTime(Float64Array.of(5, 5, 5), 0.5)).toBeNull();
    expect([...splitByTime(Float64Array.of(5, 5, 5, 6), 0.5)!.validation]).toEqual([3]);
    expect(splitByTime(Float64Array.of(5, 6), 0)!.validation).toHaveLength(0);
  });
});
