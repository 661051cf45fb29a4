// What is said of rows that are held out by group, and which rows cannot be trained on.

import { expect, test } from 'vitest';

import { readDataset } from '../../../../src/data/rows/dataset.js';
import { withOwnValidation } from '../../../../src/jobs/rows/ownValidation.js';
import { checkTraining, splitData, splitNotices } from '../../../../src/jobs/rows/splitData.js';
import { parseSettings } from '../../../../src/runs/parseSettings.js';
import type { GivenSettings } from '../../../../src/shared/settings.js';
import { temporaryFolder } from '../../data/folder.js';

const folder = temporaryFolder();

test('groups of one row each are said to change nothing', async () => {
  const saidOf = async (groupOf: (row: number) => number) => {
    const rows = Array.from({ length: 20 }, (_, row) => `text number ${row},${'ab'[row % 2]},${groupOf(row)}`);
    const settings = parseSettings({ group: 'who' });
    const data = await readDataset(await folder.write('rows.csv', `text,label,who\n${rows.join('\n')}\n`), settings);
    return splitNotices(data, splitData(data, 0.2, settings)).map(({ code }) => code);
  };
  expect(await saidOf((row) => row)).toEqual(['data.loneGroups', 'data.splitByGroup']);
  expect(await saidOf((row) => row % 7)).toEqual(['data.splitByGroup']);
});

test('numbers that are all the same are refused, as one label is', async () => {
  const file = await folder.write('rows.csv', 'text,score\nthe first,5\nthe second,5\nthe third,6\n');
  const data = await readDataset(file, parseSettings({ task: 'regression' }));
  expect(() => checkTraining(data, Int32Array.of(0, 1))).toThrow(/same label in score: 5/);
  expect(() => checkTraining(data, Int32Array.of(0, 2))).not.toThrow();
});

test('rows that are held out by group or time are not those of the split that a data set brings', async () => {
  const dataset = new URL('../../data/files/saved', import.meta.url).pathname;
  const validationOf = async (given: GivenSettings) => (await withOwnValidation(dataset, given)).validation;
  expect(await validationOf({})).toBeDefined();
  expect(await validationOf({ group: 'who' })).toBeUndefined();
  expect(await validationOf({ time: 'day' })).toBeUndefined();
});
