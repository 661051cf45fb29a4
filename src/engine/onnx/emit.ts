// Translates a graph into an ONNX model: the graph's inputs and parameters become the model's inputs, or initializers.

import type { FloatTensor, Weights } from '../../base/model.js';
import type { Graph } from '../graph/graph.js';
import type { Node } from '../graph/node.js';
import type { OperatorName } from '../graph/operators.js';
import { EightBitWriter } from './int8.js';
import { onnxRows } from './operators.js';
import {
  elementTypes,
  encodeModel,
  type LateBytes,
  type OnnxModel,
  type TensorProto,
  type ValueInfo,
} from './proto.js';
import { webgpuRows } from './webgpuOperators.js';
import { type Dialect, type FedSizes, OnnxWriter } from './writer.js';

export interface EmitOptions {
  readonly dialect: Dialect;
  /** The precision of matmuls, in the dialect webgpu; float32 when absent. */
  readonly precision?: 'float32' | 'float16';
  /** Weights to write into the file; without them every parameter is an input. */
  readonly weights?: Weights;
  /** Writes the weights of matmuls and of large tables in eight bits; requires weights inside the file. */
  readonly int8?: boolean;
  /** The names of inputs that are int64 in the file, as other tools expect; they are cast inside. */
  readonly longInputs?: ReadonlySet<string>;
  /** The order in which the file lists these inputs; others follow. */
  readonly inputOrder?: readonly string[];
  /** The location of a weight's bytes when they are not inside the file. */
  readonly external?: (name: string, bytes: number) => { readonly location: string; readonly offset: number };
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface EmittedModel extends OnnxModel {
  /** The inputs of the model besides the graph's own. */
  readonly fedSizes: FedSizes;
}

/** The ONNX model of a graph. Outputs keep their names; inputs and parameters too. */
export function emitOnnx(graph: Graph, options: EmitOptions): EmittedModel {
  const writer = new OnnxWriter(options.dialect, options.precision);
  const inputs: ValueInfo[] = [];
  const weights: TensorProto[] = [];
  const names = new Map<Node, string>();
  const eightBits =
    options.int8 === true && options.weights ? new EightBitWriter(graph, writer, options.weights) : null;
  for (const node of graph.nodes) {
    if (eightBits?.replaced.has(node)) names.set(node, '');
    else if (node.operator === 'input' || node.operator === 'parameter')
      names.set(node, leaf(node, writer, options, inputs, weights));
  }
  const outputNames = new Map([...graph.outputs].map(([name, node]) => [node, name]));
  for (const node of graph.nodes) {
    if (names.has(node)) continue;
    const output = outputNames.get(node) ?? writer.fresh();
    names.set(node, output);
    const from = node.inputs.map((input) => names.get(input) ?? '');
    if (eightBits?.takes(node)) eightBits.write(node, from, output);
    else rowOf(node, options.dialect)(writer, node, from, output);
  }
  for (const [name, node] of graph.outputs) {
    const source = names.get(node) ?? '';
    if (source !== name) writer.node('Identity', [source], {}, [name]);
  }
  for (const [name, amounts] of writer.fedSizes.vectors)
    inputs.push({ name, elementType: elementTypes.int64, shape: [amounts.length] });
  for (const [name, size] of writer.fedSizes.ranges)
    inputs.push({ name, elementType: elementTypes.int32, shape: [size] });
  const place = (name: string) => (options.inputOrder ?? []).indexOf(name) >>> 0;
  inputs.sort((a, b) => place(a.name) - place(b.name));
  const outputs = [...graph.outputs].map(([name, node]) => ({
    name,
    elementType: elementTypes[node.dtype],
    shape: node.shape,
  }));
  const metadata = Object.entries(options.metadata ?? {}).map(([key, value]) => ({ key, value }));
  return {
    nodes: writer.nodes,
    inputs,
    outputs,
    initializers: [...writer.initializers, ...weights],
    metadata,
    fedSizes: writer.fedSizes,
  };
}

/** The bytes of that model. */
export function emitOnnxFile(graph: Graph, options: EmitOptions): Uint8Array<ArrayBuffer> {
  return encodeModel(emitOnnx(graph, options));
}

function leaf(
  node: Node,
  writer: OnnxWriter,
  options: EmitOptions,
  inputs: ValueInfo[],
  weights: TensorProto[],
): string {
  if (node.operator !== 'input' && node.operator !== 'parameter') throw new Error('not a leaf');
  const { name } = node.attributes;
  if (node.operator === 'parameter' && options.weights) {
    weights.push(weightTensor(name, options.weights, options.external));
    return name;
  }
  const long = options.longInputs?.has(name) ?? false;
  inputs.push({ name, elementType: long ? elementTypes.int64 : elementTypes[node.dtype], shape: node.shape });
  writer.addSource(name, node.shape);
  return long ? writer.node('Cast', [name], { to: elementTypes[node.dtype] }) : name;
}

function weightTensor(name: string, weights: Weights, external: EmitOptions['external']): TensorProto {
  const tensor = weights.get(name);
  if (!tensor) throw new Error(`no weight ${name}`);
  const { shape } = tensor;
  const byteLength = lengthOf(shape);
  const common = { name, dims: shape.map(BigInt), dataType: elementTypes.float32 };
  if (!external) return { ...common, rawData: lateBytes(tensor) };
  const { location, offset } = external(name, byteLength);
  const externalData = [
    { key: 'location', value: location },
    { key: 'offset', value: String(offset) },
    { key: 'length', value: String(byteLength) },
  ];
  return { ...common, externalData, dataLocation: 1 };
}

type AnyRow = (writer: OnnxWriter, node: Node, names: readonly string[], output: string) => void;

/** A row takes only nodes of its own operator; it is looked up by that operator. */
function rowOf(node: Node, dialect: Dialect): AnyRow {
  const row: { readonly [K in OperatorName]: unknown } = dialect === 'webgpu' ? webgpuRows : onnxRows;
  return row[node.operator] as AnyRow;
}

/** The bytes of float32 numbers of that shape. */
export function lengthOf(shape: readonly number[]): number {
  return 4 * shape.reduce((product, size) => product * size, 1);
}

/** A weight's numbers as they are in memory, read when they are written. */
export function lateBytes(tensor: FloatTensor): LateBytes {
  return {
    byteLength: lengthOf(tensor.shape),
    bytes() {
      const { buffer, byteOffset, byteLength } = tensor.data;
      return new Uint8Array(buffer, byteOffset, byteLength);
    },
  };
}
