// CSV files of the kinds that people have, read as Python's csv module reads them.

import { readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';
import { z } from 'zod';

import { inspect } from '../../src/data/inspect/inspect.js';
import { readDataset } from '../../src/data/rows/dataset.js';
import { fixturePath } from '../support/fixtures.js';

/** Rows, characters of the texts and repetitions as counted by Python: csv.reader, len, a dictionary. */
const counts = z
  .record(
    z.string(),
    z.object({
      rows: z.number(),
      usable: z.number(),
      labels: z.array(z.number()),
      characters: z.number(),
      duplicates: z.number(),
      conflicts: z.number(),
    }),
  )
  .parse(JSON.parse(readFileSync(fixturePath('data/counts.json'), 'utf8')));

const files = [
  { file: 'takeaway.csv', text: 'review', label: 'label', reason: 'name' },
  { file: 'hotels.csv', text: 'review', label: 'label', reason: 'name' },
  { file: 'news.csv', text: '3', label: '1', reason: 'content' },
];
const options = { task: 'single-label', labelSeparator: '|', mergeLabels: false, seed: 42 } as const;

describe.each(files)('$file', ({ file, text, label, reason }) => {
  const path = fixturePath(`data/${file}`);
  const counted = counts[file]!;

  test('is read with the right columns, every row and every character', async () => {
    const dataset = await readDataset(path, options);
    expect(dataset.columns).toMatchObject({
      text: { name: text, reason },
      label: { name: label, reason },
      pair: undefined,
    });
    const { usable, rows, labels, characters } = counted;
    expect(dataset).toMatchObject({ count: usable, totalRows: rows, labelCounts: labels });
    let read = 0;
    for await (const batch of dataset.examples()) for (const example of batch) read += Array.from(example.text).length;
    expect(read).toBe(characters);
  });

  test('is reported with its repeated rows', async () => {
    const { problems, lengths } = await inspect(path, options);
    const count = (code: string) => problems.find(({ notice }) => notice.code === code)?.count ?? 0;
    const { duplicates, conflicts, characters, usable } = counted;
    expect([count('data.duplicateRow'), count('data.conflictingLabel')]).toEqual([duplicates, conflicts]);
    expect(lengths.mean * usable).toBeCloseTo(characters, 3);
  });
});
