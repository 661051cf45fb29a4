// How each operator is written in ONNX: one row an operator. A row writes nodes whose last output is named `output`.

import type { Dimension, Shape } from '../graph/dimension.js';
import type { Node, NodeOf } from '../graph/node.js';
import type { OperatorName } from '../graph/operators.js';
import { elementTypes } from './proto.js';
import type { OnnxWriter } from './writer.js';

/** @param names the ONNX names of the node's inputs */
export type OnnxRow<K extends OperatorName> = (
  writer: OnnxWriter,
  node: NodeOf<K>,
  names: readonly string[],
  output: string,
) => void;

/** An operator that ONNX has under its own name. */
const simple = (operator: string) => (writer: OnnxWriter, _: unknown, names: readonly string[], output: string) => {
  writer.node(operator, names, {}, [output]);
};

/** Inputs and parameters are written by the emitter, as the model's inputs or initializers. */
const outside = () => undefined;

const first = (names: readonly string[]): string => names[0] ?? '';
const shapeOf = (node: { readonly inputs: readonly Node[] }, index: number): Shape => node.inputs[index]?.shape ?? [];

const constant: OnnxRow<'constant'> = (writer, { attributes: { dtype, shape, values } }, _, output) => {
  const sizes = shape.map((size) => Number(size));
  if (dtype === 'bool') throw new Error('bool constants are not needed');
  writer.node('Identity', [dtype === 'float32' ? writer.floats(values, sizes) : writer.integers(values, sizes)], {}, [
    output,
  ]);
};

const range: OnnxRow<'range'> = (writer, { attributes: { size } }, _, output) => {
  const limit = writer.node('Cast', [writer.node('Squeeze', [writer.size(size)])], { to: elementTypes.int32 });
  writer.node('Range', [writer.integers([0]), limit, writer.integers([1])], {}, [output]);
};

/**
 * ½·(1 + erf(x/√2)) + x·φ(x), or for the tanh form its own derivative. Constants are folded to save passes over memory.
 */
const geluDerivative: OnnxRow<'geluDerivative'> = (writer, node, names, output) => {
  const multiply = (a: string, b: string) => writer.node('Mul', [a, b]);
  const add = (a: string, b: string) => writer.node('Add', [a, b]);
  const number = (value: number) => writer.floats([value]);
  const x = first(names);
  if (node.attributes.approximation === 'none') {
    const s = multiply(x, number(Math.SQRT1_2));
    // (1/√π)·exp(−s²) = exp(ln(1/√π) − s²), and x·φ(x) = s·(1/√π)·exp(−s²)
    const density = writer.node('Exp', [writer.node('Sub', [number(-0.5 * Math.log(Math.PI)), multiply(s, s)])]);
    const half = multiply(writer.node('Erf', [s]), number(0.5));
    writer.node('Add', [add(half, multiply(s, density)), number(0.5)], {}, [output]);
    return;
  }
  const c = Math.sqrt(2 / Math.PI);
  const square = multiply(x, x);
  const inner = multiply(x, add(multiply(square, number(0.044715 * c)), number(c)));
  const t = writer.node('Tanh', [inner]);
  const slope = multiply(x, add(multiply(square, number(3 * 0.044715 * c)), number(c)));
  const bend = multiply(slope, writer.node('Sub', [number(1), multiply(t, t)]));
  writer.node('Mul', [add(add(t, number(1)), bend), number(0.5)], {}, [output]);
};

const keepWhere: OnnxRow<'keepWhere'> = (writer, _, [x = '', mask = ''], output) => {
  writer.node('Mul', [x, writer.node('Cast', [mask], { to: elementTypes.float32 })], {}, [output]);
};

const matmul: OnnxRow<'matmul'> = (writer, node, [a = '', b = ''], output) => {
  const { transposeA, transposeB, alpha } = node.attributes;
  const rank = shapeOf(node, 0).length;
  if (!transposeA && !transposeB && alpha === 1) {
    writer.node('MatMul', [a, b], {}, [output]);
  } else if (rank === 2) {
    writer.node('Gemm', [a, b], { transA: Number(transposeA), transB: Number(transposeB), alpha: { float: alpha } }, [
      output,
    ]);
  } else if (writer.dialect === 'runtime') {
    const attributes = { transA: Number(transposeA), transB: Number(transposeB), alpha: { float: alpha } };
    writer.runtimeNode('FusedMatMul', [a, b], attributes, output);
  } else {
    const swap = (name: string) =>
      writer.node('Transpose', [name], { perm: [...Array(rank - 2).keys(), rank - 1, rank - 2] });
    const result = writer.node('MatMul', [transposeA ? swap(a) : a, transposeB ? swap(b) : b]);
    writer.node('Mul', [result, writer.floats([alpha])], {}, [output]);
  }
};

const linear: OnnxRow<'linear'> = (writer, { attributes: { alpha } }, names, output) => {
  writer.node('Gemm', names, { transB: 1, alpha: { float: alpha }, beta: { float: alpha } }, [output]);
};

/** A matmul with ones: twice as fast as ReduceSum over the first axis on the CPU. */
const sumRows: OnnxRow<'sumRows'> = (writer, node, names, output) => {
  const [rows = 1, columns = 1] = shapeOf(node, 0);
  const ones = writer.node('Expand', [writer.floats([1]), writer.sizes([1, rows])]);
  const sum = writer.node('Gemm', [ones, first(names)], { alpha: { float: node.attributes.alpha } });
  writer.node('Reshape', [sum, writer.reshapeTarget([1, columns], [columns])], {}, [output]);
};

const reshape: OnnxRow<'reshape'> = (writer, node, names, output) => {
  writer.node('Reshape', [first(names), writer.reshapeTarget(shapeOf(node, 0), node.attributes.shape)], {}, [output]);
};

const slice: OnnxRow<'slice'> = (writer, { attributes: { axis, start, end } }, names, output) => {
  writer.node('Slice', [first(names), writer.longs([start]), writer.size(end), writer.longs([axis])], {}, [output]);
};

/** Expands x by an empty shape that is computed from the other tensor: x stays as it is, but waits for that tensor. */
const after: OnnxRow<'after'> = (writer, _, [x = '', other = ''], output) => {
  writer.node('Expand', [x, writer.node('Shape', [other], { start: 0, end: 0 })], {}, [output]);
};

const padAxis: OnnxRow<'padAxis'> = (writer, node, names, output) => {
  const { axis, before, size } = node.attributes;
  const inner = shapeOf(node, 0)[axis] as Dimension;
  const after = writer.node('Sub', [
    writer.size(size),
    writer.node('Add', [writer.size(inner), writer.longs([before])]),
  ]);
  const amounts = writer.node('Concat', [writer.longs([before]), after], { axis: 0 });
  writer.node('Pad', [first(names), amounts, writer.floats([0]), writer.longs([axis])], {}, [output]);
};

const layerNorm: OnnxRow<'layerNorm'> = (writer, { attributes: { epsilon } }, names, output) => {
  writer.node('LayerNormalization', names, { axis: -1, epsilon: { float: epsilon } }, [
    output,
    `${output}_mean`,
    `${output}_inverse`,
  ]);
};

/**
 * The number of rows up to which a matmul replaces a scatter: it is faster, and its sums have a fixed order even on a
 * GPU.
 */
const fewRows = 16;

/**
 * Never ScatterND: above some size ONNX Runtime's threads add to the same row at once, and updates are lost
 * (microsoft/onnxruntime 18048, 23396). ScatterElements is right, in the order of the values, on one thread.
 */
const scatterAdd: OnnxRow<'scatterAdd'> = (writer, node, [indices = '', values = ''], output) => {
  const { rows } = node.attributes;
  const [count = 1, width = 1] = shapeOf(node, 1);
  const column = writer.node('Reshape', [indices, writer.longs([-1, 1])]);
  if (typeof rows === 'number' && rows <= fewRows) {
    const isRow = writer.node('Equal', [column, writer.integers([...Array(rows).keys()], [1, rows])]);
    writer.node('Gemm', [writer.node('Cast', [isRow], { to: elementTypes.float32 }), values], { transA: 1 }, [output]);
    return;
  }
  const zeros = writer.node('Expand', [writer.floats([0]), writer.sizes([rows, width])]);
  const everywhere = writer.node('Expand', [column, writer.sizes([count, width])]);
  writer.node('ScatterElements', [zeros, everywhere, values], { axis: 0, reduction: 'add' }, [output]);
};

/**
 * Σx², first along rows, then over the row sums. A million squares added one after another in float32 are off by 3e-5;
 * on a GPU one thread would add them all.
 */
export function sumOfSquares(writer: OnnxWriter, name: string, rank: number): string {
  const rows = rank < 2 ? name : writer.node('ReduceSumSquare', [name, writer.longs([rank - 1])], { keepdims: 0 });
  return writer.node(rank < 2 ? 'ReduceSumSquare' : 'ReduceSum', [rows], { keepdims: 0 });
}

const globalNorm: OnnxRow<'globalNorm'> = (writer, node, names, output) => {
  const squares = names.map((name, index) => sumOfSquares(writer, name, shapeOf(node, index).length));
  writer.node('Sqrt', [squares.length === 1 ? first(squares) : writer.node('Sum', squares)], {}, [output]);
};

const reduce =
  (operator: string, keep: 0 | 1): OnnxRow<'reduceSum' | 'reduceMax'> =>
  (writer, { attributes: { axes } }, names, output) => {
    writer.node(operator, [first(names), writer.longs(axes)], { keepdims: keep }, [output]);
  };

/** A value that its layerNorm node has written already. */
const statistic = (suffix: string) => (writer: OnnxWriter, _: unknown, names: readonly string[], output: string) => {
  writer.node('Identity', [`${first(names)}${suffix}`], {}, [output]);
};

export const onnxRows: { readonly [K in OperatorName]: OnnxRow<K> } = {
  input: outside,
  parameter: outside,
  constant,
  range,
  add: simple('Add'),
  subtract: simple('Sub'),
  multiply: simple('Mul'),
  divide: simple('Div'),
  minimum: simple('Min'),
  greater: simple('Greater'),
  equal: simple('Equal'),
  detach: simple('Identity'),
  after,
  negate: simple('Neg'),
  exp: simple('Exp'),
  log: simple('Log'),
  sqrt: simple('Sqrt'),
  tanh: simple('Tanh'),
  relu: simple('Relu'),
  sigmoid: simple('Sigmoid'),
  gelu: (writer, { attributes: { approximation } }, names, output) => {
    writer.node('Gelu', names, { approximate: approximation }, [output]);
  },
  geluDerivative,
  cast: (writer, { attributes: { to } }, names, output) => {
    writer.node('Cast', names, { to: elementTypes[to] }, [output]);
  },
  keepWhere,
  matmul,
  linear,
  sumRows,
  reshape,
  transpose: (writer, { attributes: { permutation } }, names, output) => {
    writer.node('Transpose', names, { perm: permutation }, [output]);
  },
  slice,
  padAxis,
  expand: (writer, { attributes: { shape } }, names, output) => {
    writer.node('Expand', [first(names), writer.sizes(shape)], {}, [output]);
  },
  reduceSum: reduce('ReduceSum', 0),
  reduceMax: reduce('ReduceMax', 1),
  softmax: (writer, _, names, output) => {
    writer.node('Softmax', names, { axis: -1 }, [output]);
  },
  layerNorm,
  layerNormMean: statistic('_mean'),
  layerNormInverse: statistic('_inverse'),
  gather: simple('Gather'),
  scatterAdd,
  globalNorm,
};
