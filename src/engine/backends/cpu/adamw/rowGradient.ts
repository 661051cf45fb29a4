// The gradient of an embedding: only the rows that a batch has met.

/** The gradient of an embedding [V, H]: `values` [U, H] for the distinct `rows` [U]; zero elsewhere. */
export interface RowGradient {
  readonly rows: Int32Array;
  readonly values: Float32Array;
}
