// Files that were put together from several have the names of the columns again between their rows.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { readDataset } from '../../../../src/data/rows/dataset.js';

const usual = { task: 'single-label', labelSeparator: null, mergeLabels: false, seed: 1 } as const;

function read(content: string) {
  const file = join(mkdtempSync(join(tmpdir(), 'names-')), 'rows.csv');
  writeFileSync(file, content);
  return readDataset(file, usual);
}

test('names that come again are no title and no row, and are told of', async () => {
  const part = 'text,label\nThe room was clean,pos\nStaff was rude,neg\nLovely view,pos\n';
  const { lines, labels, problems } = await read(part + part.replaceAll('The', 'Our') + part);
  expect([...lines]).toEqual([2, 3, 4, 6, 7, 8, 10, 11, 12]);
  expect(labels.names).toEqual(['neg', 'pos']);
  expect(problems[0]).toMatchObject({ notice: { code: 'data.repeatedNames' }, count: 2, lines: [5, 9] });
});

test('rows without names that come again stay rows', async () => {
  const { lines, labels } = await read('so good,a\nso bad,b\nso good,a\nnot bad,b\nnot good,a\n');
  expect([...lines]).toEqual([1, 2, 3, 4, 5]);
  expect(labels.names).toEqual(['a', 'b']);
});
