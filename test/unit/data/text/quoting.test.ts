// Quote and escape characters of other programs: detected, said, changeable, and written back as they were.

import { readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { createRandom } from '../../../../src/base/random.js';
import { readNotice } from '../../../../src/data/rows/readNotice.js';
import { addColumns } from '../../../../src/data/table/addColumns.js';
import { openTable, readRows, type TableOptions } from '../../../../src/data/table/table.js';
import { csvRow } from '../../../../src/data/text/csvRow.js';
import { createRecordParser } from '../../../../src/data/text/dialect.js';
import type { Dialect } from '../../../../src/data/text/rowParser.js';
import { collect, refusal, temporaryFolder } from '../folder.js';

const folder = temporaryFolder();

async function read(content: string, options: TableOptions = {}) {
  const table = await openTable(await folder.write('rows.csv', content), options);
  const rows = await collect(readRows(table));
  const { columns, notices = [] } = table;
  const said = notices.map(({ code }) => code);
  return { table, columns, said, rows: rows.map(({ fields }) => fields), lines: rows.map(({ line }) => line) };
}

describe('single quotes', () => {
  const quoted = "'text','label'\n'good, cheap','pos'\n'it''s bad','neg'\n'fine','pos'\n";
  const expected = [
    ['good, cheap', 'pos'],
    ["it's bad", 'neg'],
    ['fine', 'pos'],
  ];

  test('around every column are no part of it, and that is said', async () => {
    const { rows, columns, said, table } = await read(quoted);
    expect({ rows, columns }).toEqual({ rows: expected, columns: ['text', 'label'] });
    expect(said).toContain('data.singleQuotes');
    expect(readNotice(table, {}).values['written']).toContain('quote = single');
  });

  test('around the columns with a comma alone make rows of one width', async () => {
    const table = "text,label\n'good, cheap',pos\nit's bad,neg\nwe're fine,pos\n'so, so',neg\n";
    const { rows, said } = await read(table);
    expect(rows.map(([text]) => text)).toEqual(['good, cheap', "it's bad", "we're fine", 'so, so']);
    expect(said).toContain('data.singleQuotes');
  });

  test('are text where the setting says so, and apostrophes always are', async () => {
    expect((await read(quoted.replace('good, cheap', 'good'), { quote: 'double' })).rows[0]).toEqual([
      "'good'",
      "'pos'",
    ]);
    const plain = await read("text,label\n'tis fine,pos\nthe dogs' bed,neg\nrock 'n' roll,pos\n'quoted' word,neg\n");
    expect(plain.rows[0]).toEqual(["'tis fine", 'pos']);
    expect(plain.said).not.toContain('data.singleQuotes');
  });
});

describe('a backslash', () => {
  test('escapes a quote inside quotes', async () => {
    const { rows, said } = await read('text,label\n"he said \\"hi, you\\" twice",a\n"C:\\\\dir, here",b\nplain,a\n');
    expect(rows).toEqual([
      ['he said "hi, you" twice', 'a'],
      ['C:\\dir, here', 'b'],
      ['plain', 'a'],
    ]);
    expect(said).toContain('data.escapes');
  });

  test('escapes delimiters and line breaks as MySQL writes them, with the lines counted', async () => {
    const { rows, lines, said } = await read('1,good\\, cheap,pos\n2,two\\\nlines,neg\n3,\\N,pos\n4,fine,neg\n');
    expect(rows.map(([, text]) => text)).toEqual(['good, cheap', 'two\nlines', '', 'fine']);
    expect(lines).toEqual([1, 2, 4, 5]);
    expect(said).toContain('data.escapes');
  });

  test('escapes tabs and controls as PostgreSQL writes them', async () => {
    const { rows } = await read('id\ttext\tlabel\n1\ta\\tb\\nc\tx\n2\tback\\\\slash\ty\n3\t\\N\tx\n');
    expect(rows.map(([, text]) => text)).toEqual(['a\tb\nc', 'back\\slash', '']);
  });

  test('is text in paths, formulas and JSON, and where the setting says so', async () => {
    const texts = ['C:\\new\\table', '\\frac{1}{2} is half', 'C:\\'];
    const table = `text,label\n${texts.map((text) => `"${text}",a`).join('\n')}\nlast,b\n`;
    const plain = await read(table);
    expect(plain.rows.map(([text]) => text)).toEqual([...texts, 'last']);
    expect(plain.said).not.toContain('data.escapes');
    const json = await read('text\tlabel\n{"a": "b\\"c"}\tx\n{"a": "\\n"}\ty\nplain\tx\n');
    expect(json.rows[0]![0]).toBe('{"a": "b\\"c"}');
    const kept = await read('text,label\nx,\\N\ny,b\n', { escape: 'doubled' });
    expect(kept.rows[0]).toEqual(['x', '\\N']);
  });

  test('and an open quote: an error that names its line, or text', async () => {
    const content = 'text,label\n"a \\"b\\" c",x\nfine,y\n"open,x\nlast,y\n';
    const file = await folder.write('open.csv', content);
    const failure = refusal(openTable(file, { escape: 'backslash' }).then((table) => collect(readRows(table))));
    expect(await failure).toMatchObject({ code: 'data.unbalancedQuote', values: { line: 4 } });
    const { rows } = await read(content, { escape: 'backslash', quotes: 'lenient' });
    expect(rows.map(([text]) => text)).toEqual(['a "b" c', 'fine', '"open', 'last']);
  });

  test('of hostile length is looked through once', async () => {
    const begun = performance.now();
    await read(`text,label\n"${'\\"x'.repeat(30_000)}\n`, { quotes: 'lenient' });
    expect(performance.now() - begun).toBeLessThan(5000);
  });
});

const marks = (['"', "'", ''] as const).flatMap((quote) =>
  (['doubled', 'backslash'] as const).map((escape) => ({ quote, escape })),
);

describe('what is written', () => {
  test.each(marks.filter(({ quote, escape }) => quote !== '' || escape === 'backslash'))(
    'reads back with the marks %j, whatever the cells hold, in pieces of any size',
    async ({ quote, escape }) => {
      const random = createRandom(7);
      const parts = ['a', '"', "'", '\\', ',', '\n', '\r\n', ' ', '好', '\\N', 'n'];
      const dialect: Dialect = { delimiter: ',', rowEnds: ['\n', '\r\n'], quotes: 'strict', quote, escape };
      for (let round = 0; round < 300; round++) {
        const cell = () =>
          Array.from({ length: random.integer(6) }, () => parts[random.integer(parts.length)]!).join('');
        const cells = Array.from({ length: 3 }, () => ['x', cell(), 'y']);
        const bytes = Buffer.from(cells.map((row) => `${csvRow(row, ',', dialect)}\n`).join(''));
        const parser = createRecordParser('a.csv', dialect);
        const rows = [];
        const piece = 1 + random.integer(9);
        for (let from = 0; from < bytes.length; from += piece)
          rows.push(...(await parser.write(bytes.subarray(from, from + piece))));
        rows.push(...(await parser.end()));
        expect(rows.map(({ fields }) => fields)).toEqual(cells);
      }
    },
  );

  test('for a prediction has the marks of the file that was read', async () => {
    const file = await folder.write('in.csv', "text,label\n'it\\'s good, cheap',pos\n'a \\'b\\' c, d',neg\nfine,pos\n");
    const table = await openTable(file);
    const pieces: Uint8Array[] = [];
    const sink = { write: async (piece: Uint8Array) => void pieces.push(piece) };
    await addColumns(table, sink, {
      out: folder.path('out.csv'),
      names: ['prediction'],
      numeric: () => false,
      text: { index: 0, name: 'text', reason: 'given' },
      compute: (texts) => Promise.resolve(texts.map(() => ['pos'])),
    });
    const written = Buffer.concat(pieces).toString('utf8');
    expect(written.split('\n')[1]).toBe("'it\\'s good, cheap',pos,pos");
    expect(readFileSync(file, 'utf8').split('\n')[1]).toBe("'it\\'s good, cheap',pos");
  });
});
