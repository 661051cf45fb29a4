// Detects encodings that are older than Unicode: first the best of East Asia, then whether one of a byte a character is
// better.

import { type Encoding, linesBeyondAscii } from './bytesBeyondAscii.js';
import { doubleByteCost, type DoubleByteEncoding, readDoubleBytes } from './doubleBytes.js';
import { readOneBytes } from './oneByte.js';

/** The share of common characters among those beyond ASCII that makes an encoding certain. */
const sureShare = 0.75;
const fewCharacters = 12;
/** The bonus on the cost of such a text. */
const frequentBonus = 6;
/**
 * Encodings whose costs differ by less than this count as equally likely: one is at most e^4 times as likely as the
 * other.
 */
const sureMargin = 4;
/** A byte beyond ASCII costs less than this in any text. */
const mostCost = 9;
/** The number of bytes beyond ASCII that are scored. */
const weighedBytes = 1500;

type Found = { readonly encoding: Encoding; readonly second?: Encoding | undefined } | { readonly unknown: string };

/** @param sample bytes that are not Unicode */
export async function detectLegacy(sample: Uint8Array): Promise<Found> {
  const lines = linesBeyondAscii(sample, weighedBytes);
  const dense = Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')]));
  const high = dense.reduce((sum, byte) => sum + (byte > 0x7f ? 1 : 0), 0);
  const asian = await eastAsian(sample);
  const ranked: { readonly encoding: Encoding; readonly cost: number }[] = [
    ...(await readOneBytes(dense)),
    {
      encoding: asian.encoding,
      cost: (await doubleByteCost(dense, asian.encoding)) - (asian.isFrequent === true ? frequentBonus : 0),
    },
  ].sort((a, b) => a.cost - b.cost);
  const best = ranked[0]!;
  if (best.cost > mostCost * high) return { unknown: 'binary data' };
  if (best.encoding === asian.encoding && asian.second !== undefined) return asian;
  const { default: iconv } = await import('iconv-lite');
  const text = iconv.decode(dense, best.encoding);
  const second = ranked.find(({ encoding }) => encoding !== best.encoding && iconv.decode(dense, encoding) !== text)!;
  return second.cost - best.cost < sureMargin
    ? { encoding: best.encoding, second: second.encoding }
    : { encoding: best.encoding };
}

/** The likeliest encoding of East Asia, whether or not the text is from there. */
async function eastAsian(sample: Uint8Array): Promise<{
  readonly encoding: DoubleByteEncoding;
  readonly second?: DoubleByteEncoding;
  readonly isFrequent?: boolean;
}> {
  const found = readDoubleBytes(sample);
  const gb = found.find(({ encoding }) => encoding === 'gb18030');
  // With so few characters several encodings fit, and this one is the most frequent.
  if (gb !== undefined && gb.characters < fewCharacters && gb.usual >= sureShare)
    return { encoding: 'gb18030', isFrequent: true };
  const [best, second] = [...found].sort((a, b) => b.usual - a.usual);
  if (best!.usual > second!.usual + 0.05) return { encoding: best!.encoding };
  const byStatistics = await rankedByStatistics(sample);
  const first = byStatistics ?? best!.encoding;
  return first === best!.encoding ? { encoding: first } : { encoding: first, second: best!.encoding };
}

/** chardet's names of the encodings in our spelling. */
const statisticalNames: Readonly<Record<string, DoubleByteEncoding>> = {
  GB18030: 'gb18030',
  Big5: 'big5',
  Shift_JIS: 'shift_jis',
  'EUC-JP': 'euc-jp',
  'EUC-KR': 'euc-kr',
};

async function rankedByStatistics(sample: Uint8Array): Promise<DoubleByteEncoding | undefined> {
  // The tables of chardet take a while to load, and few files need them.
  const { default: chardet } = await import('chardet');
  const start = Math.max(0, sample.findIndex((byte) => byte > 0x7f) - 1024);
  const ranked = chardet.analyse(sample.subarray(start, start + (1 << 16)));
  return ranked.flatMap(({ name }) => statisticalNames[name] ?? [])[0];
}
