// Detects the character encoding of a text file from a sample of its bytes.

import { type Encoding, linesBeyondAscii } from './bytesBeyondAscii.js';
import { detectLegacy } from './legacyEncoding.js';

/**
 * `second` is an encoding that is nearly as likely and gives another text. `unknown` names the apparent kind of the
 * bytes, when they cannot be read.
 */
export type EncodingGuess =
  { readonly encoding: Encoding; readonly second?: Encoding | undefined } | { readonly unknown: string };

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

/** The byte order marks of UTF-32; the first of them begins like that of UTF-16. */
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
  if (hasEscapes(sample)) return { unknown: 'ISO-2022' };
  const controls = count(sample, isControl);
  const damage = utf8Damage(sample, whole);
  // Texts of ASCII, Cyrillic, Greek or Thai in UTF-16 are valid UTF-8 too, but then nearly every other byte is a
  // control character.
  if (damage === 0 && controls < sample.length / 5) return { encoding: 'utf-8' };
  if (sample.includes(0)) {
    const little = utf16Plausibility(sample, 0);
    const big = utf16Plausibility(sample, 1);
    if (Math.max(little, big) >= 0.9) return { encoding: little >= big ? 'utf-16le' : 'utf-16be' };
  }
  if (damage > 0 && controls > sample.length / 50) return { unknown: 'binary data' };
  // Neither a few broken characters in a large file nor some rows in another encoding change its encoding.
  if (damage < 0.1 || isMostlyUtf8(sample)) return { encoding: 'utf-8' };
  return detectLegacy(sample);
}

/** Characters of East Asia in seven bits, between escape sequences: ESC $ and one of @AB(. */
function hasEscapes(sample: Uint8Array): boolean {
  return sample.some(
    (byte, index) =>
      byte === 0x1b && sample[index + 1] === 0x24 && '@AB('.includes(String.fromCharCode(sample[index + 2] ?? 0)),
  );
}

/**
 * Whether more than half of the lines with characters beyond ASCII are valid UTF-8, which text in another encoding
 * hardly ever is: the other rows are reported as broken.
 */
function isMostlyUtf8(sample: Uint8Array): boolean {
  let valid = 0;
  let broken = 0;
  for (const line of linesBeyondAscii(sample, 4000)) {
    if (isStrictUtf8(line, true)) valid += 1;
    else broken += 1;
  }
  return valid > broken && valid > 1;
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

/** Alphabets from Latin to Georgian, Vietnamese, punctuation, kana, Chinese, Hangul, surrogates, full-width forms. */
function isOrdinaryUnit(unit: number): boolean {
  if (unit < 0x20) return unit === 0x09 || unit === 0x0a || unit === 0x0d;
  if (unit < 0x1100) return unit < 0x7f || unit >= 0xa0;
  if (unit >= 0x1e00 && unit < 0x2000) return true;
  if (unit >= 0x2000 && unit < 0x2700) return true;
  if (unit >= 0x3000 && unit < 0x3100) return true;
  if (unit >= 0x4e00 && unit < 0xa000) return true;
  return (unit >= 0xac00 && unit < 0xe000) || (unit >= 0xff00 && unit < 0xfff0);
}
