// Statistics of the texts' lengths in tokens: for the histogram beside the maximum length.

export interface LengthStatistics {
  readonly count: number;
  readonly mean: number;
  /** The length of the longest row as stored; a cut row has the maximum length. */
  readonly longest: number;
  /** The number of rows of 1 … width tokens, width + 1 … 2 width, …, up to the longest. */
  readonly histogram: Int32Array;
}

/** @param width the number of tokens in one bin of the histogram */
export function lengthStatistics(lengths: Uint16Array, width = 8): LengthStatistics {
  let total = 0;
  let longest = 0;
  for (const length of lengths) {
    total += length;
    if (length > longest) longest = length;
  }
  const histogram = new Int32Array(Math.ceil(longest / width));
  for (const length of lengths) {
    const bin = Math.max(0, Math.ceil(length / width) - 1);
    histogram[bin] = (histogram[bin] ?? 0) + 1;
  }
  return { count: lengths.length, mean: lengths.length ? total / lengths.length : 0, longest, histogram };
}
