// Translates a graph into a TensorFlow graph: inputs become placeholders, parameters become reads of variables.

import { type Graph } from '../../graph/graph.js';
import type { Node } from '../../graph/node.js';
import type { OperatorName } from '../../graph/operators.js';
import { tensorflowRows } from './operators.js';
import { elementTypes, type TensorInfo } from './proto.js';
import { shapeAttribute, type TensorflowWriter, type } from './writer.js';

export interface EmittedGraph {
  readonly inputs: ReadonlyMap<string, TensorInfo>;
  /** The tensors by the names of the graph's outputs. */
  readonly outputs: ReadonlyMap<string, TensorInfo>;
}

/**
 * @param prefix of the placeholders' names, since several graphs may be written into one
 * @param parameter the tensor that holds the weight of that name
 */
export function emitTensorflow(
  writer: TensorflowWriter,
  graph: Graph,
  prefix: string,
  parameter: (name: string) => string,
): EmittedGraph {
  writer.beginGraph(graph.nodes.some(({ operator }) => operator === 'geluDerivative'));
  const names = new Map<Node, string>();
  const inputs = new Map<string, TensorInfo>();
  for (const node of graph.nodes) {
    if (node.operator === 'parameter') names.set(node, parameter(node.attributes.name));
    if (node.operator !== 'input') continue;
    const { name, dtype, shape } = node.attributes;
    const sizes = shape.map((size) => (typeof size === 'number' ? size : -1));
    const tensor = writer.node(
      'Placeholder',
      [],
      { dtype: type(dtype), shape: shapeAttribute(sizes) },
      `${prefix}/${name}`,
    );
    writer.addSource(tensor, shape);
    names.set(node, tensor);
    inputs.set(name, { name: tensor, dtype: elementTypes[dtype] });
  }
  for (const node of graph.nodes) {
    if (names.has(node)) continue;
    const output = writer.fresh();
    names.set(node, output);
    rowOf(node)(
      writer,
      node,
      node.inputs.map((input) => names.get(input) ?? ''),
      output,
    );
  }
  const outputs = new Map(
    [...graph.outputs].map(([name, node]) => {
      const tensor = names.get(node) ?? '';
      // TensorFlow does not return a tensor that it was fed.
      const given = node.operator === 'input' ? writer.typed('Identity', [tensor], undefined, node.dtype) : tensor;
      return [name, { name: given, dtype: elementTypes[node.dtype] }];
    }),
  );
  return { inputs, outputs };
}

type AnyRow = (writer: TensorflowWriter, node: Node, names: readonly string[], output: string) => void;

/** A row takes only nodes of its own operator; it is looked up by that operator. */
function rowOf(node: Node): AnyRow {
  const row: { readonly [K in OperatorName]: unknown } = tensorflowRows;
  return row[node.operator] as AnyRow;
}
