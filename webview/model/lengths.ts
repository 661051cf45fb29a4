// The token-length histogram: what share of the texts a maximum length cuts, and the bars to draw.

import type { TokenLengths } from '../../src/shared/messages/data.js';

/** The largest number of bars. */
const bars = 24;

export interface Histogram {
  /** The number of texts of each bar; the last bar has no upper end. */
  readonly bars: readonly number[];
  /** The width of a bar in tokens. */
  readonly width: number;
  /** The number of tokens at the right edge of the drawing, beyond which the last bar continues. */
  readonly end: number;
}

/** Bars of equal width for the range of usual lengths; the last one collects the longest texts. */
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

/** The maximum length after a key press: 8 tokens further, 1 with Shift, or at an end; null for any other key. */
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
