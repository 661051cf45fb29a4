// Which format a file is in, told by the one table of formats; the documents name every ending.

import { readFileSync } from 'node:fs';
import { extname } from 'node:path';

import { expect, test } from 'vitest';

import { targets } from '../../../scripts/fuzz/targets.js';
import { dataEndings } from '../../../src/shared/ids.js';
import { dataFormatNames, formatEntry, formatOf } from '../../../src/shared/inspection.js';

test.each([
  ['text,label', 'csv', 'csv'],
  ['text\tlabel', 'tsv', 'csv'],
  ['{"text": "a"}', 'jsonl', 'jsonl'],
  ['{"text": "a"}', 'ndjson', 'jsonl'],
  ['PAR1', 'parquet', 'parquet'],
  ['PAR1', 'csv', 'parquet'],
  ['ARROW1', 'csv', 'arrow'],
  ['\xff\xff\xff\xff', 'arrow', 'arrow'],
  ['PK\x03\x04', 'xlsx', 'xlsx'],
  ['PK\x03\x04', 'xlsm', 'xlsx'],
  ['PK\x03\x04', 'csv', 'csv'],
  ['text,label', 'xlsx', null],
  ['text,label', 'txt', null],
])('a file that begins with %j and ends in .%s is told to be %s', (start, ending, format) =>
  expect(formatOf(start, ending)).toBe(format),
);

test.each(dataEndings)('.%s is in the guide to data formats', (ending) => {
  const guide = readFileSync(new URL('../../../docs/data-formats.md', import.meta.url), 'utf8');
  expect(guide).toContain(`\`.${ending}\``);
});

test.each(dataFormatNames.filter((format) => formatEntry(format).endings.length > 0))(
  'damaged files of the format %s are tried by npm run fuzz',
  (format) => {
    const tried = Object.values(targets).map(({ file }) => extname(file).slice(1));
    expect(formatEntry(format).endings.filter((ending) => tried.includes(ending))).not.toEqual([]);
  },
);
