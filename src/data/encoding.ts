// Tells the character encoding of a text file from a sample of its bytes.

import type { Settings } from '../shared/settings.js';

export type Encoding = Exclude<Settings['encoding'], 'auto'>;

/** `unknown` names what the bytes look like, when it is nothing that can be read. */
export type EncodingGuess = { readonly encoding: Encoding } | { readonly unknown: string };

/** Bytes of the byte order mark of that encoding at the start of the file, or 0. */
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

/**
 * In this order: a byte order mark; strict UTF-8; UTF-16 by what its code units would be; GB18030 by the structure of its
 * characters; a statistical guess for what is left.
 * @param sample the start of the file; a character that the end of the sample cuts is no evidence
 * @param whole the sample is the whole file
 */
export async function detectEncoding(sample: Uint8Array, whole: boolean): Promise<EncodingGuess> {
  for (const encoding of ['utf-8', 'utf-16le', 'utf-16be', 'gb18030'] as const) {
    if (byteOrderMark(sample, encoding) > 0) return { encoding };
  }
  const zeros = sample.includes(0) ? count(sample, (byte) => byte === 0) : 0;
  const damage = utf8Damage(sample, whole);
  // Text that is mostly ASCII is valid UTF-8 as UTF-16 too, but then every other byte is zero.
  if (damage === 0 && zeros < sample.length / 5) return { encoding: 'utf-8' };
  if (zeros > 0) {
    const [little, big] = [utf16Plausibility(sample, 0), utf16Plausibility(sample, 1)];
    if (Math.max(little, big) >= 0.9) return { encoding: little >= big ? 'utf-16le' : 'utf-16be' };
  }
  // A few broken characters in a large file do not make it another encoding.
  if (damage < 0.1) return { encoding: 'utf-8' };
  return detectLegacy(sample);
}

function count(bytes: Uint8Array, test: (byte: number) => boolean): number {
  let found = 0;
  for (const byte of bytes) if (test(byte)) found += 1;
  return found;
}

/** Of what is not ASCII, the share that is not UTF-8. */
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

/** Said by the system's decoder, which takes no time; a file may hold U+FFFD itself, properly encoded. */
function isStrictUtf8(sample: Uint8Array, whole: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: !whole });
    return true;
  } catch {
    return false;
  }
}

/** Share of the 16-bit units that are ones texts consist of; 0 when there is no line break among them. */
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

/** Latin, Greek, Cyrillic, punctuation, kana, Chinese, Hangul, surrogates, full-width forms. */
function isOrdinaryUnit(unit: number): boolean {
  if (unit < 0x20) return unit === 0x09 || unit === 0x0a || unit === 0x0d;
  if (unit < 0x530) return unit < 0x7f || unit >= 0xa0;
  if (unit >= 0x2000 && unit < 0x2700) return true;
  if (unit >= 0x3000 && unit < 0x3100) return true;
  if (unit >= 0x4e00 && unit < 0xa000) return true;
  return (unit >= 0xac00 && unit < 0xe000) || (unit >= 0xff00 && unit < 0xfff0);
}

/** What chardet calls an encoding, in our spelling; names that differ only in rare characters share one. */
const statisticalNames: Readonly<Record<string, Encoding>> = {
  GB18030: 'gb18030',
  Big5: 'big5',
  'windows-1252': 'windows-1252',
  'windows-1254': 'windows-1252',
  'ISO-8859-1': 'windows-1252',
  'ISO-8859-9': 'windows-1252',
};

async function detectLegacy(sample: Uint8Array): Promise<EncodingGuess> {
  // Its tables take a while to load, and few files need them.
  const { default: chardet } = await import('chardet');
  const structure = gbStructure(sample);
  const ranked = chardet.analyse(aroundText(sample)).filter(({ name }) => !name.startsWith('UTF'));
  const confidence = (name: string) => ranked.find((match) => match.name === name)?.confidence ?? 0;
  const asianRival = Math.max(...['Big5', 'EUC-JP', 'EUC-KR', 'Shift_JIS'].map(confidence));
  if (structure.broken <= 0.02 && structure.common >= 0.6 && confidence('GB18030') >= asianRival - 20) return { encoding: 'gb18030' };
  // Single bytes between ASCII letters: an accent or a curly quote, not half a Chinese character.
  if (structure.common < 0.3 && structure.share < 0.1 && asianRival < 50) return { encoding: 'windows-1252' };
  const best = ranked[0]?.name;
  const encoding = best === undefined ? undefined : statisticalNames[best];
  if (encoding !== undefined) return { encoding };
  return structure.broken <= 0.02 && structure.common >= 0.3 ? { encoding: 'gb18030' } : { unknown: best ?? 'binary data' };
}

/** The statistics need no more than this much, from where the text stops being ASCII. */
function aroundText(sample: Uint8Array): Uint8Array {
  const start = Math.max(0, sample.findIndex((byte) => byte > 0x7f) - 1024);
  return sample.subarray(start, start + (1 << 16));
}

/**
 * How well the bytes beyond ASCII form characters of GB18030 (GB 18030-2022, clause 6: two bytes 81–FE 40–FE, or four).
 * @returns broken: share that forms none; common: share in GB 2312's symbols and first-level characters, where
 * nearly all of modern Chinese is; share: bytes beyond ASCII among all
 */
function gbStructure(sample: Uint8Array): { broken: number; common: number; share: number } {
  let [broken, common, total, beyondAscii] = [0, 0, 0, 0];
  for (let index = 0; index + 1 < sample.length; ) {
    const first = sample[index]!;
    if (first < 0x80) {
      index += 1;
      continue;
    }
    const second = sample[index + 1]!;
    const four = isBetween(second, 0x30, 0x39) && isBetween(sample[index + 2] ?? 0, 0x81, 0xfe) && isBetween(sample[index + 3] ?? 0, 0x30, 0x39);
    const two = isBetween(second, 0x40, 0xfe) && second !== 0x7f;
    total += 1;
    const size = first === 0x80 || first === 0xff ? 1 : four ? 4 : two ? 2 : 1;
    if (size === 1) broken += 1;
    if (four || (two && second >= 0xa1 && (isBetween(first, 0xb0, 0xd7) || isBetween(first, 0xa1, 0xa9)))) common += 1;
    beyondAscii += size;
    index += size;
  }
  return { broken: broken / Math.max(1, total), common: common / Math.max(1, total), share: beyondAscii / Math.max(1, sample.length) };
}

function isBetween(value: number, low: number, high: number): boolean {
  return value >= low && value <= high;
}
