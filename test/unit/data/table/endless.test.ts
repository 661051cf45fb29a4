// Files with endless columns, separators, levels or keys are answered with a sentence, soon and within bounds.

import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { resampledRows } from '../../../../src/data/rows/resample.js';
import { openTable, readRows, type TableOptions } from '../../../../src/data/table/table.js';
import { UserError } from '../../../../src/shared/errors.js';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'endless-'))));
afterEach(() => rmSync(folder, { recursive: true }));

async function read(name: string, content: string, options: TableOptions = {}): Promise<number> {
  const file = join(folder, name);
  writeFileSync(file, content);
  let rows = 0;
  for await (const batch of readRows(await openTable(file, options))) rows += batch.length;
  return rows;
}

async function codeOf(reading: Promise<number>): Promise<string> {
  const error: unknown = await reading.then(
    (rows) => expect.fail(`${rows} rows`),
    (reason: unknown) => reason,
  );
  return error instanceof UserError ? error.code : String(error);
}

describe('a CSV', { timeout: 60_000 }, () => {
  const header = (columns: number) => Array.from({ length: columns }, (_, index) => `c${index}`).join(',');

  test.each(['strict', 'lenient'] as const)('of a million columns is refused (%s)', async (quotes) => {
    const content = `${header(1_000_000)}\n${header(1_000_000)}\n`;
    expect(await codeOf(read('wide.csv', content, { quotes }))).toBe('data.tooManyColumns');
    expect(await codeOf(read('commas.csv', `text,label\na,b\n${','.repeat(1_000_000)}\n`, { quotes }))).toBe(
      'data.tooManyColumns',
    );
  });

  test.each(['strict', 'lenient'] as const)('of 50 million commas is refused (%s)', async (quotes) => {
    expect(await codeOf(read('commas.csv', ','.repeat(50_000_000), { quotes }))).toMatch(
      /^data\.(rowTooLong|tooManyColumns)$/,
    );
  });

  test('of ten thousand columns is read', async () => {
    const row = Array.from({ length: 10_000 }, () => 'x').join(',');
    expect(await read('wide.csv', `${header(10_000)}\n${row}\n`, { header: 'yes' })).toBe(1);
  });

  test('of a million short lines is read', async () => {
    expect(await read('long.csv', `text,label\n${'a,b\n'.repeat(1_000_000)}`, { quotes: 'lenient' })).toBe(1_000_000);
  });
});

describe('JSON Lines', { timeout: 60_000 }, () => {
  const fields = (count: number) => Array.from({ length: count }, (_, index) => `"k${index}":1`).join(',');

  test('with a value within a hundred thousand others name the line', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(await codeOf(read('deep.jsonl', `{"text":"a","label":"b"}\n{"text":${deep}}\n`))).toBe('data.jsonLine');
    const objects = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
    expect(await codeOf(read('deep.jsonl', `{"text":"a"}\n${objects}\n`))).toBe('data.jsonLine');
  });

  test('with a million keys are refused', async () => {
    expect(await codeOf(read('wide.jsonl', `{${fields(1_000_000)}}\n`))).toBe('data.tooManyColumns');
    expect(await codeOf(read('inner.jsonl', `{"a":{"b":{${fields(1_000_000)}}}}\n`))).toBe('data.tooManyColumns');
  });
});

describe('a JSON file', { timeout: 60_000 }, () => {
  const row = '{"text":"a","label":"b"}';
  const nested = (open: string, inner: string, close: string, levels = 1_000_000) =>
    open.repeat(levels) + inner + close.repeat(levels);

  test.each([
    ['arrays', nested('[', '', ']')],
    ['objects in arrays', `[${nested('{"a":', '1', '}')}]`],
    ['arrays in a cell', `[${row},{"text":${nested('[', '', ']')}}]`],
    ['arrays that stay open', '['.repeat(10_000_000)],
  ])('with %s a million deep is refused', async (_, content) => {
    expect(await codeOf(read('deep.json', content))).toBe('data.damaged');
  });

  test.each(['[],', '{},', `${row},`])('of endless values like %s is refused', async (item) => {
    const content = `[${item.repeat(Math.ceil(13_000_000 / item.split(',').length))}${item.slice(0, -1)}]`;
    expect(await codeOf(read('many.json', content))).toBe('data.damaged');
  });

  test('with an enormous text, number or key answers soon', async () => {
    const long = 'a'.repeat(30_000_000);
    expect(await read('text.json', `[${row},{"text":"${long}","label":"b","id":12345678901234567890}]`)).toBe(2);
    expect(await read('number.json', `[${row},{"text":"a","label":${'1'.repeat(10_000_000)}}]`)).toBe(2);
    expect(await read('key.json', `[${row},{"${long}":"b"}]`)).toBe(2);
  });

  test('with more columns than a table has is refused, in rows, in lists and over all rows', async () => {
    const keys = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => `"k${from + index}":1`).join(',');
    for (const content of [
      `[${row},{${keys(0, 30_000)}}]`,
      `[${row},{"a":{${keys(0, 30_000)}}}]`,
      `[${Array.from({ length: 30_000 }, (_, index) => `{${keys(index, 1)}}`).join(',')}]`,
      `[["text","label"],[${'1,'.repeat(30_000)}1]]`,
      `{${Array.from({ length: 30_000 }, (_, index) => `"k${index}":[1]`).join(',')}}`,
      `{"columns":[${'"a",'.repeat(30_000)}"b"],"data":[["a"]]}`,
    ])
      expect(await codeOf(read('wide.json', content))).toBe('data.tooManyColumns');
  });
});

test.each(['zeros', 'zeros.csv', 'zeros.jsonl', 'zeros.txt', 'rows.csv'])(
  'a file %s of terabytes that are not there is refused at once',
  { timeout: 60_000 },
  async (name) => {
    const file = join(folder, name);
    writeFileSync(file, name === 'rows.csv' ? 'text,label\na,b\n' : '');
    truncateSync(file, 2 ** 42);
    const reading = async () => {
      let rows = 0;
      for await (const batch of readRows(await openTable(file))) rows += batch.length;
      return rows;
    };
    expect(await codeOf(reading())).toMatch(/^(data\.notText|machine\.hollow)$/);
  },
);

test('a class of a million rows is repeated', () => {
  const labels = Int32Array.from({ length: 2_000_001 }, (_, row) => (row < 1_000_000 ? 0 : 1));
  const training = Int32Array.from({ length: labels.length }, (_, row) => row);
  expect(resampledRows(labels, training, { seed: 1, epoch: 0 })).toHaveLength(2_000_002);
});
