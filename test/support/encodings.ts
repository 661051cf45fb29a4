// Of files stored in an encoding, the share that is told right; and the encodings that texts of a language come in.

import { readFileSync } from 'node:fs';

import iconv from 'iconv-lite';
import { Converter } from 'opencc-js/cn2t';

import { createRandom } from '../../src/base/random.js';
import type { Encoding } from '../../src/data/source/bytesBeyondAscii.js';
import { detectEncoding } from '../../src/data/source/encoding.js';
import { csvRow } from '../../src/data/text/csvRow.js';

const sizes = [20, 30, 50, 100, 200, 500, 1000, 2000];
/** Small files are the hard ones: there are more of them. */
const filesOf = (size: number) => (size <= 100 ? 20 : size <= 500 ? 6 : 2);
/** At least this share has to be right, for each encoding and kind of text. */
export const wanted = 0.99;

export type Rows = readonly (readonly [text: string, label: string])[];
/** How a text is stored: the name that iconv has for it, and what has to be found. */
export interface Stored {
  readonly stored: string;
  readonly found: Encoding;
  readonly mark?: boolean;
}

export const utf16: readonly Stored[] = ['utf-16le', 'utf-16be'].flatMap((stored) =>
  [true, false].map((mark) => ({ stored, found: stored as Encoding, mark })),
);
export const simplified: readonly Stored[] = [
  { stored: 'gbk', found: 'gb18030' },
  { stored: 'gb18030', found: 'gb18030' },
  ...utf16,
  { stored: 'utf-8', found: 'utf-8' },
];
export const traditional: readonly Stored[] = [
  { stored: 'big5', found: 'big5' },
  { stored: 'gb18030', found: 'gb18030' },
  ...utf16,
  { stored: 'utf-8', found: 'utf-8' },
];
export const japanese: readonly Stored[] = [
  { stored: 'shift_jis', found: 'shift_jis' },
  ...utf16,
  { stored: 'utf-8', found: 'utf-8' },
];
export const nameOf = ({ stored, mark }: Stored) => `${stored}${mark === true ? ' with a byte order mark' : ''}`;

/** Of files with some of the rows, drawn anew for each, the share whose encoding is told right. */
export async function shareRight(rows: Rows, { stored, found, mark = false }: Stored): Promise<number> {
  let right = 0;
  let all = 0;
  for (const size of sizes) {
    for (let file = 0; file < filesOf(size); file++) {
      const random = createRandom(size, file);
      const drawn = Array.from({ length: size }, () => rows[random.integer(rows.length)]!);
      const lines = drawn.map(([text, label], row) =>
        file % 3 === 0
          ? csvRow([text, label])
          : file % 3 === 1
            ? csvRow([label, text])
            : csvRow([String(row), text, label], '\t'),
      );
      const header = file % 2 === 0 ? ['text,label'] : [];
      const bytes = iconv.encode(`${[...header, ...lines].join(file % 5 === 0 ? '\r\n' : '\n')}\n`, stored, {
        addBOM: mark,
      });
      const guess = await detectEncoding(bytes, true);
      all += 1;
      if ('encoding' in guess && guess.encoding === found) right += 1;
    }
  }
  return right / all;
}

/** The rows of a CSV file with a header and its label first, told apart line by line. */
export function labelledRows(path: string): Rows {
  const lines = readFileSync(path, 'utf8').split(/\r?\n/).slice(1, 6001);
  return lines.flatMap((line) =>
    line.length > 3 ? [[line.slice(line.indexOf(',') + 1), line.slice(0, line.indexOf(','))] as const] : [],
  );
}

const toTraditional: (text: string) => string = Converter({ from: 'cn', to: 'tw' }) as (text: string) => string;

/** In traditional characters, without the texts that Big5 lacks a character of, where they are stored in it. */
export function inTraditional(rows: Rows, { stored }: Stored): Rows {
  const converted = rows.map(([text, label]) => [toTraditional(text), label] as const);
  return stored === 'big5'
    ? converted.filter(([text]) => iconv.decode(iconv.encode(text, 'big5'), 'big5') === text)
    : converted;
}
