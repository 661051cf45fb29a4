// How each operator is written in TensorFlow: one row an operator. A row writes nodes whose last one is named `output`.

import type { Dimension, Shape } from '../../graph/dimension.js';
import type { Node, NodeOf } from '../../graph/node.js';
import type { OperatorName } from '../../graph/operators.js';
import { gelu, geluDerivative } from './gelu.js';
import { layerNorm, statistic } from './layerNorm.js';
import { placeFactor, scaleAfter } from './scaling.js';
import { flag, type TensorflowWriter, type, whole } from './writer.js';

/** @param names the TensorFlow names of the node's inputs */
export type TensorflowRow<K extends OperatorName> = (
  writer: TensorflowWriter,
  node: NodeOf<K>,
  names: readonly string[],
  output: string,
) => void;

type WithInputs = { readonly inputs: readonly Node[] };

/** Inputs and parameters are written by the emitter, as placeholders and variables. */
const outside = () => undefined;

const first = (names: readonly string[]): string => names[0] ?? '';
const shapeOf = (node: WithInputs, index: number): Shape => node.inputs[index]?.shape ?? [];

/** An operator whose one type T is that of its first input. */
const simple =
  (op: string) => (writer: TensorflowWriter, node: WithInputs, names: readonly string[], output: string) => {
    writer.typed(op, names, output, node.inputs[0]?.dtype);
  };

const constant: TensorflowRow<'constant'> = (writer, { attributes: { dtype, shape, values } }, _, output) => {
  const sizes = shape.map((size) => Number(size));
  if (dtype === 'bool') throw new Error('bool constants are not needed');
  writer.typed(
    'Identity',
    [dtype === 'float32' ? writer.floats(values, sizes) : writer.integers(values, sizes)],
    output,
    dtype,
  );
};

/** Integers are divided as C does: towards zero. */
const divide: TensorflowRow<'divide'> = (writer, { dtype }, names, output) => {
  writer.typed(dtype === 'int32' ? 'TruncateDiv' : 'RealDiv', names, output, dtype);
};

const range: TensorflowRow<'range'> = (writer, { attributes: { size } }, _, output) => {
  writer.node(
    'Range',
    [writer.integers([0]), writer.size(size), writer.integers([1])],
    { Tidx: type('int32') },
    output,
  );
};

/**
 * A selection by the mask itself: a multiplication would need floats, which take four times the memory until the
 * backward pass.
 */
const keepWhere: TensorflowRow<'keepWhere'> = (writer, _, [x = '', mask = ''], output) => {
  writer.typed('Select', [mask, x, writer.typed('ZerosLike', [x])], output);
};

/** The matmul in the writer's precision. */
function multiply(
  writer: TensorflowWriter,
  names: readonly [string, string],
  transposes: readonly [boolean, boolean],
  rank: number,
  output: string,
): string {
  const half = writer.precision === 'bfloat16';
  const inputs = half
    ? names.map((name) => writer.once(`half ${name}`, () => writer.cast(name, 'float32', 'bfloat16')))
    : names;
  const dtype = type(half ? 'bfloat16' : 'float32');
  const name = half ? writer.fresh() : output;
  const [transposeA, transposeB] = transposes.map(flag);
  if (rank === 2) writer.node('MatMul', inputs, { T: dtype, transpose_a: transposeA!, transpose_b: transposeB! }, name);
  else writer.node('BatchMatMulV2', inputs, { T: dtype, adj_x: transposeA!, adj_y: transposeB! }, name);
  return half ? writer.cast(name, 'bfloat16', 'float32', output) : output;
}

const matmul: TensorflowRow<'matmul'> = (writer, node, names, output) => {
  const { transposeA, transposeB, alpha } = node.attributes;
  const { a, b, after } = placeFactor(writer, node, names, alpha);
  scaleAfter(writer, after, output, (name) =>
    multiply(writer, [a, b], [transposeA, transposeB], shapeOf(node, 0).length, name),
  );
};

const linear: TensorflowRow<'linear'> = (writer, node, names, output) => {
  const { alpha } = node.attributes;
  const { a, b, after } = placeFactor(writer, node, names, alpha);
  const bias = names[2] ?? '';
  const scaledBias =
    after === alpha
      ? bias
      : writer.once(`${bias} × ${alpha}`, () => writer.typed('Mul', [bias, writer.floats([alpha])]));
  // TensorFlow fuses a matmul and the bias after it into one kernel.
  scaleAfter(writer, after, output, (name) =>
    writer.typed('BiasAdd', [multiply(writer, [a, b], [false, true], 2, writer.fresh()), scaledBias], name),
  );
};

/** The gradient of a bias is a sum over rows, and the fastest one. */
const sumRows: TensorflowRow<'sumRows'> = (writer, node, names, output) => {
  scaleAfter(writer, node.attributes.alpha, output, (name) => writer.typed('BiasAddGrad', [first(names)], name));
};

const reshape: TensorflowRow<'reshape'> = (writer, node, names, output) => {
  const attributes = { T: type(node.dtype), Tshape: type('int32') };
  writer.node('Reshape', [first(names), writer.reshapeTarget(node.attributes.shape)], attributes, output);
};

const slice: TensorflowRow<'slice'> = (writer, node, names, output) => {
  const { axis, start, end } = node.attributes;
  const rank = node.shape.length;
  const begin = writer.vector(Array.from({ length: rank }, (_, index) => (index === axis ? start : 0)));
  const size = (index: number): Dimension => (index !== axis ? -1 : typeof end === 'number' ? end - start : end);
  writer.node(
    'Slice',
    [first(names), begin, writer.sizes(Array.from({ length: rank }, (_, index) => size(index)))],
    { T: type(node.dtype), Index: type('int32') },
    output,
  );
};

const padAxis: TensorflowRow<'padAxis'> = (writer, node, names, output) => {
  const { axis, before, size } = node.attributes;
  const rank = node.shape.length;
  const inner = writer.typed(
    'AddV2',
    [writer.size(shapeOf(node, 0)[axis] ?? 1), writer.integers([before])],
    undefined,
    'int32',
  );
  const after = writer.typed('Sub', [writer.size(size), inner], undefined, 'int32');
  const zero = writer.integers([0]);
  const amounts = Array.from({ length: rank }, (_, index) =>
    index === axis ? [writer.integers([before]), after] : [zero, zero],
  ).flat();
  const paddings = writer.node('Reshape', [writer.pack(amounts), writer.vector([rank, 2])], {
    T: type('int32'),
    Tshape: type('int32'),
  });
  writer.node('Pad', [first(names), paddings], { T: type(node.dtype), Tpaddings: type('int32') }, output);
};

const reduce =
  (op: string, keep: boolean) =>
  (
    writer: TensorflowWriter,
    node: WithInputs & { readonly attributes: { readonly axes: readonly number[] } },
    names: readonly string[],
    output: string,
  ) => {
    const attributes = { T: type(node.inputs[0]?.dtype ?? 'float32'), Tidx: type('int32'), keep_dims: flag(keep) };
    writer.node(op, [first(names), writer.vector(node.attributes.axes)], attributes, output);
  };

const gather: TensorflowRow<'gather'> = (writer, node, names, output) => {
  const attributes = { Tparams: type(node.dtype), Tindices: type('int32'), Taxis: type('int32'), batch_dims: whole(0) };
  writer.node('GatherV2', [...names, writer.integers([0])], attributes, output);
};

const scatterAdd: TensorflowRow<'scatterAdd'> = (writer, node, [indices = '', values = ''], output) => {
  sumByRow(writer, values, indices, writer.size(node.attributes.rows), output);
};

/** values [n, width] added up by row: [rows, width]. */
export function sumByRow(
  writer: TensorflowWriter,
  values: string,
  indices: string,
  rows: string,
  output?: string,
): string {
  return writer.node(
    'UnsortedSegmentSum',
    [values, indices, rows],
    { T: type('float32'), Tindices: type('int32'), Tnumsegments: type('int32') },
    output,
  );
}

const globalNorm: TensorflowRow<'globalNorm'> = (writer, _, names, output) => {
  normOf(writer, names, output);
};

/** √Σ‖xᵢ‖², by L2Loss, which is half a sum of squares. Not by AddN: TensorFlow orders its inputs by their names. */
export function normOf(writer: TensorflowWriter, names: readonly string[], output?: string): string {
  const halves = names.map((name) => writer.typed('L2Loss', [name]));
  const packed = writer.node('Pack', halves, { N: whole(halves.length), T: type('float32'), axis: whole(0) });
  const sum = writer.node('Sum', [packed, writer.vector([0])], {
    T: type('float32'),
    Tidx: type('int32'),
    keep_dims: flag(false),
  });
  return writer.typed('Sqrt', [writer.typed('Mul', [sum, writer.floats([2])])], output);
}

export const tensorflowRows: { readonly [K in OperatorName]: TensorflowRow<K> } = {
  input: outside,
  parameter: outside,
  constant,
  range,
  add: simple('AddV2'),
  subtract: simple('Sub'),
  multiply: simple('Mul'),
  divide,
  minimum: simple('Minimum'),
  greater: simple('Greater'),
  equal: (writer, node, names, output) => {
    writer.node(
      'Equal',
      names,
      { T: type(node.inputs[0]?.dtype ?? 'float32'), incompatible_shape_error: flag(true) },
      output,
    );
  },
  detach: simple('Identity'),
  after: (writer, node, [x = '', other = ''], output) => {
    writer.typed('Identity', [x, `^${other}`], output, node.dtype);
  },
  negate: simple('Neg'),
  exp: simple('Exp'),
  log: simple('Log'),
  sqrt: simple('Sqrt'),
  tanh: simple('Tanh'),
  relu: simple('Relu'),
  sigmoid: simple('Sigmoid'),
  gelu: (writer, node, names, output) => gelu(writer, node.attributes.approximation, first(names), output),
  geluDerivative: (writer, node, names, output) =>
    geluDerivative(writer, node.attributes.approximation, first(names), output),
  cast: (writer, node, names, output) => {
    writer.cast(first(names), node.inputs[0]?.dtype ?? 'float32', node.attributes.to, output);
  },
  keepWhere,
  matmul,
  linear,
  sumRows,
  reshape,
  transpose: (writer, node, names, output) => {
    writer.node(
      'Transpose',
      [first(names), writer.vector(node.attributes.permutation)],
      { T: type(node.dtype), Tperm: type('int32') },
      output,
    );
  },
  slice,
  padAxis,
  expand: (writer, node, names, output) => {
    writer.node(
      'BroadcastTo',
      [first(names), writer.sizes(node.attributes.shape)],
      { T: type(node.dtype), Tidx: type('int32') },
      output,
    );
  },
  reduceSum: reduce('Sum', false),
  reduceMax: reduce('Max', true),
  softmax: simple('Softmax'),
  layerNorm: (writer, node, names, output) => layerNorm(writer, node.attributes.epsilon, names, output),
  layerNormMean: statistic('mean'),
  layerNormInverse: statistic('inverse'),
  gather,
  scatterAdd,
  globalNorm,
};
