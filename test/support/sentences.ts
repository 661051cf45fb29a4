// Sentences of many languages as files of rows, in every encoding that can hold them.

import { readFileSync } from 'node:fs';

import iconv from 'iconv-lite';

import { createRandom } from '../../src/base/random.js';
import { fixturePath } from './fixtures.js';

/** The sentences of each language. */
export const sentences: ReadonlyMap<string, readonly string[]> = readSentences();

function readSentences(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of readFileSync(fixturePath('sentences.txt'), 'utf8').split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    if (/^[\w-]+:$/.test(line)) found.set(line.slice(0, -1), (current = []));
    else current.push(line);
  }
  return found;
}

export const encodings: readonly string[] = [
  'utf-8',
  'utf-8 with mark',
  'utf-16le',
  'utf-16le with mark',
  'utf-16be',
  'utf-16be with mark',
  'gb18030',
  'gbk',
  'big5',
  'shift_jis',
  'euc-jp',
  'euc-kr',
  ...[1250, 1251, 1252, 1253, 1254, 1255, 1256, 1257, 1258, 874].map((page) => `windows-${page}`),
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 15, 16].map((part) => `iso-8859-${part}`),
  'koi8-r',
  'koi8-u',
  'macintosh',
  'ibm850',
  'ibm866',
];

/** Languages whose texts in another encoding of East Asia nobody has. */
const own: Readonly<Record<string, RegExp>> = {
  zh: /^(?:utf|gb)/,
  'zh-Hant': /^(?:utf|gb18030|big5)/,
  ja: /^(?:utf|shift_jis|euc-jp)/,
  ko: /^(?:utf|euc-kr)/,
};
const asianOnly = /^(?:gb|big5|shift_jis|euc)/;

/** Encodings without curly quotes were typed with straight ones. */
function typed(text: string, encoding: string): string {
  const cedilla = { ș: 'ş', ț: 'ţ', Ș: 'Ş', Ț: 'Ţ' } as const;
  const isComma = (one: string): one is keyof typeof cedilla => one in cedilla;
  if (encoding === 'windows-1258') return toneMarks(text);
  const plain = /^(?:iso|koi8|ibm)/.test(encoding)
    ? text
        .replace(/[’‘]/g, "'")
        .replace(/[“”„«»]/g, '"')
        .replace(/[–—]/g, '-')
        .replaceAll('…', '...')
        .replaceAll('€', 'EUR')
    : text;
  return /1250|8859-2$/.test(encoding)
    ? Array.from(plain, (one) => (isComma(one) ? cedilla[one] : one)).join('')
    : plain;
}

/** Vietnamese in windows-1258: a letter with its hat or horn, and its tone as a character after it. */
function toneMarks(text: string): string {
  return text
    .normalize('NFD')
    .replace(
      /([aeou])([\u0300\u0301\u0303\u0309\u0323])?([\u0302\u0306\u031b])/gi,
      (_, letter: string, tone: string | undefined, hat: string) => (letter + hat).normalize('NFC') + (tone ?? ''),
    );
}

/** A comma and a cedilla below are one letter to the eye; letters and their marks are one. */
export function alike(text: string): string {
  const comma: Readonly<Record<string, string>> = { ş: 'ș', ţ: 'ț', Ş: 'Ș', Ţ: 'Ț' };
  return text.normalize('NFC').replace(/[şţŞŢ]/g, (one) => comma[one]!);
}

/** The sentences that the encoding can hold; none where it holds less than most of them, or nothing beyond ASCII. */
export function sentencesIn(language: string, encoding: string): readonly string[] {
  const all = sentences.get(language) ?? [];
  const isOwn = own[language]?.test(encoding) ?? !asianOnly.test(encoding);
  const fit = all
    .map((text) => typed(text, encoding))
    .filter((text) => decoded(encoded(text, encoding), encoding) === text);
  const isUnicode = encoding.startsWith('utf');
  return isOwn && fit.length >= 0.7 * all.length && (isUnicode || /[^\0-\x7f]/.test(fit.join(''))) ? fit : [];
}

export function encoded(text: string, encoding: string): Buffer {
  const [name = ''] = encoding.split(' ');
  return iconv.encode(text, name, { addBOM: encoding.endsWith('mark') });
}

export function decoded(bytes: Uint8Array, encoding: string): string {
  return iconv.decode(Buffer.from(bytes), encoding.split(' ')[0]!);
}

/** A CSV of so many rows, drawn with the seed. */
export function fileOf(rows: readonly string[], count: number, seed: number): string {
  const random = createRandom(seed, count);
  const lines = Array.from(
    { length: count },
    (_, row) => `"${rows[random.integer(rows.length)]!.replaceAll('"', '""')}",${row % 2 === 0 ? 'pos' : 'neg'}`,
  );
  return `text,label\r\n${lines.join('\r\n')}\r\n`;
}
