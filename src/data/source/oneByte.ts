// Scores how well bytes read as text in each encoding of one byte a character: by the letters of languages, their case,
// the script of a word, and the position of punctuation.

import type { Settings } from '../../shared/settings.js';
import { type Language, languages } from './letters.js';

export type OneByteEncoding = Extract<
  Settings['encoding'],
  `windows-${string}` | `iso-${string}` | `koi8-${string}` | `ibm${string}` | 'macintosh'
>;

/** The cost of each encoding for its rarity, in the unit of `OneByteReading`. */
const pages: Readonly<Record<OneByteEncoding, number>> = {
  'windows-1252': 0,
  'windows-1250': 1,
  'windows-1251': 1,
  'windows-1253': 1,
  'windows-1254': 1,
  'windows-1255': 1,
  'windows-1256': 1,
  'windows-1257': 1.5,
  'windows-1258': 2,
  'windows-874': 1,
  'iso-8859-2': 2,
  'iso-8859-3': 4,
  'iso-8859-4': 4,
  'iso-8859-5': 3,
  'iso-8859-6': 3,
  'iso-8859-7': 2.5,
  'iso-8859-8': 3,
  'iso-8859-10': 5,
  'iso-8859-13': 3,
  'iso-8859-14': 5,
  'iso-8859-15': 2,
  'iso-8859-16': 4,
  'koi8-r': 2,
  'koi8-u': 2.5,
  macintosh: 3,
  ibm850: 3.5,
  ibm866: 3,
};

export interface OneByteReading {
  readonly encoding: OneByteEncoding;
  /** The negative logarithm of the likelihood: lower is better. */
  readonly cost: number;
}

/** The costs of punctuation and signs; one that is not listed is rare in texts. */
const marks: Readonly<Record<string, number>> = {
  '’': 3,
  '“': 3.8,
  '”': 3.8,
  '–': 4,
  '‘': 4.6,
  '„': 4.6,
  '—': 4.6,
  '…': 4.6,
  '«': 4.6,
  '»': 4.6,
  '\u00a0': 4.6,
  '°': 4.8,
  '€': 4.8,
  '£': 5,
  '©': 6,
  '®': 6,
  '™': 6,
  '½': 6,
  '²': 6,
  '§': 6,
  '•': 5.5,
  '·': 6,
  '№': 5.5,
  '×': 6,
  '±': 6.5,
  '¼': 7,
  '¾': 7,
  µ: 7,
  '³': 7,
  º: 6,
  ª: 6.5,
  '¥': 6.5,
  '¢': 7,
  '¿': 6.5,
  '¡': 6.5,
  '‚': 6.5,
  '´': 6.5,
  '¨': 8,
  '¬': 8,
  '¶': 8.5,
  '¹': 7.5,
  '‰': 8,
  '†': 8,
  '‹': 7,
  '›': 7,
  '÷': 8,
  '₪': 7,
  '฿': 7,
};
const rareMark = 9;
const strangeLetter = 9.5;
const noCharacter = 14;

/** @param sample lines with characters beyond ASCII, some thousands of them at most */
export async function readOneBytes(sample: Uint8Array): Promise<OneByteReading[]> {
  const { default: iconv } = await import('iconv-lite');
  const high = Buffer.from(Array.from({ length: 128 }, (_, index) => 128 + index));
  const words = asciiWords(sample);
  // The cost of a rare encoding grows with the text, as the other costs do.
  const rarity =
    1 +
    0.015 *
      Math.min(
        100,
        sample.reduce((sum, byte) => sum + (byte >> 7), 0),
      );
  return (Object.keys(pages) as OneByteEncoding[])
    .map((encoding) => {
      const characters = Array.from(iconv.decode(high, encoding));
      return { encoding, cost: pages[encoding] * rarity + costOf(sample, characters, words) };
    })
    .sort((a, b) => a.cost - b.cost);
}

function asciiWords(sample: Uint8Array): string[] {
  const text = Buffer.from(sample.slice(0, 1 << 14)).toString('latin1');
  return (
    text
      .toLowerCase()
      .match(/(?<![\w\x80-\xff])[a-z]+(?![\w\x80-\xff])/g)
      ?.slice(0, 600) ?? []
  );
}

function costOf(sample: Uint8Array, characters: readonly string[], words: readonly string[]): number {
  const counts = new Map<string, number>();
  let cost = 0;
  const at = (index: number) => {
    const byte = sample[index];
    return byte === undefined ? ' ' : byte < 0x80 ? String.fromCharCode(byte) : characters[byte - 128]!;
  };
  for (let index = 0; index < sample.length; index++) {
    if (sample[index]! < 0x80) continue;
    const character = at(index);
    const place = { before: at(index - 1), after: at(index + 1), second: at(index - 2) };
    const mark = markCost(character, place);
    if (mark !== undefined) cost += mark;
    else {
      const plain = isUpper(character) ? character.toLowerCase() : character;
      counts.set(plain, (counts.get(plain) ?? 0) + 1);
      cost += letterCost(character, place);
    }
  }
  return languages.reduce((least, one) => Math.min(least, cost + languageCost(one, counts, words)), Infinity);
}

function languageCost(
  { costs, words: common }: Language,
  counts: ReadonlyMap<string, number>,
  words: readonly string[],
) {
  let cost = 0;
  for (const [letter, count] of counts) cost += count * (costs.get(letter) ?? strangeLetter);
  const known = words.filter((word) => common.has(word)).length;
  return cost - Math.min(20, 0.8 * known);
}

interface Place {
  readonly before: string;
  readonly after: string;
  readonly second: string;
}

const isLetter = (character: string) => /[\p{L}\p{M}]/u.test(character) && !'ˆªº'.includes(character);
const isUpper = (character: string) => character !== character.toLowerCase();
const isLower = (character: string) => character !== character.toUpperCase();
const isDigit = (character: string) => character >= '0' && character <= '9';

/** Undefined for a letter. */
function markCost(character: string, { before, after }: Place): number | undefined {
  if (/[\ufffd\p{C}]/u.test(character)) return /[\u200c-\u200f]/.test(character) ? 5 : noCharacter;
  if (isLetter(character) && character !== 'µ') return undefined;
  return (marks[character] ?? rareMark) + placeCost(character, isLetter(before), isLetter(after), before, after);
}

function placeCost(
  character: string,
  isAfterLetter: boolean,
  isBeforeLetter: boolean,
  before: string,
  after: string,
): number {
  switch (character) {
    case '’':
      if (/[a-z]/i.test(before) && /[stmdlrv]/i.test(after)) return -1.8;
      if (/[ldjcnstmu]/i.test(before) && isBeforeLetter) return -1.8;
      return isAfterLetter || /[\d.,!?)]/.test(before) ? 0 : 2;
    case '“':
    case '‘':
    case '„':
    case '«':
    case '¿':
    case '¡':
      // German closes with “, Swedish opens with ”, and Danish with ».
      return !isAfterLetter || !isBeforeLetter ? 0 : 5;
    case '”':
    case '»':
      return !isAfterLetter || !isBeforeLetter ? 0 : 5;
    case '°':
      return isDigit(before) || before === ' ' ? 0 : 3;
    case '€':
    case '£':
      return isDigit(before) || isDigit(after) || (before === ' ' && !isBeforeLetter) ? 0 : 3;
    case '\u00a0':
    case '–':
    case '—':
    case '·':
      return 0;
    default:
      return isAfterLetter && isBeforeLetter
        ? 5
        : isAfterLetter !== isBeforeLetter && !/[…™®©²³]/.test(character)
          ? 1.5
          : 0;
  }
}

const finals = /[ςךםןףץ]/;
const thaiMark = /[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]/;
const thaiLead = /[\u0e40-\u0e44]/;
const thaiLetter = /[\u0e01-\u0e2e]/;

function letterCost(character: string, { before, after, second }: Place): number {
  return (
    caseCost(character, before, after, second) +
    scriptCost(character, before, after) +
    shapeCost(character, before, after)
  );
}

function caseCost(character: string, before: string, after: string, second: string): number {
  if (isUpper(character)) {
    if (isLetter(before) && isLower(before) && !isUpper(before)) return 7;
    return isLetter(before) && isUpper(before) ? (isLower(after) && !isUpper(after) && isLetter(after) ? 3 : 1) : 2.2;
  }
  const isShouted = isLower(character) && isUpper(before) && isUpper(second) && isLetter(before) && isLetter(second);
  return isShouted ? 4 : 0;
}

/** A word has letters of one script. */
function scriptCost(character: string, before: string, after: string): number {
  const script = scriptOf(character);
  const others = [before, after].filter((one) => isLetter(one) && !/\p{M}/u.test(one) && scriptOf(one) !== script);
  if (/\p{M}/u.test(character)) return 5 * others.length;
  if (script === thai) return 5 * others.length + (isLetter(before) || isLetter(after) ? 0 : 4);
  const digits = Number(isDigit(before)) + Number(isDigit(after));
  const isAlone = !isLetter(before) && !isLetter(after);
  const alone = !isAlone
    ? 0
    : script === cyrillic && 'ивсяоаукжбіІИВСЯОАУК'.includes(character)
      ? 0.5
      : 'àáéèóúÀÁÉÈÓÚåÅöÖ'.includes(character)
        ? 0.5
        : 4;
  return 5 * others.length + 3 * digits + alone;
}

const cyrillic = 2;
const thai = 5;

function scriptOf(character: string): number {
  const code = character.codePointAt(0)!;
  return code < 0x370 || (code >= 0x1e00 && code < 0x1f00)
    ? 0
    : code < 0x400
      ? 1
      : code < 0x530
        ? 2
        : code < 0x600
          ? 3
          : code < 0xe00
            ? 4
            : 5;
}

/** Letters that end a word, marks that need a letter before them, and vowels that stand before one in Thai. */
function shapeCost(character: string, before: string, after: string): number {
  if (finals.test(character)) return isLetter(after) ? 5 : isLetter(before) ? 0 : 3;
  if (thaiMark.test(character)) return thaiLetter.test(before) || thaiMark.test(before) ? -1.5 : 6;
  if (thaiLead.test(character)) return thaiLetter.test(after) ? -1.5 : 6;
  if (/\p{M}/u.test(character)) return isLetter(before) && !/\p{M}/u.test(before) ? 0 : 5;
  return 0;
}
