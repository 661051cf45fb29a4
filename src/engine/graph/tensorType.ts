// The type of a tensor in a graph.

import type { Shape } from './dimension.js';
import type { DataType } from './operators.js';

export interface TensorType {
  readonly dtype: DataType;
  readonly shape: Shape;
}
