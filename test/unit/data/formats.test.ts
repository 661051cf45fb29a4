// Data that is no CSV, as the libraries write it that people use: the same rows, columns and labels come out.

import { createHash } from 'node:crypto';
import { copyFileSync, cpSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { strToU8, zipSync } from 'fflate';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';

import { inspect } from '../../../src/data/inspect/inspect.js';
import { readDataset } from '../../../src/data/rows/dataset.js';
import { RowIndex } from '../../../src/data/source/rowIndex.js';
import { findColumn } from '../../../src/data/rows/columns.js';
import { addColumns } from '../../../src/data/table/addColumns.js';
import { validationSplitOf } from '../../../src/data/table/dataFormat.js';
import { checkUnchanged, openTable, readRows, readRowsFrom, type TableOptions } from '../../../src/data/table/table.js';
import { notice } from '../../../src/shared/notices.js';
import { collect, refusal, take, temporaryFolder } from './folder.js';

const folder = temporaryFolder();
const filesFolder = fileURLToPath(new URL('files', import.meta.url));
const given = (name: string) => join(filesFolder, name);
const options = { task: 'single-label', labelSeparator: '|', mergeLabels: false, seed: 1 } as const;

/** What make.py wrote. */
const text = (row: number) =>
  `第 ${row} 条评论，味道${row % 3 === 0 ? '不好' : '很好'}${row % 7 === 0 ? '\n第二行' : ''}`;
const label = (row: number) => (row % 3 === 0 ? '负面' : '正面');
const pairs = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => [text(from + index), label(from + index)]);

async function pass(file: string, given_: TableOptions = {}) {
  const [table, index, hash] = [await openTable(file, given_), new RowIndex(), createHash('sha256')];
  const rows = await collect(readRows(table, hash, index));
  return { table, index, rows, cells: rows.map(({ fields }) => fields), sha256: hash.digest('hex') };
}

describe('Parquet', () => {
  it.each(['none', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4'])('is read, compressed with %s', async (codec) => {
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

  it.each(['1.0', '2.0'])('is read in the encodings that few writers use, in pages of version %s', async (version) => {
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
  });

  it('has a column of a type that is not read empty', async () => {
    const { table, cells } = await pass(given('interval.parquet'));
    expect(table.columns).toEqual(['text', 'label', 'since']);
    expect(cells).toEqual([0, 1, 2].map((row) => [`text ${row}`, String(row % 2), '']));
  });

  it('is learned from as a CSV of the same rows is', async () => {
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

  it('that is damaged anywhere is refused, never a crash', async () => {
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
  it('is read as save_to_disk wrote it, its classes by their names', async () => {
    const { table, cells } = await pass(given('one-split'));
    expect(table).toMatchObject({ format: 'arrow', columns: ['text', 'label'] });
    expect(cells).toEqual(pairs(0, 40));
    expect(await validationSplitOf(given('one-split'))).toBeNull();
  });

  it.each(['saved', 'hub'])('has its splits: %s', async (name) => {
    expect((await pass(given(name))).cells).toEqual(pairs(0, 24));
    expect((await pass(given(`${name}/train`))).cells).toEqual(pairs(0, 24));
    expect((await pass(given(`${name}/test`))).cells).toEqual(pairs(32, 40));
    const validation = await validationSplitOf(given(name));
    expect(validation).toBe(given(`${name}/validation`));
    expect((await pass(validation!)).cells).toEqual(pairs(24, 32));
    expect((await refusal(openTable(given(`${name}/other`)))).code).toBe('data.notFound');
  });

  it('that names files outside of itself is refused', async () => {
    cpSync(given('one-split'), folder.path('outside'), { recursive: true });
    writeFileSync(folder.path('outside/state.json'), JSON.stringify({ _data_files: [{ filename: '../one.arrow' }] }));
    expect((await refusal(openTable(folder.path('outside')))).code).toBe('data.damaged');
  });

  it('with a damaged Arrow file is refused, never a crash', async () => {
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

  it('with a column of another type than its values is refused', async () => {
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

describe('an Excel workbook', () => {
  it('gives its first sheet: dates, times, numbers and switches as text, rows by their numbers', async () => {
    const { table, cells, rows } = await pass(given('reviews.xlsx'));
    expect(table).toMatchObject({
      format: 'xlsx',
      header: true,
      columns: ['评论内容', '情感标签', '日期', '时间', '评分', '好评'],
    });
    expect(cells.slice(0, 6)).toEqual(
      pairs(0, 6).map(([one, other], row) => [
        one,
        other,
        `2024-03-0${row + 1}`,
        `2024-03-01 08:30:${15 + row}`,
        (4.4 + row / 10).toFixed(1),
        row % 3 === 0 ? 'FALSE' : 'TRUE',
      ]),
    );
    expect(rows.slice(6).map(({ line }) => line)).toEqual([9, 12]);
    expect(cells[6]).toEqual(['只有文本', '', '', '', '', '']);
    expect(cells[7]).toEqual(['  带空格  ', '', '13:05:00', '', '', '']);
    expect(rows[0]!.line).toBe(2);
  });

  it('without a header has numbered columns', async () => {
    expect((await pass(given('reviews.xlsx'), { header: 'no' })).table.columns).toEqual(['1', '2', '3', '4', '5', '6']);
  });

  it('with an empty cover and a hidden sheet before its data gives the data, and says so', async () => {
    const sheet = (cells: readonly string[]) =>
      `<worksheet><sheetData>${cells.map((cell, row) => `<row r="${row + 1}"><c t="inlineStr"><is><t>${cell}</t></is></c></row>`).join('')}</sheetData></worksheet>`;
    const parts = {
      'xl/workbook.xml':
        '<workbook xmlns:r="r"><sheets><sheet name="cover" r:id="a"/><sheet name="lists" state="hidden" r:id="b"/><sheet name="数据" r:id="c"/><sheet name="more" r:id="d"/></sheets></workbook>',
      'xl/_rels/workbook.xml.rels': `<Relationships>${['a', 'b', 'c', 'd'].map((id) => `<Relationship Id="${id}" Target="${id}.xml"/>`).join('')}</Relationships>`,
      'xl/a.xml': sheet([]),
      'xl/b.xml': sheet(['hidden']),
      'xl/c.xml': sheet(['text', 'fine', 'dull']),
      'xl/d.xml': sheet(['other']),
    };
    const { table, cells } = await pass(
      await folder.write(
        'cover.xlsx',
        zipSync(Object.fromEntries(Object.entries(parts).map(([name, content]) => [name, strToU8(content)]))),
      ),
    );
    expect(cells).toEqual([['fine'], ['dull']]);
    expect(table.notices).toEqual([notice('data.sheet', { sheets: 3, sheet: '"数据"' })]);
  });

  it('that unpacks to endless text is refused', async () => {
    const sheet = `<worksheet><sheetData><row r="1"><c t="inlineStr"><is><t>${'a'.repeat(80 << 20)}</t></is></c></row></sheetData></worksheet>`;
    const parts = {
      'xl/workbook.xml': '<workbook xmlns:r="r"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>',
      'xl/_rels/workbook.xml.rels': '<Relationships><Relationship Id="rId1" Target="/xl/sheet.xml"/></Relationships>',
      'xl/sheet.xml': sheet,
    };
    const file = await folder.write(
      'bomb.xlsx',
      zipSync(Object.fromEntries(Object.entries(parts).map(([name, content]) => [name, strToU8(content)]))),
    );
    expect((await refusal(openTable(file))).code).toBe('data.damaged');
  });

  it('that is damaged is refused', async () => {
    const bytes = readFileSync(given('reviews.xlsx'));
    for (let at = 30; at < bytes.length; at += 61) {
      const damaged = Buffer.from(bytes);
      damaged.fill(0xff, at, at + 3);
      const result = await pass(await folder.write('damaged.xlsx', damaged)).then(
        () => 'read',
        (error: unknown) => error,
      );
      if (result !== 'read') expect(result).toMatchObject({ name: 'UserError' });
    }
    expect((await refusal(openTable(await folder.write('short.xlsx', bytes.subarray(0, 2000))))).code).toBe(
      'data.damaged',
    );
  });

  it('is copied with a prediction as a CSV that Excel opens', async () => {
    const parts: Buffer[] = [];
    const table = await openTable(given('reviews.xlsx'));
    const sink = { write: async (bytes: Uint8Array) => void parts.push(Buffer.from(bytes)) };
    await addColumns(table, sink, {
      ...{ out: 'copy.csv', names: ['prediction'], numeric: () => false, text: findColumn(table, table.columns[0]!) },
      compute: async (texts) => texts.map(() => ['x']),
    });
    const written = await pass(await folder.write('copy.csv', Buffer.concat(parts)));
    expect(written.table.bomBytes).toBe(3);
    expect(written.cells[1]).toEqual([text(1), '正面', '2024-03-02', '2024-03-01 08:30:16', '4.5', 'TRUE', 'x']);
  });
});

describe('JSON Lines', () => {
  const lines = Array.from({ length: 3000 }, (_, row) =>
    JSON.stringify({
      id: row,
      text: text(row),
      ...(row % 10 === 0 ? {} : { label: label(row) }),
      tags: ['a', 'b'],
      none: null,
      分: { x: 1 },
    }),
  );

  it('is what most .json files are; one that is a single value is read as a whole', async () => {
    const { table, cells } = await pass(
      await folder.write('train.json', '{"text":"a, b","label":"x"}\n{"text":"c","label":"y"}\n'),
    );
    expect(table.format).toBe('jsonl');
    expect(cells).toEqual([
      ['a, b', 'x'],
      ['c', 'y'],
    ]);
    for (const value of ['[{"text":"a"},\n{"text":"b"}]', '{"data":[{"text":"a"}]}'])
      expect(await openTable(await folder.write('value.json', value))).toMatchObject({
        format: 'json',
        columns: ['text'],
      });
    const empty = await folder.write('value.json', '{\n "data": []\n}');
    expect((await refusal(openTable(empty))).code).toBe('data.jsonValue');
  });

  it.each(['utf-8', 'gb18030', 'utf-16le'])('has a row a line, in %s', async (encoding) => {
    const content = iconv.encode(`${lines.slice(0, 5).join('\n')}\n\n${lines.slice(5).join('\r\n')}`, encoding, {
      addBOM: true,
    });
    const { table, cells, rows, index } = await pass(await folder.write('a.jsonl', content));
    expect(table).toMatchObject({
      format: 'jsonl',
      encoding,
      columns: ['id', 'text', 'tags', 'none', '分.x', 'label'],
    });
    expect(cells[1]).toEqual(['1', text(1), 'a|b', '', '1', '正面']);
    expect(cells[0]![5]).toBe('');
    expect(rows.map(({ line }) => line)).toEqual(lines.map((_, row) => (row < 5 ? row + 1 : row + 2)));
    for (const first of [0, 4, 5, 1500, 2990])
      expect(await take(readRowsFrom(table, index, first), 8)).toEqual(rows.slice(first, first + 8));
  });

  it('joins a list as the labels of one row', async () => {
    const dataset = await readDataset(
      await folder.write(
        'b.jsonl',
        '{"text":"好","labels":["x","y"]}\n{"text":"坏","labels":["y"]}\n{"text":"无","labels":[]}',
      ),
      { ...options, task: 'multi-label', labelSeparator: ';' },
    );
    expect(dataset.labels.names).toEqual(['x', 'y']);
    expect(dataset.labelCounts).toEqual([1, 2]);
  });

  it.each(['{"text": "cut', '[1,2]', '"text"', 'null', 'text,label'])(
    'says which line is no object: %s',
    async (line) => {
      expect(await refusal(pass(await folder.write('c.jsonl', `{"text":"a"}\n\n${line}\n{"text":"b"}`)))).toMatchObject(
        { code: 'data.jsonLine', values: { line: 3 } },
      );
    },
  );

  it('that holds nothing says so', async () => {
    for (const nothing of ['\n\n', '{}\n{}'])
      expect((await refusal(openTable(await folder.write('d.jsonl', nothing)))).code).toBe('data.empty');
  });
});

describe('a folder of texts for each class', () => {
  function writeClasses(name: string, encoding: string) {
    for (const one of ['正面', '负面']) {
      mkdirSync(folder.path(join(name, one)), { recursive: true });
      for (let row = 0; row < 300; row++)
        writeFileSync(
          folder.path(join(name, one, `${String(row).padStart(3, '0')}.txt`)),
          iconv.encode(`${one}的第 ${row} 篇评论，味道还不错\n`, encoding),
        );
    }
    writeFileSync(folder.path(join(name, 'readme.md')), 'x');
    mkdirSync(folder.path(join(name, '.git')), { recursive: true });
    return folder.path(name);
  }

  it.each(['utf-8', 'gb18030'])('is a table of texts, labels and files, in %s', async (encoding) => {
    const { table, rows, index, cells } = await pass(writeClasses(`classes-${encoding}`, encoding));
    expect(table).toMatchObject({ format: 'texts', columns: ['text', 'label', 'file'] });
    expect(cells).toHaveLength(600);
    expect(cells[301]).toEqual(['负面的第 1 篇评论，味道还不错', '负面', '负面/001.txt']);
    expect(await take(readRowsFrom(table, index, 298), 4)).toEqual(rows.slice(298, 302));
    expect((await readDataset(folder.path(`classes-${encoding}`), options)).labelCounts).toEqual([300, 300]);
  });

  it('notices a file that comes and one that is changed', async () => {
    const path = writeClasses('changing', 'utf-8');
    const table = await openTable(path);
    await checkUnchanged(table);
    writeFileSync(join(path, '负面', '001.txt'), 'longer than it was before, and in another language');
    expect((await refusal(collect(readRows(table)))).code).toBe('data.changed');
    copyFileSync(join(path, '负面', '002.txt'), join(path, '负面', 'new.txt'));
    utimesSync(join(path, '负面'), new Date(), new Date(Date.now() + 5000));
    expect((await refusal(checkUnchanged(table))).code).toBe('data.changed');
  });
});

it.each(['reviews-none.parquet', 'one-split', 'reviews.xlsx'])('any row of %s is found again', async (name) => {
  const { table, index, rows } = await pass(given(name));
  expect(index.rows).toBe(rows.length + table.headerRows);
  for (let first = 0; first < rows.length; first += 5)
    expect(await take(readRowsFrom(table, index, first), 3)).toEqual(rows.slice(first, first + 3));
});
