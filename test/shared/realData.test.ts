// Real CSV files, read as Python's csv module reads them.

import { expect, test } from 'vitest';

import { inspect } from '../../src/data/inspect/inspect.js';
import { readDataset } from '../../src/data/rows/dataset.js';
import { describeWithShared, sharedPath } from '../support/shared.js';

/** Rows, characters of the texts and repetitions as counted by Python: csv.reader, len, a dictionary. */
const files = [
  {
    file: 'waimai_10k.csv',
    text: 'review',
    label: 'label',
    reason: 'name',
    labels: [7987, 4000],
    rows: 11987,
    usable: 11987,
    characters: 300257,
    duplicates: 0,
    conflicts: 7,
  },
  {
    file: 'ChnSentiCorp_htl_all.csv',
    text: 'review',
    label: 'label',
    reason: 'name',
    labels: [2443, 5322],
    rows: 7766,
    usable: 7765,
    characters: 997947,
    duplicates: 0,
    conflicts: 0,
  },
  {
    file: 'ag_news_test.csv',
    text: '3',
    label: '1',
    reason: 'content',
    labels: [1900, 1900, 1900, 1900],
    rows: 7600,
    usable: 7600,
    characters: 1462301,
    duplicates: 6,
    conflicts: 0,
  },
];
const options = { task: 'single-label', labelSeparator: '|', mergeLabels: false, seed: 42 } as const;

for (const { file, text, label, reason, labels, rows, usable, characters, duplicates, conflicts } of files) {
  describeWithShared(file, [`data/${file}`], () => {
    const path = sharedPath(`data/${file}`);

    test('is read with the right columns, every row and every character', async () => {
      const dataset = await readDataset(path, options);
      expect(dataset.columns).toMatchObject({
        text: { name: text, reason },
        label: { name: label, reason },
        pair: undefined,
      });
      expect(dataset).toMatchObject({ count: usable, totalRows: rows, labelCounts: labels });
      let read = 0;
      for await (const batch of dataset.examples())
        for (const example of batch) read += Array.from(example.text).length;
      expect(read).toBe(characters);
    });

    test('is reported with its repeated rows', async () => {
      const { problems, lengths } = await inspect(path, options);
      const count = (code: string) => problems.find(({ notice }) => notice.code === code)?.count ?? 0;
      expect([count('data.duplicateRow'), count('data.conflictingLabel')]).toEqual([duplicates, conflicts]);
      expect(lengths.mean * usable).toBeCloseTo(characters, 3);
    });
  });
}
