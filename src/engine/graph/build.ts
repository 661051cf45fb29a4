// Functions that create nodes, named like the mathematics. Shapes: (B, T, H) stands for [batch, length, hidden].

import type { Dimension, Shape } from './dimension.js';
import { createNode, type Node } from './node.js';
import type { DataType } from './operators.js';

export const input = (name: string, dtype: DataType, shape: Shape): Node =>
  createNode('input', [], { name, dtype, shape });
export const parameter = (name: string, shape: Shape): Node => createNode('parameter', [], { name, shape });
export const constant = (value: number, dtype: DataType = 'float32'): Node =>
  createNode('constant', [], { dtype, shape: [], values: [value] });
export const range = (size: Dimension): Node => createNode('range', [], { size });

export const add = (a: Node, b: Node): Node => createNode('add', [a, b], {});
export const subtract = (a: Node, b: Node): Node => createNode('subtract', [a, b], {});
export const multiply = (a: Node, b: Node): Node => createNode('multiply', [a, b], {});
export const divide = (a: Node, b: Node): Node => createNode('divide', [a, b], {});
export const minimum = (a: Node, b: Node): Node => createNode('minimum', [a, b], {});
export const greater = (a: Node, b: Node): Node => createNode('greater', [a, b], {});
export const equal = (a: Node, b: Node): Node => createNode('equal', [a, b], {});
export const scale = (x: Node, factor: number): Node => (factor === 1 ? x : multiply(x, constant(factor, x.dtype)));

export const detach = (x: Node): Node => createNode('detach', [x], {});
export const after = (x: Node, other: Node): Node => createNode('after', [x, other], {});
export const negate = (x: Node): Node => createNode('negate', [x], {});
export const exp = (x: Node): Node => createNode('exp', [x], {});
export const log = (x: Node): Node => createNode('log', [x], {});
export const sqrt = (x: Node): Node => createNode('sqrt', [x], {});
export const tanh = (x: Node): Node => createNode('tanh', [x], {});
export const relu = (x: Node): Node => createNode('relu', [x], {});
export const sigmoid = (x: Node): Node => createNode('sigmoid', [x], {});
export const gelu = (x: Node, approximation: 'none' | 'tanh'): Node => createNode('gelu', [x], { approximation });
export const geluDerivative = (x: Node, approximation: 'none' | 'tanh'): Node =>
  createNode('geluDerivative', [x], { approximation });
export const cast = (x: Node, to: DataType): Node => (x.dtype === to ? x : createNode('cast', [x], { to }));
export const keepWhere = (x: Node, mask: Node): Node => createNode('keepWhere', [x, mask], {});

interface Transposes {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  readonly alpha?: number;
}
export const matmul = (
  a: Node,
  b: Node,
  { transposeA = false, transposeB = false, alpha = 1 }: Transposes = {},
): Node => createNode('matmul', [a, b], { transposeA, transposeB, alpha });
export const linear = (x: Node, weight: Node, bias: Node, alpha = 1): Node =>
  createNode('linear', [x, weight, bias], { alpha });
export const sumRows = (x: Node, alpha = 1): Node => createNode('sumRows', [x], { alpha });

export const reshape = (x: Node, shape: Shape): Node => createNode('reshape', [x], { shape });
export const transpose = (x: Node, permutation: readonly number[]): Node =>
  createNode('transpose', [x], { permutation });
export const slice = (x: Node, axis: number, start: number, end: Dimension): Node =>
  createNode('slice', [x], { axis, start, end });
export const padAxis = (x: Node, axis: number, before: number, size: Dimension): Node =>
  createNode('padAxis', [x], { axis, before, size });
export const expand = (x: Node, shape: Shape): Node => createNode('expand', [x], { shape });
export const reduceSum = (x: Node, axes: readonly number[]): Node => createNode('reduceSum', [x], { axes });
export const reduceMax = (x: Node, axes: readonly number[]): Node => createNode('reduceMax', [x], { axes });

export const softmax = (x: Node): Node => createNode('softmax', [x], {});
export const layerNorm = (x: Node, weight: Node, bias: Node, epsilon: number): Node =>
  createNode('layerNorm', [x, weight, bias], { epsilon });
export const layerNormMean = (norm: Node): Node => createNode('layerNormMean', [norm], {});
export const layerNormInverse = (norm: Node): Node => createNode('layerNormInverse', [norm], {});
export const gather = (table: Node, indices: Node): Node => createNode('gather', [table, indices], {});
export const scatterAdd = (indices: Node, values: Node, rows: Dimension): Node =>
  createNode('scatterAdd', [indices, values], { rows });
export const globalNorm = (gradients: readonly Node[]): Node => createNode('globalNorm', gradients, {});
