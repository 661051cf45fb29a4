// The token-length histogram: what share of the texts a maximum length cuts, and the bars to draw.

import type { TokenLengths } from '../../src/shared/messages/data.js';

/** Most bars that are drawn. */
const bars = 24;

export interface Histogram {
  /** Texts of each bar; the last has no upper end. */
  readonly bars: readonly number[];
  /** Tokens of a bar. */
  readonly width: number;
  /** Tokens where the last bar begins to have no end: the right edge of the drawing. */
  readonly end: number;
}

/** Bars of equal width around what matters: the longest texts are gathered in the last one. */
export function histogramOf({ width, bins, percentile95, longest }: TokenLengths, maxLength: number): Histogram {
  const wanted = Math.max(
    Math.min(longest, 2 * percentile95),
    Math.min(maxLength * 1.25, longest),
    width * 4,
    maxLength <= 512 ? maxLength * 1.1 : 0,
  );
  const gathered = Math.max(1, Math.ceil(wanted / (width * bars)));
  const used = Math.ceil(wanted / (width * gathered));
  const sums = new Array<number>(used).fill(0);
  bins.forEach((count, bin) => (sums[Math.min(used - 1, Math.floor(bin / gathered))]! += count));
  return { bars: sums, width: width * gathered, end: used * width * gathered };
}

/** Share of the texts that have more tokens than `maxLength`; within a bin they are taken to lie evenly. */
export function cutShare({ width, bins, texts, longest }: TokenLengths, maxLength: number): number {
  if (texts === 0 || maxLength >= longest) return 0;
  let cut = 0;
  bins.forEach((count, bin) => {
    const low = bin * width;
    // The last bin has no upper end, but no text in it is longer than the longest.
    const high = bin === bins.length - 1 ? Math.max(longest, low + 1) : low + width;
    if (low >= maxLength) cut += count;
    else if (high > maxLength) cut += (count * (high - maxLength)) / (high - low);
  });
  return cut / texts;
}

/** Where the line goes for a key: by 8, by 1 with Shift, to an end; null for another key. */
export function movedLimit(now: number, key: string, fine: boolean, minimum: number, maximum: number): number | null {
  const step = fine ? 1 : 8;
  const aims: Readonly<Record<string, number>> = {
    ArrowLeft: now - step,
    ArrowDown: now - step,
    ArrowRight: now + step,
    ArrowUp: now + step,
    Home: minimum,
    End: maximum,
  };
  const aim = aims[key];
  return aim === undefined ? null : Math.min(maximum, Math.max(minimum, aim));
}
