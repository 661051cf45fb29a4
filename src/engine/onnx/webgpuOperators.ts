// The operators that are written differently for a GPU, where ONNX Runtime has fewer operators: the missing ones would
// silently run on the processor. (WebGPU: no n-ary Sum, FusedMatMul, Range of a fed size, arithmetic of int64.)

import type { Dimension, Shape } from '../graph/dimension.js';
import type { Node } from '../graph/node.js';
import { type OnnxRow, onnxRows, sumOfSquares } from './operators.js';
import { elementTypes } from './proto.js';
import type { OnnxWriter } from './writer.js';

const shapeOf = (node: { readonly inputs: readonly Node[] }, index: number): Shape => node.inputs[index]?.shape ?? [];

/** int32 [size]: 0, 1, 2, … Range itself is computed on the processor. */
function rangeOf(writer: OnnxWriter, size: Dimension): string {
  return typeof size === 'number' ? writer.integers([...Array(size).keys()], [size]) : writer.fedRange(size);
}

/** Slice takes no integers there. */
const slice: OnnxRow<'slice'> = (writer, node, names, output) => {
  const { axis, start, end } = node.attributes;
  if (node.dtype === 'float32') return onnxRows.slice(writer, node, names, output);
  const kept =
    typeof end === 'number'
      ? writer.integers(
          Array.from({ length: end - start }, (_, index) => start + index),
          [end - start],
        )
      : rangeOf(writer, end);
  writer.node('Gather', [names[0] ?? '', kept], { axis }, [output]);
};

/** A matmul in the writer's precision: `write` receives operands of that type, and the result is float32 again. */
function inPrecision(
  writer: OnnxWriter,
  factors: readonly string[],
  output: string,
  write: (factors: readonly string[], output: string) => void,
): void {
  if (writer.precision === 'float32') return write(factors, output);
  const product = writer.fresh();
  write(
    factors.map((name) => writer.half(name)),
    product,
  );
  writer.node('Cast', [product], { to: elementTypes.float32 }, [output]);
}

const matmul: OnnxRow<'matmul'> = (writer, node, names, output) => {
  const { transposeA, transposeB, alpha } = node.attributes;
  const rank = shapeOf(node, 0).length;
  if (rank === 2 || (!transposeA && !transposeB && alpha === 1))
    return inPrecision(writer, names, output, (factors, product) => onnxRows.matmul(writer, node, factors, product));
  const [a = '', b = ''] = names;
  const swap = (name: string) =>
    writer.node('Transpose', [name], { perm: [...Array(rank - 2).keys(), rank - 1, rank - 2] });
  const factors = [transposeA ? swap(a) : a, transposeB ? swap(b) : b];
  const product = alpha === 1 ? output : writer.fresh();
  inPrecision(writer, factors, product, (given, result) => void writer.node('MatMul', given, {}, [result]));
  if (alpha !== 1) writer.node('Mul', [product, writer.floats([alpha])], {}, [output]);
};

/** In float16 the bias is added to the matmul's result in float32. */
const linear: OnnxRow<'linear'> = (writer, node, names, output) => {
  if (writer.precision === 'float32') return onnxRows.linear(writer, node, names, output);
  const [x = '', weight = '', bias = ''] = names;
  const { alpha } = node.attributes;
  const product = writer.fresh();
  inPrecision(
    writer,
    [x, weight],
    product,
    (factors, result) => void writer.node('Gemm', factors, { transB: 1, alpha: { float: alpha } }, [result]),
  );
  writer.node('Add', [product, alpha === 1 ? bias : writer.node('Mul', [bias, writer.floats([alpha])])], {}, [output]);
};

const padAxis: OnnxRow<'padAxis'> = (writer, node, [x = ''], output) => {
  const { axis, before, size } = node.attributes;
  const inner = shapeOf(node, 0)[axis] as Dimension;
  const amounts = writer.fedVector([{ size: before }, { size, less: [inner, before] }]);
  writer.node('Pad', [x, amounts, writer.floats([0]), writer.longs([axis])], {}, [output]);
};

/** There is no n-ary Sum. */
const globalNorm: OnnxRow<'globalNorm'> = (writer, node, names, output) => {
  const squares = names.map((name, index) => sumOfSquares(writer, name, shapeOf(node, index).length));
  writer.node('Sqrt', [squares.reduce((sum, square) => writer.node('Add', [sum, square]))], {}, [output]);
};

export const webgpuRows: typeof onnxRows = {
  ...onnxRows,
  range: (writer, { attributes: { size } }, _, output) =>
    void writer.node('Identity', [rangeOf(writer, size)], {}, [output]),
  slice,
  matmul,
  linear,
  padAxis,
  globalNorm,
};
