// What a text, or a pair, becomes.

/**
 * Token ids with the special tokens in place. Segment (token type) 1 begins at `secondStart`; it is the length when
 * there is one segment.
 */
export interface EncodedText {
  readonly ids: Int32Array;
  readonly secondStart: number;
  /** Whether tokens were dropped to fit. */
  readonly cut: boolean;
  /** Of a text in windows, those behind the first, each as long as it. */
  readonly further?: readonly Omit<EncodedText, 'further' | 'cut'>[] | undefined;
}
