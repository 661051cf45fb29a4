// The operators of the graph, each with its attributes. A new one is a line here and a row in every table that is keyed
// by OperatorName (shape rules, gradient rules, each backend's emitter): the compiler names the tables that lack it.

import type { Dimension, Shape } from './dimension.js';

export type DataType = 'float32' | 'int32' | 'bool';

interface None {
  readonly [attribute: string]: never;
}

export interface Operators {
  /** A tensor that is fed at each run. */
  input: { readonly name: string; readonly dtype: DataType; readonly shape: Shape };
  /** A weight: fed or held by the backend. */
  parameter: { readonly name: string; readonly shape: Shape };
  /** A small tensor of known numbers, row-major. */
  constant: { readonly dtype: DataType; readonly shape: Shape; readonly values: readonly number[] };
  /** int32 [size]: 0, 1, 2, … */
  range: { readonly size: Dimension };

  // Elementwise with broadcasting. Integers wrap around; integer division truncates towards zero.
  add: None;
  subtract: None;
  multiply: None;
  divide: None;
  minimum: None;
  /** a > b, as bool. */
  greater: None;
  /** a = b, as bool. */
  equal: None;

  /** The same number, through which no gradient flows. */
  detach: None;
  /** x unchanged, but not before the second input is available: everything computed from it is computed late. */
  after: None;
  negate: None;
  exp: None;
  log: None;
  sqrt: None;
  tanh: None;
  relu: None;
  sigmoid: None;
  gelu: { readonly approximation: 'none' | 'tanh' };
  /** The derivative of gelu at x. */
  geluDerivative: { readonly approximation: 'none' | 'tanh' };
  cast: { readonly to: DataType };

  /** (dropout) x where the mask is true, else 0. The scale is left to a neighbouring matmul. */
  keepWhere: None;

  /** alpha · A·B over the last two axes, each optionally transposed; batch axes agree, or B has two axes. */
  matmul: { readonly transposeA: boolean; readonly transposeB: boolean; readonly alpha: number };
  /** alpha · (x·Wᵀ + b): x [rows, inputs], W [outputs, inputs], b [outputs]. */
  linear: { readonly alpha: number };
  /** Sum over the rows: [rows, columns] → [columns], times alpha. */
  sumRows: { readonly alpha: number };

  reshape: { readonly shape: Shape };
  transpose: { readonly permutation: readonly number[] };
  /** Elements start ≤ i < end of an axis. */
  slice: { readonly axis: number; readonly start: number; readonly end: Dimension };
  /** Pads with zeros: the reverse of slice. */
  padAxis: { readonly axis: number; readonly before: number; readonly size: Dimension };
  expand: { readonly shape: Shape };
  reduceSum: { readonly axes: readonly number[] };
  /** The largest element along the axes; these stay with size 1. */
  reduceMax: { readonly axes: readonly number[] };

  /** Over the last axis. */
  softmax: None;
  /** (x, γ, β) → γ·(x − mean)/√(variance + ε) + β over the last axis. */
  layerNorm: { readonly epsilon: number };
  /** Mean of the x of a layerNorm node, [..., 1]. */
  layerNormMean: None;
  /** 1/√(variance + ε) of the x of a layerNorm node, [..., 1]. */
  layerNormInverse: None;

  /** Rows of a table [rows, width] by int32 indices [...] → [..., width]. */
  gather: None;
  /** (indices [n], values [n, width]) → [rows, width]: values added up by row. */
  scatterAdd: { readonly rows: Dimension };
  /** (g₁ … gₙ) → √Σ‖gᵢ‖², a scalar. */
  globalNorm: None;
}

export type OperatorName = keyof Operators;
