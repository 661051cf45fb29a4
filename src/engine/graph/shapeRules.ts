// The shape rule of every operator: from the inputs' types and the attributes to the result's type, or an error.

import { broadcast, type Dimension, product, sameShape, type Shape, showShape } from './dimension.js';
import type { DataType, OperatorName, Operators } from './operators.js';
import type { TensorType } from './tensorType.js';

type Inputs = readonly TensorType[];
/** The result's type, or a sentence about the mismatch. */
export type ShapeRule<K extends OperatorName> = (inputs: Inputs, attributes: Operators[K]) => TensorType | string;

const none: TensorType = { dtype: 'bool', shape: [] };
const at = (inputs: Inputs, index: number): TensorType => inputs[index] ?? none;

function leaf(dtype: DataType, shape: Shape) {
  return (inputs: Inputs) => (inputs.length === 0 ? { dtype, shape } : 'takes no inputs');
}

function elementwise(inputs: Inputs): TensorType | string {
  const [a, b] = inputs;
  if (!a || !b || inputs.length !== 2) return 'takes two inputs';
  if (a.dtype !== b.dtype) return 'types differ';
  const shape = broadcast(a.shape, b.shape);
  return shape ? { dtype: a.dtype, shape } : 'shapes do not broadcast';
}

function comparison(inputs: Inputs): TensorType | string {
  const result = elementwise(inputs);
  return typeof result === 'string' ? result : { dtype: 'bool', shape: result.shape };
}

function unary(inputs: Inputs): TensorType | string {
  const [x] = inputs;
  return x && inputs.length === 1 ? x : 'takes one input';
}

/** A runtime knows a shape without an open size beforehand, and would not wait. */
function after(inputs: Inputs): TensorType | string {
  if (inputs.length !== 2) return 'takes x and what it waits for';
  return at(inputs, 1).shape.some((size) => typeof size === 'string')
    ? at(inputs, 0)
    : 'waits for a tensor without an open size';
}

function floatUnary(inputs: Inputs): TensorType | string {
  return at(inputs, 0).dtype === 'float32' ? unary(inputs) : 'takes float32';
}

function swapLast(shape: Shape, swap: boolean): Shape {
  return swap ? [...shape.slice(0, -2), ...shape.slice(-1), ...shape.slice(-2, -1)] : shape;
}

function matmul(inputs: Inputs, { transposeA, transposeB }: Operators['matmul']): TensorType | string {
  if (inputs.length !== 2 || inputs.some((x) => x.dtype !== 'float32')) return 'takes two float32 tensors';
  const a = swapLast(at(inputs, 0).shape, transposeA);
  const b = swapLast(at(inputs, 1).shape, transposeB);
  if (a.length < 2 || b.length < 2) return 'takes matrices';
  if (a.at(-1) !== b.at(-2)) return 'inner sizes differ';
  if (b.length > 2 && !sameShape(a.slice(0, -2), b.slice(0, -2))) return 'batch axes differ';
  return { dtype: 'float32', shape: [...a.slice(0, -1), ...b.slice(-1)] };
}

function linear(inputs: Inputs): TensorType | string {
  const [x, weight, bias] = inputs;
  if (!x || !weight || !bias || inputs.length !== 3) return 'takes x, weight and bias';
  if (x.shape.length !== 2 || weight.shape.length !== 2) return 'takes matrices';
  if (x.shape[1] !== weight.shape[1] || !sameShape(bias.shape, weight.shape.slice(0, 1))) return 'sizes differ';
  return { dtype: 'float32', shape: [...x.shape.slice(0, 1), ...weight.shape.slice(0, 1)] };
}

function reshape(inputs: Inputs, { shape }: Operators['reshape']): TensorType | string {
  const x = at(inputs, 0);
  return product(x.shape) === product(shape)
    ? { dtype: x.dtype, shape }
    : `${showShape(shape)} has another number of elements`;
}

function transpose(inputs: Inputs, { permutation }: Operators['transpose']): TensorType | string {
  const x = at(inputs, 0);
  const sorted = [...permutation].sort((a, b) => a - b);
  if (permutation.length !== x.shape.length || sorted.some((axis, index) => axis !== index))
    return 'no permutation of the axes';
  return { dtype: x.dtype, shape: permutation.map((axis) => x.shape[axis] as Dimension) };
}

function replaceAxis(x: TensorType, axis: number, size: Dimension): TensorType | string {
  if (axis < 0 || axis >= x.shape.length) return `has no axis ${axis}`;
  return { dtype: x.dtype, shape: x.shape.map((old, index) => (index === axis ? size : old)) };
}

function slice(inputs: Inputs, { axis, start, end }: Operators['slice']): TensorType | string {
  if (start !== 0 && typeof end !== 'number') return 'starts at 0 when its end is not a number';
  if (typeof end === 'number' && end <= start) return 'is empty';
  return replaceAxis(at(inputs, 0), axis, typeof end === 'number' ? end - start : end);
}

function reduce(keep: boolean) {
  return (inputs: Inputs, { axes }: { readonly axes: readonly number[] }): TensorType | string => {
    const x = at(inputs, 0);
    if (axes.length === 0 || axes.some((axis) => axis < 0 || axis >= x.shape.length)) return 'has no such axes';
    const shape = keep
      ? x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
      : x.shape.filter((_, axis) => !axes.includes(axis));
    return { dtype: x.dtype, shape };
  };
}

function layerNorm(inputs: Inputs): TensorType | string {
  const [x, scale, shift] = inputs;
  if (!x || !scale || !shift) return 'takes x, scale and shift';
  const last = x.shape.slice(-1);
  return sameShape(scale.shape, last) && sameShape(shift.shape, last) ? x : 'scale or shift has another size';
}

function layerNormStatistic(inputs: Inputs): TensorType | string {
  const x = at(inputs, 0);
  return { dtype: 'float32', shape: [...x.shape.slice(0, -1), 1] };
}

function gather(inputs: Inputs): TensorType | string {
  const [table, indices] = inputs;
  if (!table || !indices || table.shape.length !== 2) return 'takes a table of rows and indices';
  if (indices.dtype !== 'int32') return 'indices are int32';
  return { dtype: table.dtype, shape: [...indices.shape, ...table.shape.slice(1)] };
}

function scatterAdd(inputs: Inputs, { rows }: Operators['scatterAdd']): TensorType | string {
  const [indices, values] = inputs;
  if (!indices || !values || indices.dtype !== 'int32') return 'takes int32 indices and values';
  if (indices.shape.length !== 1 || values.shape.length !== 2 || indices.shape[0] !== values.shape[0])
    return 'takes [n] and [n, width]';
  return { dtype: 'float32', shape: [rows, ...values.shape.slice(1)] };
}

export const shapeRules: { readonly [K in OperatorName]: ShapeRule<K> } = {
  input: (inputs, { dtype, shape }) => leaf(dtype, shape)(inputs),
  parameter: (inputs, { shape }) => leaf('float32', shape)(inputs),
  constant: (inputs, { dtype, shape, values }) =>
    product(shape) === values.length ? leaf(dtype, shape)(inputs) : 'has another number of values',
  range: (inputs, { size }) => leaf('int32', [size])(inputs),
  add: elementwise,
  subtract: elementwise,
  multiply: elementwise,
  divide: elementwise,
  minimum: elementwise,
  greater: comparison,
  equal: comparison,
  detach: unary,
  after,
  negate: unary,
  exp: floatUnary,
  log: floatUnary,
  sqrt: floatUnary,
  tanh: floatUnary,
  relu: floatUnary,
  sigmoid: floatUnary,
  gelu: floatUnary,
  geluDerivative: floatUnary,
  cast: (inputs, { to }) => ({ dtype: to, shape: at(inputs, 0).shape }),
  keepWhere: (inputs) =>
    at(inputs, 1).dtype === 'bool' && sameShape(at(inputs, 0).shape, at(inputs, 1).shape)
      ? at(inputs, 0)
      : 'takes x and a bool mask of its shape',
  matmul,
  linear,
  sumRows: (inputs) =>
    at(inputs, 0).shape.length === 2 ? { dtype: 'float32', shape: at(inputs, 0).shape.slice(1) } : 'takes a matrix',
  reshape,
  transpose,
  slice,
  padAxis: (inputs, { axis, size }) => replaceAxis(at(inputs, 0), axis, size),
  expand: (inputs, { shape }) => {
    const result = broadcast(at(inputs, 0).shape, shape);
    return result && sameShape(result, shape)
      ? { dtype: at(inputs, 0).dtype, shape }
      : `does not expand to ${showShape(shape)}`;
  },
  reduceSum: reduce(false),
  reduceMax: reduce(true),
  softmax: floatUnary,
  layerNorm,
  layerNormMean: layerNormStatistic,
  layerNormInverse: layerNormStatistic,
  gather,
  scatterAdd,
  globalNorm: (inputs) => (inputs.length > 0 ? { dtype: 'float32', shape: [] } : 'takes at least one gradient'),
};
