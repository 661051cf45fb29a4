// Lenient quotes: a file that strict reading accepts is read the same, and an open quote is text.

import { describe, expect, test } from 'vitest';

import { createRandom } from '../../../../src/base/random.js';
import { inspect } from '../../../../src/data/inspect/inspect.js';
import { type Row } from '../../../../src/data/source/row.js';
import { RowIndex } from '../../../../src/data/source/rowIndex.js';
import { openTable, readRows, readRowsFrom } from '../../../../src/data/table/table.js';
import { LenientParser } from '../../../../src/data/text/lenientRecords.js';
import { RecordParser } from '../../../../src/data/text/records.js';
import { type RowParser } from '../../../../src/data/text/rowParser.js';
import { isUserError } from '../../../../src/shared/errors.js';
import { collect, refusal, temporaryFolder } from '../folder.js';

const folder = temporaryFolder();
const unix = ['\n', '\r\n'];

async function feed(parser: RowParser, text: string, pieceBytes: number): Promise<Row[]> {
  const rows: Row[] = [];
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; from += pieceBytes)
    rows.push(...(await parser.write(bytes.subarray(from, from + pieceBytes))));
  return [...rows, ...(await parser.end())];
}

const lenient = (text: string, pieceBytes = 7, rowEnds = unix) =>
  feed(new LenientParser('a.csv', { delimiter: ',', rowEnds }), text, pieceBytes);
const fields = async (...args: Parameters<typeof lenient>) => (await lenient(...args)).map((row) => row.fields);

describe('an open quote', () => {
  test.each([
    [
      'before more rows',
      '"never closed,0\nfine,1\nbad,0\n',
      [
        ['"never closed', '0'],
        ['fine', '1'],
        ['bad', '0'],
      ],
    ],
    [
      'before a quoted text',
      '"never closed,0\n"good, really",1\nbad,0\n',
      [
        ['"never closed', '0'],
        ['good, really', '1'],
        ['bad', '0'],
      ],
    ],
    [
      'before a quotation in a text',
      '"open,0\nhe said "yes" to me,1\n',
      [
        ['"open', '0'],
        ['he said "yes" to me', '1'],
      ],
    ],
    [
      'on the last line',
      'fine,1\n"open,0',
      [
        ['fine', '1'],
        ['"open', '0'],
      ],
    ],
    [
      'in the last column',
      'fine,"open\nbad,0\n',
      [
        ['fine', '"open'],
        ['bad', '0'],
      ],
    ],
    [
      'behind another',
      '"one,1\n"two,2\n"three,3\n',
      [
        ['"one', '1'],
        ['"two', '2'],
        ['"three', '3'],
      ],
    ],
    [
      'before doubled quotes',
      '"a ""word"" too,1\nb,0\n',
      [
        ['"a ""word"" too', '1'],
        ['b', '0'],
      ],
    ],
    [
      'on a line that ends in CRLF',
      '"open,0\r\n"good",1\r\n',
      [
        ['"open', '0'],
        ['good', '1'],
      ],
    ],
    [
      'alone',
      '",1\nb,0\n',
      [
        ['"', '1'],
        ['b', '0'],
      ],
    ],
    [
      'in Chinese',
      '"很好，味道不错,正面\n“太慢了”,负面\n"又来",正面\n',
      [
        ['"很好，味道不错', '正面'],
        ['“太慢了”', '负面'],
        ['又来', '正面'],
      ],
    ],
  ])('is text and leaves the rows after it intact, wherever the pieces are cut (%s)', async (_, text, expected) => {
    for (let size = 1; size < 40; size++) {
      const rows = await lenient(text, size);
      expect(rows.map((row) => row.fields)).toEqual(expected);
      expect(rows.map((row) => row.line)).toEqual(expected.map((__, index) => index + 1));
    }
  });

  test('is told apart from a properly quoted text', async () => {
    const rows = await lenient('"open,0\n"two\nlines",1\n5" screen,0\n"Fine" film,1\n');
    expect(rows.map(({ hasOpenQuote = false }) => hasOpenQuote)).toEqual([true, false, false, false]);
    expect(rows.map(({ line }) => line)).toEqual([1, 2, 4, 5]);
  });

  test('splits a text over several lines into rows when its closing quote does not end the column', async () => {
    expect(await fields('"one\ntwo" and more,1\nb,0\n')).toEqual([['"one'], ['two" and more', '1'], ['b', '0']]);
  });
});

/** Rows of cells that hold what matters, some quoted as they should be, some broken. */
function messyText(seed: number, rowEnd: string): string {
  const random = createRandom(seed, 7, 7);
  const pick = <Item>(items: readonly Item[]) => items[random.integer(items.length)]!;
  const cell = () =>
    Array.from({ length: random.integer(5) }, () => pick(['a', '好', ' ', '"', '""', ',', rowEnd, '\r', 'b"'])).join(
      '',
    );
  const written = () => pick([() => `"${cell().replaceAll('"', '""')}"`, () => cell().replace(/[,\r\n]/g, ''), cell])();
  return Array.from({ length: 1 + random.integer(6) }, () => [written(), written()].join(',')).join(rowEnd);
}

test('a file that strict reading accepts is read the same', async () => {
  let accepted = 0;
  for (let seed = 0; seed < 6000; seed++) {
    const [rowEnd, rowEnds] =
      seed % 3 === 0 ? ['\r\n', ['\r\n', '\n']] : seed % 3 === 1 ? ['\n', unix] : ['\r', ['\r', '\r\n', '\n']];
    const text = messyText(seed, rowEnd);
    const strict = await feed(new RecordParser('a.csv', { delimiter: ',', rowEnds }), text, 1 << 20).catch(
      (error: unknown) => {
        if (!isUserError(error)) throw error;
        return null;
      },
    );
    const whole = await lenient(text, 1 << 20, rowEnds);
    expect(await lenient(text, 1 + (seed % 9), rowEnds), JSON.stringify(text)).toEqual(whole);
    if (strict === null) continue;
    accepted += 1;
    expect(
      whole.map(({ line, fields: cells }) => ({ line, fields: cells })),
      JSON.stringify(text),
    ).toEqual(strict);
  }
  expect(accepted).toBeGreaterThan(1500);
});

describe('a large file', () => {
  const megabyte = Buffer.alloc(1 << 20, 'some text, 1\n');

  test('with a single open quote is read in limited memory', async () => {
    const parser = new LenientParser('a.csv', { delimiter: ',', rowEnds: unix });
    expect(await parser.write(Buffer.from('x,1\n"open,2\n'))).toHaveLength(1);
    let rows = 1;
    let most = 0;
    let waited = 0;
    for (let count = 0; count < 24; count++) {
      const found = await parser.write(megabyte);
      rows += found.length;
      if (found.length === 0) waited += 1;
      most = Math.max(most, found.length);
    }
    rows += (await parser.end()).length;
    // The quote is waited for as long as a row may be, and what came meanwhile follows at once.
    expect(rows).toBe(2 + 24 * megabyte.filter((byte) => byte === 0x0a).length + 1);
    expect(waited).toBeLessThan(17);
    expect(most).toBeLessThan(19 * 80_660);
  });

  test('with a row over 16 MB is refused', async () => {
    const parser = new LenientParser('a.csv', { delimiter: ',', rowEnds: unix });
    const more = async () => {
      for (let count = 0; count < 18; count++) await parser.write(Buffer.alloc(1 << 20, 'x'));
    };
    expect(await refusal(more())).toEqual({
      code: 'data.rowTooLong',
      values: { file: 'a.csv', line: 1, megabytes: 16 },
    });
  });

  test('with an open quote in every row is read about as fast as one without', async () => {
    const time = async (row: string) => {
      const parser = new LenientParser('a.csv', { delimiter: ',', rowEnds: unix });
      const piece = Buffer.alloc(1 << 20, row);
      const before = performance.now();
      for (let count = 0; count < 3; count++) await parser.write(piece);
      await parser.end();
      return performance.now() - before;
    };
    await time('"a,1\n');
    const plain = await time('ab,1\n');
    const open = await time('"a,1\n');
    const doubled = await time('"""a""",\n""""b,\n');
    expect(Math.max(open, doubled)).toBeLessThan(6 * plain + 500);
  });
});

describe('a file with open quotes', () => {
  const reviews =
    '评论内容,情感标签\n"味道不错，很新鲜,正面\n太慢了，"还"凉了,负面\n"分量足\n，下次再来",正面\n"送错了,负面\n好吃,正面\n';

  test('keeps all its rows, and the lines with open quotes are reported', async () => {
    const file = await folder.write('open.csv', reviews);
    const options = { task: 'single-label', labelSeparator: '|', mergeLabels: false } as const;
    expect((await refusal(inspect(file, options))).code).toBe('data.unbalancedQuote');
    const { rows, usable, problems } = await inspect(file, { ...options, quotes: 'lenient' });
    expect([rows, usable]).toEqual([5, 5]);
    expect(problems.find(({ notice }) => notice.code === 'data.openQuote')).toMatchObject({ count: 2, lines: [2, 6] });
  });

  test('is read the same in GBK, with a byte order mark and with old line ends', async () => {
    for (const [encoding, mark, rowEnd] of [
      ['utf-8', true, '\n'],
      ['gbk', false, '\r\n'],
      ['utf-16le', true, '\n'],
      ['utf-8', false, '\r'],
    ] as const) {
      const file = await folder.write('other.csv', reviews.replaceAll('\n', rowEnd), encoding, mark);
      const rows = (await collect(readRows(await openTable(file, { quotes: 'lenient' })))).map((row) => row.fields);
      expect(rows).toEqual([
        ['"味道不错，很新鲜', '正面'],
        ['太慢了，"还"凉了', '负面'],
        [`分量足${rowEnd}，下次再来`, '正面'],
        ['"送错了', '负面'],
        ['好吃', '正面'],
      ]);
    }
    // Its first line opens one: nothing outside quotes says how rows end.
    expect(
      (await openTable(await folder.write('first.csv', '"text,label\rgood,1\rbad,0\r'), { quotes: 'lenient' })).columns,
    ).toEqual(['"text', 'label']);
  });

  test('has the same rows when it is read from the middle', async () => {
    const text = Array.from({ length: 4000 }, (_, row) =>
      row % 7 === 0 ? `"open ${row},0` : row % 5 === 0 ? `"quoted, ${row}\nmore",1` : `plain ${row},1`,
    ).join('\n');
    const table = await openTable(await folder.write('many.csv', `text,label\n\n${text}\n`), { quotes: 'lenient' });
    const index = new RowIndex();
    const all = (await collect(readRows(table, undefined, index))).flat();
    expect(all).toHaveLength(4000);
    for (const first of [0, 1, 255, 256, 257, 1999, 3999]) {
      const rows: Row[] = [];
      for await (const part of readRowsFrom(table, index, first)) rows.push(...part);
      expect(rows).toEqual(all.slice(first));
    }
  });
});
