// Detects the character encoding of a text file from a sample of its bytes.

import type { Settings } from '../../shared/settings.js';
import { readDoubleBytes } from './doubleBytes.js';

export type Encoding = Exclude<Settings['encoding'], 'auto'>;

/** `unknown` names the apparent kind of the bytes, when they cannot be read. */
export type EncodingGuess = { readonly encoding: Encoding } | { readonly unknown: string };

/** The number of bytes of that encoding's byte order mark at the start of the file, or 0. */
export function byteOrderMark(start: Uint8Array, encoding: Encoding): number {
  const mark = marks[encoding];
  return mark?.every((byte, index) => start[index] === byte) === true ? mark.length : 0;
}

const marks: { readonly [E in Encoding]?: readonly number[] } = {
  'utf-8': [0xef, 0xbb, 0xbf],
  'utf-16le': [0xff, 0xfe],
  'utf-16be': [0xfe, 0xff],
  gb18030: [0x84, 0x31, 0x95, 0x33],
};

/** The first of them begins like the mark of UTF-16. */
const utf32Marks: readonly (readonly number[])[] = [
  [0xff, 0xfe, 0, 0],
  [0, 0, 0xfe, 0xff],
];

/**
 * Tries, in this order: a byte order mark; strict UTF-8; UTF-16 by the plausibility of its code units; the encodings of
 * East Asia by how common their characters are; a statistical guess for the rest.
 * @param sample the start of the file; a character that the end of the sample cuts is no evidence
 * @param whole the sample is the whole file
 */
export async function detectEncoding(sample: Uint8Array, whole: boolean): Promise<EncodingGuess> {
  if (utf32Marks.some((mark) => mark.every((byte, index) => sample[index] === byte))) return { unknown: 'UTF-32' };
  for (const encoding of ['utf-8', 'utf-16le', 'utf-16be', 'gb18030'] as const) {
    if (byteOrderMark(sample, encoding) > 0) return { encoding };
  }
  const controls = count(sample, isControl);
  const damage = utf8Damage(sample, whole);
  // Texts of ASCII, Cyrillic, Greek or Thai in UTF-16 are valid UTF-8 too, but then nearly every other byte is a
  // control character.
  if (damage === 0 && controls < sample.length / 5) return { encoding: 'utf-8' };
  if (sample.includes(0)) {
    const [little, big] = [utf16Plausibility(sample, 0), utf16Plausibility(sample, 1)];
    if (Math.max(little, big) >= 0.9) return { encoding: little >= big ? 'utf-16le' : 'utf-16be' };
  }
  if (damage > 0 && controls > sample.length / 50) return { unknown: 'binary data' };
  // A few broken characters in a large file do not make it another encoding.
  if (damage < 0.1) return { encoding: 'utf-8' };
  return detectLegacy(sample);
}

/** A byte that does not occur in text: a control character other than those for layout. */
function isControl(byte: number): boolean {
  return byte < 0x20 && (byte < 0x07 || byte > 0x0d) && byte !== 0x1b;
}

function count(bytes: Uint8Array, test: (byte: number) => boolean): number {
  let found = 0;
  for (const byte of bytes) if (test(byte)) found += 1;
  return found;
}

/** The share of invalid UTF-8 among the bytes that are not ASCII. */
function utf8Damage(sample: Uint8Array, whole: boolean): number {
  if (isStrictUtf8(sample, whole)) return 0;
  const text = new TextDecoder('utf-8').decode(sample, { stream: !whole });
  let broken = 0;
  let beyondAscii = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit > 0x7f) beyondAscii += 1;
    if (unit === 0xfffd) broken += 1;
  }
  return broken / beyondAscii;
}

/** Decided by the system's decoder, which is fast; a file may contain a properly encoded U+FFFD itself. */
function isStrictUtf8(sample: Uint8Array, whole: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: !whole });
    return true;
  } catch {
    return false;
  }
}

/** The share of the 16-bit units that occur in ordinary texts; 0 when there is no line break among them. */
function utf16Plausibility(sample: Uint8Array, bigEndian: 0 | 1): number {
  let plausible = 0;
  let breaks = 0;
  const units = sample.length >> 1;
  for (let index = 0; index < units; index++) {
    const unit = (sample[2 * index + 1 - bigEndian]! << 8) | sample[2 * index + bigEndian]!;
    if (unit === 0x0a || unit === 0x0d) breaks += 1;
    if (isOrdinaryUnit(unit)) plausible += 1;
  }
  return breaks === 0 ? 0 : plausible / units;
}

/** Alphabets from Latin to Georgian, punctuation, kana, Chinese, Hangul, surrogates, full-width forms. */
function isOrdinaryUnit(unit: number): boolean {
  if (unit < 0x20) return unit === 0x09 || unit === 0x0a || unit === 0x0d;
  if (unit < 0x1100) return unit < 0x7f || unit >= 0xa0;
  if (unit >= 0x2000 && unit < 0x2700) return true;
  if (unit >= 0x3000 && unit < 0x3100) return true;
  if (unit >= 0x4e00 && unit < 0xa000) return true;
  return (unit >= 0xac00 && unit < 0xe000) || (unit >= 0xff00 && unit < 0xfff0);
}

/** chardet's names of encodings in our spelling; names that differ only in rare characters share one. */
const statisticalNames: Readonly<Record<string, Encoding>> = {
  GB18030: 'gb18030',
  Big5: 'big5',
  Shift_JIS: 'shift_jis',
  'EUC-JP': 'euc-jp',
  'EUC-KR': 'euc-kr',
  'windows-1252': 'windows-1252',
  'ISO-8859-1': 'windows-1252',
  'windows-1250': 'windows-1250',
  'ISO-8859-2': 'iso-8859-2',
  'windows-1251': 'windows-1251',
  'KOI8-R': 'koi8-r',
  'windows-1253': 'windows-1253',
  'windows-1254': 'windows-1254',
  'ISO-8859-9': 'windows-1254',
};
/** The encodings for Latin letters with accents, one byte each. */
const latin: ReadonlySet<Encoding> = new Set<Encoding>(['windows-1252', 'windows-1250', 'iso-8859-2', 'windows-1254']);

/** The share of common characters among those beyond ASCII that makes an encoding certain. */
const sureShare = 0.75;
const fewCharacters = 12;

async function detectLegacy(sample: Uint8Array): Promise<EncodingGuess> {
  const found = readDoubleBytes(sample);
  const gb = found.find(({ encoding }) => encoding === 'gb18030');
  // So few characters fit several encodings: this one is the most frequent.
  if (gb !== undefined && gb.characters < fewCharacters && gb.usual >= sureShare) return { encoding: 'gb18030' };
  const [best, second] = [...found].sort((a, b) => b.usual - a.usual);
  if (best !== undefined && second !== undefined && best.usual >= sureShare && best.usual > second.usual + 0.05)
    return { encoding: best.encoding };
  return detectByStatistics(sample, best?.usual ?? 0);
}

/** @param usual the best share of common characters that an encoding of East Asia gives */
async function detectByStatistics(sample: Uint8Array, usual: number): Promise<EncodingGuess> {
  // The tables of chardet take a while to load, and few files need them.
  const { default: chardet } = await import('chardet');
  const ranked = chardet.analyse(aroundText(sample)).filter(({ name }) => !name.startsWith('UTF'));
  const confidence = (name: string) => ranked.find((match) => match.name === name)?.confidence ?? 0;
  const asian = ['GB18030', 'Big5', 'EUC-JP', 'EUC-KR', 'Shift_JIS']
    .map(confidence)
    .reduce((most, each) => Math.max(most, each));
  const best = ranked[0]?.name;
  const encoding = best === undefined ? undefined : statisticalNames[best];
  // Single bytes between ASCII letters: an accent or a curly quote, not half a Chinese character.
  if (usual < 0.3 && shareBeyondAscii(sample) < 0.1 && asian < 50)
    return { encoding: encoding !== undefined && latin.has(encoding) ? encoding : 'windows-1252' };
  return encoding === undefined ? { unknown: best ?? 'binary data' } : { encoding };
}

/** The statistics need at most this much, from where the text stops being ASCII. */
function aroundText(sample: Uint8Array): Uint8Array {
  const start = Math.max(0, sample.findIndex((byte) => byte > 0x7f) - 1024);
  return sample.subarray(start, start + (1 << 16));
}

function shareBeyondAscii(sample: Uint8Array): number {
  return count(sample, (byte) => byte > 0x7f) / Math.max(1, sample.length);
}
