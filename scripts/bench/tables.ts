// Makes CSVs of any size for the benchmark.

import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const sentence =
  'the quick brown fox jumps over a lazy dog while seven reviewers argue about delivery times ' +
  'and cold noodles in paper boxes';
const words = sentence.split(' ');

/** Writes about 200 bytes a row, with all texts different; returns the file. */
export async function writeRows(file: string, rows: number): Promise<string> {
  function* lines(): Generator<string> {
    yield 'id,text,label\n';
    for (let row = 0; row < rows; row++) {
      const text = Array.from(
        { length: 32 + (row % 7) },
        (_, index) => words[(row * 31 + index * (1 + (row % 5))) % words.length],
      ).join(' ');
      yield `${row},"${text}, no. ${row}",${['good', 'bad', 'so so'][row % 3]}\n`;
    }
  }
  await pipeline(Readable.from(lines()), createWriteStream(file));
  return file;
}
