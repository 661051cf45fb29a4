// The gradient rule of every operator: from the gradient of its result to those of its inputs, as ordinary nodes.
// Below, g is the gradient of the result y; each rule lists the gradients of its inputs in order.

import * as b from '../graph/build.js';
import { type Dimension, product, sameShape, type Shape } from '../graph/dimension.js';
import { GraphError, type Node, type NodeOf } from '../graph/node.js';
import type { OperatorName, Operators } from '../graph/operators.js';

type Gradients = readonly (Node | undefined)[];
export type GradientRule<K extends OperatorName> = (node: NodeOf<K>, gradient: Node, y: Node) => Gradients;

/** Leaves, integers and comparisons: no gradient flows back. */
const nothing = (): Gradients => [];

/** Operators that are only used where no gradient is needed. Asking for one is a defect. */
const undefinedFor = (node: { readonly operator: string }): Gradients => {
  throw new GraphError(`${node.operator} has no gradient rule`);
};

const input = (node: { readonly inputs: readonly Node[] }, index: number): Node => {
  const found = node.inputs[index];
  if (!found) throw new GraphError(`input ${index} is missing`);
  return found;
};

/** Sums a gradient over the axes along which its value was broadcast. */
function unbroadcast(gradient: Node, shape: Shape): Node {
  if (sameShape(gradient.shape, shape)) return gradient;
  const lead = gradient.shape.length - shape.length;
  const axes = gradient.shape.flatMap((size, axis) =>
    axis < lead || (shape[axis - lead] === 1 && size !== 1) ? [axis] : [],
  );
  if (lead === 1 && axes.length === 1 && gradient.shape.length === 2) return b.sumRows(gradient);
  return b.reshape(b.reduceSum(gradient, axes), shape);
}

function matmul(node: NodeOf<'matmul'>, g: Node): Gradients {
  const { transposeA, transposeB, alpha } = node.attributes;
  const x = input(node, 0);
  const w = input(node, 1);
  if (w.shape.length !== x.shape.length)
    throw new GraphError('matmul of a batch with one matrix: reshape it to two axes');
  return [
    transposeA
      ? b.matmul(w, g, { transposeA: transposeB, transposeB: true, alpha })
      : b.matmul(g, w, { transposeB: !transposeB, alpha }),
    transposeB
      ? b.matmul(g, x, { transposeA: true, transposeB: transposeA, alpha })
      : b.matmul(x, g, { transposeA: !transposeA, alpha }),
  ];
}

function linear(node: NodeOf<'linear'>, g: Node): Gradients {
  const { alpha } = node.attributes;
  return [
    b.matmul(g, input(node, 1), { alpha }),
    b.matmul(g, input(node, 0), { transposeA: true, alpha }),
    b.sumRows(g, alpha),
  ];
}

/** dx = y·(g − Σ g·y) along the last axis. */
function softmax(g: Node, y: Node): Gradients {
  const inner = b.reduceSum(b.multiply(g, y), [y.shape.length - 1]);
  return [b.multiply(y, b.subtract(g, b.reshape(inner, [...y.shape.slice(0, -1), 1])))];
}

/**
 * With x̂ the normalised x and mean() over the last axis: dγ = Σ g·x̂, dβ = Σ g,
 * dx = (g·γ − mean(g·γ) − x̂·mean(g·γ·x̂)) / deviation. (Ba, Kiros, Hinton 2016.)
 */
function layerNorm(node: NodeOf<'layerNorm'>, g: Node, y: Node): Gradients {
  const x = input(node, 0);
  const weight = input(node, 1);
  const width = x.shape.at(-1) as Dimension;
  if (typeof width !== 'number') throw new GraphError('layerNorm over an axis without a number');
  const rows = product(x.shape.slice(0, -1));
  const flat = (value: Node) => b.reshape(value, [rows, width]);
  const column = b.reshape(weight, [width, 1]);
  const inverse = b.reshape(b.layerNormInverse(y), [rows, 1]);
  const normalised = b.multiply(b.subtract(flat(x), b.reshape(b.layerNormMean(y), [rows, 1])), inverse);
  const gradient = flat(g);
  const along = b.multiply(gradient, normalised);
  const meanOf = (value: Node) => b.matmul(value, column, { alpha: 1 / width });
  const centred = b.subtract(b.multiply(gradient, weight), b.multiply(normalised, meanOf(along)));
  const dx = b.multiply(b.subtract(centred, meanOf(gradient)), inverse);
  return [b.reshape(dx, x.shape), b.sumRows(along), b.sumRows(gradient)];
}

function gather(node: NodeOf<'gather'>, g: Node): Gradients {
  const table = input(node, 0);
  const indices = input(node, 1);
  const count = product(indices.shape);
  const width = table.shape[1] as Dimension;
  return [
    b.scatterAdd(b.reshape(indices, [count]), b.reshape(g, [count, width]), table.shape[0] as Dimension),
    undefined,
  ];
}

function inverseOf(permutation: readonly number[]): number[] {
  return permutation.map((_, axis) => permutation.indexOf(axis));
}

function keepAxes(shape: Shape, axes: Operators['reduceSum']['axes']): Shape {
  return shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
}

const one = () => b.constant(1);
const shapeOf = (node: { readonly inputs: readonly Node[] }, index: number) => input(node, index).shape;

export const gradientRules: { readonly [K in OperatorName]: GradientRule<K> } = {
  input: nothing,
  parameter: nothing,
  constant: nothing,
  range: nothing,
  add: (node, g) => [unbroadcast(g, shapeOf(node, 0)), unbroadcast(g, shapeOf(node, 1))],
  subtract: (node, g) => [unbroadcast(g, shapeOf(node, 0)), unbroadcast(b.negate(g), shapeOf(node, 1))],
  multiply: (node, g) => [
    unbroadcast(b.multiply(g, input(node, 1)), shapeOf(node, 0)),
    unbroadcast(b.multiply(g, input(node, 0)), shapeOf(node, 1)),
  ],
  divide: (node, g, y) => [
    unbroadcast(b.divide(g, input(node, 1)), shapeOf(node, 0)),
    unbroadcast(b.negate(b.divide(b.multiply(g, y), input(node, 1))), shapeOf(node, 1)),
  ],
  minimum: undefinedFor,
  greater: nothing,
  equal: nothing,
  detach: nothing,
  after: (_, g) => [g, undefined],
  negate: (_, g) => [b.negate(g)],
  exp: (_, g, y) => [b.multiply(g, y)],
  log: (node, g) => [b.divide(g, input(node, 0))],
  sqrt: (_, g, y) => [b.divide(g, b.scale(y, 2))],
  tanh: (_, g, y) => [b.multiply(g, b.subtract(one(), b.multiply(y, y)))],
  relu: (node, g) => [b.multiply(g, b.cast(b.greater(input(node, 0), b.constant(0)), 'float32'))],
  sigmoid: (_, g, y) => [b.multiply(g, b.multiply(y, b.subtract(one(), y)))],
  gelu: (node, g) => [b.multiply(g, b.geluDerivative(input(node, 0), node.attributes.approximation))],
  geluDerivative: undefinedFor,
  cast: nothing,
  keepWhere: (node, g) => [b.keepWhere(g, input(node, 1)), undefined],
  matmul,
  linear,
  sumRows: (node, g) => [b.expand(b.scale(g, node.attributes.alpha), shapeOf(node, 0))],
  reshape: (node, g) => [b.reshape(g, shapeOf(node, 0))],
  transpose: (node, g) => [b.transpose(g, inverseOf(node.attributes.permutation))],
  slice: (node, g) => [
    b.padAxis(g, node.attributes.axis, node.attributes.start, shapeOf(node, 0)[node.attributes.axis] as Dimension),
  ],
  padAxis: undefinedFor,
  expand: (node, g) => [unbroadcast(g, shapeOf(node, 0))],
  reduceSum: (node, g) => [b.expand(b.reshape(g, keepAxes(shapeOf(node, 0), node.attributes.axes)), shapeOf(node, 0))],
  reduceMax: undefinedFor,
  softmax: (_, g, y) => softmax(g, y),
  layerNorm,
  layerNormMean: undefinedFor,
  layerNormInverse: undefinedFor,
  gather,
  scatterAdd: (node, g) => [undefined, b.gather(g, input(node, 0))],
  globalNorm: undefinedFor,
};
