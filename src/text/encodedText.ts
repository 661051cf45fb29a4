// The tokens of a text or of a pair.

/**
 * Token ids with the special tokens in place. Segment (token type) 1 begins at `secondStart`; it is the length when
 * there is one segment.
 */
export interface EncodedText {
  readonly ids: Int32Array;
  readonly secondStart: number;
  /** Whether tokens were dropped to fit. */
  readonly cut: boolean;
  /** For a text in windows: the windows after the first, all of equal length. */
  readonly further?: readonly Omit<EncodedText, 'further' | 'cut'>[] | undefined;
}
