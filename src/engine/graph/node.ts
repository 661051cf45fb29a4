// Nodes of the immutable graph. A node's shape and type follow from its operator, attributes and inputs.

import { sameShape, showShape } from './dimension.js';
import type { OperatorName, Operators } from './operators.js';
import { shapeRules } from './shapeRules.js';
import type { TensorType } from './tensorType.js';

export interface NodeOf<K extends OperatorName> extends TensorType {
  readonly operator: K;
  readonly attributes: Operators[K];
  readonly inputs: readonly Node[];
}

export type Node = { readonly [K in OperatorName]: NodeOf<K> }[OperatorName];

/** A graph that was built wrongly: our own defect, never the user's. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
}

/** The type that the operator's shape rule infers; throws GraphError with the operator and its inputs' shapes. */
export function inferType<K extends OperatorName>(
  operator: K,
  attributes: Operators[K],
  inputs: readonly TensorType[],
): TensorType {
  const result = shapeRules[operator](inputs, attributes);
  if (typeof result !== 'string') return result;
  const given = inputs.map((input) => `${input.dtype}${showShape(input.shape)}`).join(', ');
  throw new GraphError(`${operator}(${given}): ${result}`);
}

/** Makes a node. Its attributes and inputs determine its shape and type. */
export function createNode<K extends OperatorName>(
  operator: K,
  inputs: readonly Node[],
  attributes: Operators[K],
): Node {
  const type = inferType(operator, attributes, inputs);
  // Only here is the union assembled from its parts.
  return { operator, attributes, inputs, dtype: type.dtype, shape: type.shape } as unknown as Node;
}

export function sameType(a: TensorType, b: TensorType): boolean {
  return a.dtype === b.dtype && sameShape(a.shape, b.shape);
}
