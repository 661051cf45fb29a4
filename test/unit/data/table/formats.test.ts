// Data in other formats than CSV, written by the usual libraries: the same rows, columns and labels.

import { createHash } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { inspect } from '../../../../src/data/inspect/inspect.js';
import { readDataset } from '../../../../src/data/rows/dataset.js';
import { validationSplitOf } from '../../../../src/data/table/dataFormat.js';
import { openTable, readRowsFrom } from '../../../../src/data/table/table.js';
import { dataFormatNames } from '../../../../src/shared/inspection.js';
import { collect, refusal, take, temporaryFolder } from '../folder.js';
import { examples, given, options, pairs, pass } from './formatKit.js';

const folder = temporaryFolder();

test.each(dataFormatNames)(
  'data in the format %s is recognised, and trained on by its text and label',
  async (format) => {
    const dataset = await readDataset(await examples[format](folder), options);
    expect(dataset.table.format).toBe(format);
    expect(dataset.labels.names).toHaveLength(2);
  },
);

describe('Parquet', () => {
  test.each(['none', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4'])('is read, compressed with %s', async (codec) => {
    const { table, cells, rows, sha256 } = await pass(given(`reviews-${codec}.parquet`));
    expect(table).toMatchObject({ format: 'parquet', header: true, columns: ['id', 'text', 'label', 'score', 'day'] });
    expect(cells).toEqual(
      pairs(0, 40).map(([one, other], row) => [
        String(row),
        one,
        other,
        String(row / 4),
        new Date(Date.UTC(2024, 0, 1 + row)).toISOString().slice(0, 10),
      ]),
    );
    expect(rows.map(({ line }) => line)).toEqual(Array.from({ length: 40 }, (_, row) => row + 1));
    expect(sha256).toBe(
      createHash('sha256')
        .update(readFileSync(given(`reviews-${codec}.parquet`)))
        .digest('hex'),
    );
  });

  test.each(['1.0', '2.0'])(
    'is read in the encodings that few writers use, in pages of version %s',
    async (version) => {
      const { table, cells } = await pass(given(`encodings-${version}.parquet`));
      expect(table.columns).toEqual(['id', 'text', 'label', 'score', 'tags', 'nothing', 'small', 'good', 'code']);
      const column = (name: string) => cells.map((fields) => fields[table.columns.indexOf(name)]);
      expect(column('id')).toEqual(pairs(0, 40).map((_, row) => String(row)));
      expect(column('text')).toEqual(pairs(0, 40).map(([one], row) => (row % 10 === 3 ? '' : one)));
      expect(column('label')).toEqual(pairs(0, 40).map(([, one]) => one));
      expect(column('score')).toEqual(pairs(0, 40).map((_, row) => String(row / 4)));
      expect(column('tags')).toEqual(pairs(0, 40).map((_, row) => (row % 5 === 0 ? '' : ['', 'a', 'a|b'][row % 3])));
      expect(new Set(column('nothing'))).toEqual(new Set(['']));
      expect(column('small')).toEqual(pairs(0, 40).map((_, row) => String(row * row)));
    },
  );

  test('gives empty cells for a column of an unsupported type', async () => {
    const { table, cells } = await pass(given('interval.parquet'));
    expect(table.columns).toEqual(['text', 'label', 'since']);
    expect(cells).toEqual([0, 1, 2].map((row) => [`text ${row}`, String(row % 2), '']));
  });

  test('is trained on like a CSV of the same rows', async () => {
    const dataset = await readDataset(given('reviews-zstd.parquet'), options);
    expect(dataset).toMatchObject({ count: 40, labels: { names: ['负面', '正面'] }, labelCounts: [14, 26] });
    const examples = await collect(dataset.examples());
    expect(examples.map((one) => one.text)).toEqual(pairs(0, 40).map(([one]) => one));
    const inspection = await inspect(given('reviews-zstd.parquet'), options);
    expect(inspection).toMatchObject({
      rows: 40,
      usable: 40,
      labels: [
        { label: '负面', count: 14 },
        { label: '正面', count: 26 },
      ],
    });
  });

  test('is refused when it is damaged anywhere', async () => {
    const bytes = readFileSync(given('reviews-snappy.parquet'));
    for (let at = 4; at < bytes.length; at += 97) {
      const damaged = Buffer.from(bytes);
      damaged.fill(0xff, at, at + 4);
      const file = await folder.write('damaged.parquet', damaged);
      const result = await pass(file).then(
        () => 'read',
        (error: unknown) => error,
      );
      if (result !== 'read') expect(result).toMatchObject({ name: 'UserError' });
    }
    expect(await refusal(openTable(await folder.write('short.parquet', bytes.subarray(0, 900))))).toMatchObject({
      code: 'data.damaged',
    });
  });
});

describe('a Hugging Face dataset', () => {
  test('is read as save_to_disk wrote it, with the names of its classes', async () => {
    const { table, cells } = await pass(given('one-split'));
    expect(table).toMatchObject({ format: 'arrow', columns: ['text', 'label'] });
    expect(cells).toEqual(pairs(0, 40));
    expect(await validationSplitOf(given('one-split'))).toBeNull();
  });

  test.each(['saved', 'hub'])('is read with its splits (%s)', async (name) => {
    expect((await pass(given(name))).cells).toEqual(pairs(0, 24));
    expect((await pass(given(`${name}/train`))).cells).toEqual(pairs(0, 24));
    expect((await pass(given(`${name}/test`))).cells).toEqual(pairs(32, 40));
    const validation = await validationSplitOf(given(name));
    expect(validation).toBe(given(`${name}/validation`));
    expect((await pass(validation!)).cells).toEqual(pairs(24, 32));
    expect((await refusal(openTable(given(`${name}/other`)))).code).toBe('data.notFound');
  });

  test('is refused when it names files outside its folder', async () => {
    cpSync(given('one-split'), folder.path('outside'), { recursive: true });
    writeFileSync(folder.path('outside/state.json'), JSON.stringify({ _data_files: [{ filename: '../one.arrow' }] }));
    expect((await refusal(openTable(folder.path('outside')))).code).toBe('data.damaged');
  });

  test('is refused when an Arrow file is damaged', async () => {
    cpSync(given('one-split'), folder.path('broken'), { recursive: true });
    const file = folder.path('broken/data-00000-of-00002.arrow');
    const bytes = readFileSync(file);
    for (let at = 0; at < bytes.length; at += 29) {
      const damaged = Buffer.from(bytes);
      damaged.fill(0x7f, at, at + 4);
      writeFileSync(file, damaged);
      const result = await pass(folder.path('broken')).then(
        () => 'read',
        (error: unknown) => error,
      );
      if (result !== 'read') expect(result).toMatchObject({ name: 'UserError' });
    }
    writeFileSync(file, bytes.subarray(0, 700));
    expect((await refusal(pass(folder.path('broken')))).code).toBe('data.damaged');
  });

  test('is refused when the type of a column does not fit its values', async () => {
    cpSync(given('one-split'), folder.path('typed'), { recursive: true });
    const file = folder.path('typed/data-00000-of-00002.arrow');
    const bytes = readFileSync(file);
    const schema = bytes.subarray(0, 8 + bytes.readInt32LE(4));
    // Arrow's numbers of types: 5 is a text, 7 a decimal number.
    const codes: string[] = [];
    for (let at = schema.indexOf(5); at !== -1; at = schema.indexOf(5, at + 1)) {
      const changed = Buffer.from(bytes);
      changed[at] = 7;
      writeFileSync(file, changed);
      codes.push(
        await pass(folder.path('typed')).then(
          () => 'read',
          (error: unknown) => (error as { code: string }).code,
        ),
      );
    }
    expect(codes).toContain('data.damaged');
    expect(codes.filter((code) => code !== 'read' && code !== 'data.damaged')).toEqual([]);
  });
});

test.each(['reviews-none.parquet', 'one-split', 'reviews.xlsx'])(
  'every row of %s is found by its index',
  async (name) => {
    const { table, index, rows } = await pass(given(name));
    expect(index.rows).toBe(rows.length + table.headerRows);
    for (let first = 0; first < rows.length; first += 5)
      expect(await take(readRowsFrom(table, index, first), 3)).toEqual(rows.slice(first, first + 3));
  },
);
