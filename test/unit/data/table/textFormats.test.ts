// JSON Lines, and folders of texts for each class, as data.

import { copyFileSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';

import { readDataset } from '../../../../src/data/rows/dataset.js';
import { checkUnchanged, openTable, readRows, readRowsFrom } from '../../../../src/data/table/table.js';
import { collect, refusal, take, temporaryFolder } from '../folder.js';
import { label, options, pass, text } from './formatKit.js';

const folder = temporaryFolder();

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

  test('are read from a .json file, and a single JSON value is read as a whole', async () => {
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

  test.each(['utf-8', 'gb18030', 'utf-16le'])('have one row a line (%s)', async (encoding) => {
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

  test('read a list as several labels of a row', async () => {
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

  test.each(['{"text": "cut', '[1,2]', '"text"', 'null', 'text,label'])(
    'are refused with the line that is not an object: %s',
    async (line) => {
      expect(await refusal(pass(await folder.write('c.jsonl', `{"text":"a"}\n\n${line}\n{"text":"b"}`)))).toMatchObject(
        { code: 'data.jsonLine', values: { line: 3 } },
      );
    },
  );

  test('are refused when they hold nothing', async () => {
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

  test.each(['utf-8', 'gb18030'])('is read as a table of texts, labels and files (%s)', async (encoding) => {
    const { table, rows, index, cells } = await pass(writeClasses(`classes-${encoding}`, encoding));
    expect(table).toMatchObject({ format: 'texts', columns: ['text', 'label', 'file'] });
    expect(cells).toHaveLength(600);
    expect(cells[301]).toEqual(['负面的第 1 篇评论，味道还不错', '负面', '负面/001.txt']);
    expect(await take(readRowsFrom(table, index, 298), 4)).toEqual(rows.slice(298, 302));
    expect((await readDataset(folder.path(`classes-${encoding}`), options)).labelCounts).toEqual([300, 300]);
  });

  test('reports a new and a changed file', async () => {
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
