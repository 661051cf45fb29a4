// Measures how well bytes read as text of East Asia: in each double-byte encoding, the share of characters that are
// common in texts.

import type { Settings } from '../../shared/settings.js';
import { frequentCharacters as frequentIn } from './frequentCharacters.js';

export type DoubleByteEncoding = Extract<Settings['encoding'], 'gb18030' | 'big5' | 'shift_jis' | 'euc-kr' | 'euc-jp'>;

/** The sample's characters in one encoding. */
export interface DoubleByteReading {
  readonly encoding: DoubleByteEncoding;
  /** The share of common characters among those beyond ASCII, less the broken ones. */
  readonly usual: number;
  /** The number of characters beyond ASCII. */
  readonly characters: number;
}

/**
 * Reads one character: its number of bytes, and its score from 0 (rare) to 1 (common); negative for evidence
 * against the encoding.
 */
type Reader = (first: number, second: number, third: number, fourth: number) => readonly [bytes: number, usual: number];

const broken = -2;
const within = (value: number, low: number, high: number) => value >= low && value <= high;

/**
 * GB 18030-2022, clause 6: two bytes 81–FE 40–FE, or four. Common: the symbols and first-level characters of GB 2312.
 */
const gb18030: Reader = (first, second, third, fourth) => {
  if (!within(first, 0x81, 0xfe)) return [1, broken];
  if (within(second, 0x30, 0x39)) return within(third, 0x81, 0xfe) && within(fourth, 0x30, 0x39) ? [4, 1] : [1, broken];
  if (!within(second, 0x40, 0xfe) || second === 0x7f) return [1, broken];
  // Kana have the same codes in EUC-JP; in Chinese they are rare.
  if (second >= 0xa1 && (first === 0xa4 || first === 0xa5)) return [2, 0.3];
  if (second >= 0xa1 && (within(first, 0xb0, 0xd7) || within(first, 0xa1, 0xa9))) return [2, 1];
  return [2, second >= 0xa1 && within(first, 0xd8, 0xf7) ? 0.5 : 0];
};

/** Big5-2003: A1–F9, 40–7E or A1–FE. Common: symbols (A1–A3) and the 5401 characters of everyday use (A4–C6). */
const big5: Reader = (first, second) => {
  if (!within(first, 0x81, 0xfe)) return [1, broken];
  if (!within(second, 0x40, 0x7e) && !within(second, 0xa1, 0xfe)) return [1, broken];
  return [2, within(first, 0xa1, 0xc6) ? 1 : within(first, 0xc9, 0xf9) ? 0.3 : -0.5];
};

/**
 * JIS X 0208 in Shift-JIS: 81–9F or E0–FC, then 40–FC; half-width kana alone. Common: punctuation, kana, first-level
 * kanji.
 */
const shiftJis: Reader = (first, second) => {
  // Whole texts in half-width kana are rare, while another encoding has common characters at these codes.
  if (within(first, 0xa1, 0xdf)) return [1, 0.1];
  if (!within(first, 0x81, 0xfc) || first === 0xa0) return [1, broken];
  if (!within(second, 0x40, 0xfc) || second === 0x7f) return [1, broken];
  if (
    first === 0x81 ||
    (first === 0x82 && second >= 0x4f) ||
    (first === 0x83 && second <= 0x96) ||
    within(first, 0x88, 0x97)
  )
    return [2, 1];
  return [2, within(first, 0x98, 0x9f) || within(first, 0xe0, 0xea) ? 0.3 : -0.5];
};

/**
 * KS X 1001 in EUC: Hangul in B0–C8, part of the range that GB 2312 fills to D7; hanja beyond it are rare in Korean.
 */
const eucKr: Reader = (first, second) => {
  if (!within(first, 0xa1, 0xfe) || !within(second, 0xa1, 0xfe)) return [1, broken];
  if (within(first, 0xb0, 0xc8)) return [2, 1.1];
  return [2, within(first, 0xa1, 0xa3) ? 1 : -1];
};

/** JIS X 0208 in EUC: kana in A4 and A5, which Chinese hardly uses. */
const eucJp: Reader = (first, second) => {
  if (first === 0x8e) return [2, 0.5];
  if (!within(first, 0xa1, 0xfe) || !within(second, 0xa1, 0xfe)) return [1, broken];
  if (first === 0xa4 || first === 0xa5) return [2, 1.5];
  return [2, within(first, 0xa1, 0xa3) ? 0.9 : within(first, 0xb0, 0xcf) ? 0.75 : -0.5];
};

const readers: readonly (readonly [encoding: DoubleByteEncoding, reader: Reader])[] = [
  ['gb18030', gb18030],
  ['big5', big5],
  ['shift_jis', shiftJis],
  ['euc-kr', eucKr],
  ['euc-jp', eucJp],
];

/** The result for every encoding; a character that the sample's end cuts does not count. */
export function readDoubleBytes(sample: Uint8Array): DoubleByteReading[] {
  return readers.map(([encoding, reader]) => ({ encoding, ...usualShare(sample, reader) }));
}

function usualShare(sample: Uint8Array, reader: Reader): Pick<DoubleByteReading, 'usual' | 'characters'> {
  let sum = 0;
  let characters = 0;
  for (let index = 0; index + 1 < sample.length;) {
    const first = sample[index]!;
    if (first < 0x80) {
      index += 1;
      continue;
    }
    const [bytes, usual] = reader(first, sample[index + 1]!, sample[index + 2] ?? 0, sample[index + 3] ?? 0);
    sum += usual;
    characters += 1;
    index += bytes;
  }
  return { usual: sum / Math.max(1, characters), characters };
}

/** The codes of the characters that make up half of ordinary texts, and of kana and marks. */
async function frequentCodes(encoding: DoubleByteEncoding): Promise<ReadonlySet<number>> {
  const { default: iconv } = await import('iconv-lite');
  const codes = new Set<number>();
  for (const character of frequentIn[encoding]) {
    const bytes = iconv.encode(character, encoding);
    if (bytes.length === 2) codes.add((bytes[0]! << 8) | bytes[1]!);
  }
  return codes;
}

/** The cost of a character by its frequency, in the unit of oneByte.ts; broken bytes cost most. */
function characterCost(usual: number, bytes: number, isFrequent: boolean): number {
  if (isFrequent) return 4.8;
  if (usual <= broken) return 14;
  if (bytes === 1) return 5.5;
  return bytes === 4 ? 8 : usual >= 0.7 ? 7.2 : usual >= 0.5 ? 8 : usual >= 0.3 ? 9 : usual >= 0 ? 11 : 12.5;
}

const isAsciiLetter = (byte: number | undefined) =>
  byte !== undefined && (within(byte, 0x41, 0x5a) || within(byte, 0x61, 0x7a));

/**
 * The negative logarithm of the likelihood of the bytes beyond ASCII, to compare with encodings of one byte. Characters
 * of East Asia stand side by side: one alone between Latin letters, or with half of it in ASCII, is unlikely.
 * @param sample lines with characters beyond ASCII
 */
export async function doubleByteCost(sample: Uint8Array, encoding: DoubleByteEncoding): Promise<number> {
  const frequent = await frequentCodes(encoding);
  const reader = readers.find(([name]) => name === encoding)![1];
  let cost = 0;
  let follows = false;
  for (let index = 0; index < sample.length;) {
    const first = sample[index]!;
    if (first < 0x80) {
      index = index + 1;
      follows = false;
      continue;
    }
    const [bytes, usual] = reader(first, sample[index + 1] ?? 0, sample[index + 2] ?? 0, sample[index + 3] ?? 0);
    const before = sample[index - 1];
    const next = sample[index + bytes];
    const isLone = !follows && (next === undefined || next < 0x80);
    const isHalfAscii = bytes === 2 && sample[index + 1]! < 0x80;
    const lone = 1.5 + (isHalfAscii ? 3 : 0) + (isAsciiLetter(before) ? 2 : 0) + (isAsciiLetter(next) ? 2 : 0);
    cost +=
      characterCost(usual, bytes, bytes === 2 && frequent.has((first << 8) | sample[index + 1]!)) -
      (isHalfAscii ? 3 : 0) +
      (isLone ? lone : 0);
    index = index + bytes;
    follows = true;
  }
  return cost;
}
