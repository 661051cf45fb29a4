// CSV rows, their line numbers, and quotes that do not close.

import { describe, expect, test } from 'vitest';

import { type Row } from '../../../../src/data/source/row.js';
import { RecordParser } from '../../../../src/data/text/records.js';
import { refusal } from '../folder.js';

async function parse(text: string, pieceBytes = 7, delimiter = ',', rowEnds = ['\n', '\r\n']): Promise<Row[]> {
  const parser = new RecordParser('a.csv', { delimiter, rowEnds });
  const rows: Row[] = [];
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; from += pieceBytes)
    rows.push(...(await parser.write(bytes.subarray(from, from + pieceBytes))));
  return [...rows, ...(await parser.end())];
}

const fields = async (...args: Parameters<typeof parse>) => (await parse(...args)).map((row) => row.fields);
const lines = async (...args: Parameters<typeof parse>) => (await parse(...args)).map((row) => row.line);

describe('RecordParser', () => {
  test('reads quotes, doubled quotes, separators and line breaks in quotes, wherever the pieces are cut', async () => {
    const text = 'a,b\n"好, ""really""\nfine",1\n"",2\n';
    for (let size = 1; size < 30; size++)
      expect(await fields(text, size)).toEqual([
        ['a', 'b'],
        ['好, "really"\nfine', '1'],
        ['', '2'],
      ]);
  });

  test('reads CRLF, LF and CR files, and a last row without an end', async () => {
    expect(await fields('a,b\r\nc,d', 3, ',', ['\r\n', '\n'])).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    expect(await fields('a,b\nc,d\r\ne,f', 3)).toEqual([
      ['a', 'b'],
      ['c', 'd'],
      ['e', 'f'],
    ]);
    expect(await fields('a,b\rc,d\r', 3, ',', ['\r', '\r\n', '\n'])).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  test('gives the line on which a row begins, after empty lines and rows of several lines', async () => {
    expect(await lines('a,b\n\n\nc,"d\ne\n"\nf,g\n   \nh,i\n')).toEqual([1, 4, 7, 9]);
    expect(await lines('a,b\r\n\r\nc,"d\r\ne"\r\nf,g\r\n', 5, ',', ['\r\n', '\n'])).toEqual([1, 3, 5]);
  });

  test('keeps a quote inside a column as text', async () => {
    expect(await fields('He said "yes",1\n5" screen,0\n"Fine" film,1\n')).toEqual([
      ['He said "yes"', '1'],
      ['5" screen', '0'],
      ['"Fine" film', '1'],
    ]);
  });

  test('reports the line of an open quote that would swallow the rows after it', async () => {
    const swallowing = 'text,label\nfine,1\n"never closed,0\nfine,1\nbad,0\n"good",1\n';
    expect(await refusal(parse(swallowing))).toEqual({
      code: 'data.unbalancedQuote',
      values: { file: 'a.csv', line: 3 },
    });
    expect((await refusal(parse(swallowing, 1000))).values['line']).toBe(3);
  });

  test('reports that line also when an earlier column has quotes inside', async () => {
    expect((await refusal(parse('text,label\nhe said "yes","never closed\nfine "film",1\n'))).values['line']).toBe(2);
  });

  test('reports the line of a quote that never closes', async () => {
    expect((await refusal(parse('text,label\nfine,1\n\n"never,0\nfine,1\n'))).values['line']).toBe(4);
    expect((await refusal(parse('a,b\n"two\nlines","open\nmore\n'))).values['line']).toBe(3);
  });

  test('accepts a text that begins with a quotation and spans lines', async () => {
    expect(await fields('"""Hello""\nhe said",1\nx,2\n')).toEqual([
      ['"Hello"\nhe said', '1'],
      ['x', '2'],
    ]);
  });

  test('stops at a quote that stays open for 16 MB', async () => {
    const parser = new RecordParser('a.csv', { delimiter: ',', rowEnds: ['\n'] });
    await parser.write(Buffer.from('x,1\n"open,2\n'));
    const piece = Buffer.alloc(1 << 20, 'some text, 1\n');
    const feed = async () => {
      for (let megabyte = 0; megabyte < 18; megabyte++) await parser.write(piece);
    };
    expect(await refusal(feed())).toEqual({ code: 'data.unbalancedQuote', values: { file: 'a.csv', line: 2 } });
  });

  test('stops at a row of 16 MB', async () => {
    const parser = new RecordParser('a.csv', { delimiter: ',', rowEnds: ['\n'] });
    const feed = async () => {
      for (let megabyte = 0; megabyte < 18; megabyte++) await parser.write(Buffer.alloc(1 << 20, 'x'));
    };
    expect(await refusal(feed())).toEqual({
      code: 'data.rowTooLong',
      values: { file: 'a.csv', line: 1, megabytes: 16 },
    });
  });
});
