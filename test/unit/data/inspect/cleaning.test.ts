// Rare labels, repeated rows, leaks and resampling: the remedies for uneven and repeated data.

import { describe, expect, test } from 'vitest';

import { inspect } from '../../../../src/data/inspect/inspect.js';
import { type InspectOptions } from '../../../../src/data/inspect/options.js';
import { type DatasetOptions, readDataset } from '../../../../src/data/rows/dataset.js';
import { labelMapOf } from '../../../../src/data/rows/labels.js';
import { TextHashes } from '../../../../src/data/rows/leaks.js';
import { resampledCount, resampledRows } from '../../../../src/data/rows/resample.js';
import { describeNotice } from '../../../../src/shared/notices.js';
import { collect, refusal, temporaryFolder } from '../folder.js';

const folder = temporaryFolder();
const plain = { task: 'single-label', labelSeparator: '|', mergeLabels: false, seed: 42 } as const;
const read = async (content: string, options: Partial<DatasetOptions> = {}) =>
  readDataset(await folder.write('a.csv', content), { ...plain, ...options });
const look = async (content: string, options: Partial<InspectOptions> = {}) =>
  inspect(await folder.write('a.csv', content), { ...plain, ...options });

const frequent = Array.from({ length: 12 }, (_, row) => `fine ${row},a\n`).join('');
const uneven = `text,label\n${frequent}dull 1,c\nbad 1,b\nbad 2,b\nodd 1,d\n`;

describe('labels with few rows', () => {
  test('are dropped with their rows, which is reported', async () => {
    const dataset = await read(`${uneven}good 1,e\n${'good,e\n'.repeat(4)}`, { rareLabels: 'drop', rareRows: 5 });
    expect([dataset.labels.names, dataset.labelCounts, dataset.count, dataset.skipped]).toEqual([
      ['a', 'e'],
      [12, 5],
      17,
      4,
    ]);
    expect((await collect(dataset.examples())).map(({ text }) => text).slice(10, 14)).toEqual([
      'fine 10',
      'fine 11',
      'good 1',
      'good',
    ]);
    const said = dataset.problems.find(({ notice }) => notice.code === 'data.droppedLabels')!;
    expect(describeNotice(said.notice, 'en')).toBe('3 labels with few rows were dropped: "b", "c", "d" (rows: 4).');
  });

  test('are merged into one label of the given name, also in a validation file', async () => {
    const dataset = await read(uneven, { rareLabels: 'merge', rareRows: 5, rareName: '其他' });
    expect([dataset.labels.names, dataset.labelCounts, dataset.skipped]).toEqual([['a', '其他'], [12, 4], 0]);
    expect([dataset.labels.idOf('d'), dataset.labels.idOf('a'), dataset.labels.idOf('new')]).toEqual([1, 0, undefined]);
    const second = await readDataset(await folder.write('b.csv', 'text,label\nx,d\ny,a\nz,new\n'), {
      ...plain,
      labels: dataset.labels,
    });
    expect(second).toMatchObject({ count: 2, skipped: 1, targets: { ids: Int32Array.of(1, 0) } });
  });

  test('are counted after spellings are merged, and join a label of the same name', () => {
    const counts = new Map([
      ['Good', 3],
      ['good ', 3],
      ['bad', 2],
      ['other', 9],
    ]);
    expect(labelMapOf(counts, { mergeLabels: true, rareLabels: 'drop', rareRows: 5 }).names).toEqual(['Good', 'other']);
    const merged = labelMapOf(counts, { mergeLabels: false, rareLabels: 'merge', rareRows: 5 });
    expect([merged.names, merged.idOf('bad'), merged.idOf('other')]).toEqual([['other'], 0, 0]);
  });

  test('are removed from rows with several labels', async () => {
    const content = `text,label\n${Array.from({ length: 6 }, (_, row) => `t ${row},a|b\n`).join('')}u,a|x\nv,x\n`;
    const dataset = await read(content, { task: 'multi-label', rareLabels: 'drop', rareRows: 3 });
    expect([dataset.labels.names, dataset.labelCounts, dataset.count]).toEqual([['a', 'b'], [7, 6], 8]);
  });

  test('are refused when no other label is left', async () => {
    expect(await refusal(read(uneven, { rareLabels: 'drop', rareRows: 100 }))).toMatchObject({
      code: 'data.allRare',
      values: { limit: 100, column: 'label' },
    });
  });

  test('are inspected as a run would treat them', async () => {
    const dropped = await look(uneven, { rareLabels: 'drop', rareRows: 2 });
    expect([dropped.usable, dropped.labels]).toEqual([
      14,
      [
        { label: 'a', count: 12 },
        { label: 'b', count: 2 },
      ],
    ]);
    expect((await look(uneven, { rareLabels: 'merge', rareRows: 5 })).labels).toEqual([
      { label: 'a', count: 12 },
      { label: 'other', count: 4 },
    ]);
  });
});

describe('rows that repeat an earlier one', () => {
  const content = `text,label\nsame,a\nother,b\nsame,a\nsame,b\nsame,a\nlast,b\n`;

  test('are kept or removed by the setting; the same text with another label is not a repetition', async () => {
    expect((await read(content)).count).toBe(6);
    const dataset = await read(content, { duplicates: 'remove' });
    expect([dataset.count, dataset.skipped, [...dataset.lines]]).toEqual([4, 2, [2, 3, 5, 7]]);
    expect(dataset.problems[0]).toMatchObject({ notice: { code: 'data.removedDuplicate' }, count: 2, lines: [4, 6] });
  });

  test('are not counted as usable by an inspection that removes them', async () => {
    const removed = await look(content, { duplicates: 'remove' });
    expect([removed.rows, removed.usable, removed.labels]).toEqual([
      6,
      4,
      [
        { label: 'a', count: 1 },
        { label: 'b', count: 3 },
      ],
    ]);
    expect((await look(content)).usable).toBe(6);
  });
});

describe('rows with the same text and different labels', () => {
  const content = `text,label\nsame,a\nother,b\nsame,b\nlast,A\nlast,a\nthird,b\nmore,a\n`;

  test('are left out by the setting, every one of them, as an inspection counts them', async () => {
    const dataset = await read(content, { conflicts: 'remove' });
    expect([...dataset.lines]).toEqual([3, 7, 8]);
    expect(dataset.problems[0]).toMatchObject({
      notice: { code: 'data.removedConflict' },
      count: 4,
      lines: [2, 4, 5, 6],
    });
    const removed = await look(content, { conflicts: 'remove' });
    expect([removed.rows, removed.usable]).toEqual([7, 3]);
    expect((await look(content)).problems.map(({ notice }) => notice.code)).toContain('data.conflictingLabel');
  });

  test('are those whose labels mean something else: spellings that are merged do not conflict', async () => {
    const dataset = await read(content, { conflicts: 'remove', mergeLabels: true });
    expect([...dataset.lines]).toEqual([3, 5, 6, 7, 8]);
  });

  test('of numbers and of several labels are compared as such', async () => {
    const numbers = await read('text,label\nx,1\nx,1.0\ny,1\ny,2\n', { conflicts: 'remove', task: 'regression' });
    expect([...numbers.lines]).toEqual([2, 3]);
    const several = await read('text,label\nx,a|b\nx,b|a\ny,a\ny,a|b\n', {
      conflicts: 'remove',
      task: 'multi-label',
    });
    expect([...several.lines]).toEqual([2, 3]);
  });
});

describe('validation rows whose text is in the training rows', () => {
  test('are found by their text, pairs by both texts', () => {
    const hashes = new TextHashes();
    const texts = [
      ['a', 'b'],
      ['ab', undefined],
      ['a', 'c'],
      ['a', 'b'],
      ['a\0', 'b'],
      ['ab', undefined],
    ] as const;
    for (const [text, pair] of texts) hashes.add(text, pair);
    expect([...hashes.leaks(Int32Array.of(0, 1), Int32Array.of(2, 3, 4, 5))]).toEqual([3, 5]);
    expect([...hashes.leaks(new Int32Array(), Int32Array.of(1))]).toEqual([]);
  });

  test('are counted by an inspection, with the split of the settings', async () => {
    const repeated = `text,label\n${Array.from({ length: 100 }, (_, row) => `text ${row % 10},${row % 2}\n`).join('')}`;
    const inspection = await look(repeated, { validation: '0.2' });
    expect(inspection.problems.find(({ notice }) => notice.code === 'data.leaks')).toMatchObject({
      count: 20,
      notice: { values: { count: 20, of: 20 } },
    });
    expect(
      (await look(repeated, { validation: '0.2', duplicates: 'remove' })).problems.map(({ notice }) => notice.code),
    ).not.toContain('data.leaks');
    expect((await look(repeated, { validation: '0' })).problems.map(({ notice }) => notice.code)).not.toContain(
      'data.leaks',
    );
  });
});

describe('rows of a validation file', () => {
  const alternating = Array.from({ length: 20 }, (_, row) => `text ${row},${row % 2 === 0 ? 'a' : 'b'}\n`).join('');
  const content = `text,label\n${alternating}lone,c\n`;
  const held = 'label,text\na,text 0\na,text 0\nb,text 1\na,new\nunknown,text 2\n,text 3\nc,lone\n';
  const leaksOf = async (options: Partial<InspectOptions>) => {
    const { problems, usable } = await look(content, { validation: await folder.write('held.csv', held), ...options });
    return {
      usable,
      found: problems
        .filter(({ notice }) => /leaks/i.test(notice.code))
        .map(({ notice: { code, values }, lines }) => ({ code, ...values, lines })),
    };
  };

  test('are counted as leaks just as in a run', async () => {
    expect(await leaksOf({})).toEqual({ usable: 21, found: [{ code: 'data.leaks', count: 4, of: 5, lines: [] }] });
    expect((await leaksOf({ leaks: 'remove' })).found).toEqual([
      { code: 'data.removedLeaks', count: 4, of: 5, lines: [] },
    ]);
    expect((await leaksOf({ duplicates: 'remove' })).found).toMatchObject([{ count: 3, of: 4 }]);
    expect((await leaksOf({ rareLabels: 'drop', rareRows: 2 })).found).toMatchObject([{ count: 3, of: 4 }]);
    // Of fewer rows, those that a run draws.
    const drawn = new Set((await collect((await read(content, { rows: 12 })).examples())).map(({ text }) => text));
    const count = ['text 0', 'text 0', 'text 1', 'lone'].filter((text) => drawn.has(text)).length;
    expect([count > 0, (await leaksOf({ rows: 12 })).found]).toMatchObject([count < 4, [{ count, of: 5 }]]);
  });

  test('are counted as leaks also for several labels and for numbers', async () => {
    const numbers = `text,label\n${Array.from({ length: 9 }, (_, row) => `text ${row},${row / 2}\n`).join('')}`;
    const second = await folder.write('numbers.csv', 'text,label\ntext 1,7\nnew,8\ntext 2,none\n');
    const found = (await look(numbers, { validation: second, task: 'regression' })).problems.find(
      ({ notice }) => notice.code === 'data.leaks',
    );
    expect(found).toMatchObject({ count: 1, notice: { values: { count: 1, of: 2 } } });
    const several = await folder.write('several.csv', 'text,label\nu,a|b\nv,a|z\n');
    const sets = await look('text,label\nt,a\nu,b\nv,a|b\n', { validation: several, task: 'multi-label' });
    expect(sets.problems.find(({ notice }) => notice.code === 'data.leaks')?.notice.values).toEqual({
      count: 1,
      of: 1,
    });
  });

  test('are reported when the file cannot be read', async () => {
    expect((await refusal(look(content, { validation: folder.path('none.csv') }))).values).toEqual({
      file: folder.path('none.csv'),
    });
    expect(
      (await refusal(look(content, { validation: await folder.write('other.csv', 'words,kind\nx,y\n') }))).code,
    ).toBe('data.columnNotFound');
  });
});

describe('oversampled rows', () => {
  const labels = Int32Array.from({ length: 60 }, (_, row) => (row % 10 === 0 ? 2 : row % 3 === 0 ? 1 : 0));
  const training = Int32Array.from({ length: 50 }, (_, place) => place + 5);

  test('make every class as large as the largest, with each row repeated equally often or once more', () => {
    const rows = resampledRows(labels, training, { seed: 1, epoch: 0 });
    const sizes = [0, 1, 2].map((label) => rows.filter((row) => labels[row] === label).length);
    expect(new Set(sizes).size).toBe(1);
    expect(rows).toHaveLength(
      resampledCount([0, 1, 2].map((label) => training.filter((row) => labels[row] === label).length)),
    );
    for (const label of [0, 1, 2]) {
      const times = training
        .filter((row) => labels[row] === label)
        .map((row) => rows.filter((one) => one === row).length);
      expect(Math.max(...times) - Math.min(...times)).toBeLessThanOrEqual(1);
    }
  });

  test('differ from epoch to epoch, and are the same for the same epoch', () => {
    const of = (epoch: number) => [...resampledRows(labels, training, { seed: 1, epoch })];
    expect(of(0)).toEqual(of(0));
    expect(of(0)).not.toEqual(of(1));
    expect(resampledCount([])).toBe(0);
  });
});
