// Selects the lines of a sample that show its encoding: those with bytes beyond ASCII.

import type { Settings } from '../../shared/settings.js';

export type Encoding = Exclude<Settings['encoding'], 'auto'>;

/** Lines with a byte that was seen less often than this are always selected. */
const rareSightings = 4;

/**
 * Lines from all over the sample, in their order, with every byte that occurs in it.
 * @param limit the approximate number of bytes beyond ASCII in all lines together
 */
export function linesBeyondAscii(sample: Uint8Array, limit: number): Uint8Array[] {
  const lines: { readonly line: Uint8Array; readonly isRare: boolean }[] = [];
  const seen = new Uint32Array(256);
  let total = 0;
  for (let start = 0; start < sample.length;) {
    const found = sample.indexOf(0x0a, start);
    const end = found < 0 ? sample.length : found;
    let high = 0;
    let isRare = false;
    for (let index = start; index < end; index++) {
      const byte = sample[index]!;
      if (byte < 0x80) continue;
      high += 1;
      isRare ||= seen[byte]! < rareSightings;
      seen[byte]! += 1;
    }
    if (high > 0) lines.push({ line: sample.subarray(start, end), isRare });
    total += high;
    start = end + 1;
  }
  // Multiples of this, as 32-bit numbers, are spread evenly and have no period that rows could have.
  const isDrawn = (index: number) => Math.imul(index, 0x9e3779b1) >>> 0 < (limit / total) * 2 ** 32;
  return lines.flatMap(({ line, isRare }, index) => (total <= limit || isRare || isDrawn(index) ? [line] : []));
}
