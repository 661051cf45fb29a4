// Which format a file is in, told by the one table of formats; the documents name every ending.

import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { dataEndings } from '../../../src/shared/ids.js';
import { formatOf } from '../../../src/shared/inspection.js';

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
