// Where the factor of a scaled product is multiplied.

import { evaluate, product, type Shape } from '../../graph/dimension.js';
import type { Node } from '../../graph/node.js';
import type { TensorflowWriter } from './writer.js';

type WithInputs = { readonly inputs: readonly Node[] };

const shapeOf = (node: WithInputs, index: number): Shape => node.inputs[index]?.shape ?? [];

/** What dimensions are taken to be where it is weighed which of two ways is shorter. */
const usual = { batch: 16, length: 64, unique: 500 };
const elements = (shape: Shape): number => evaluate(product(shape), usual);

interface Factors {
  readonly a: string;
  readonly b: string;
  /** To be multiplied after the product. */
  readonly after: number;
}

/**
 * Puts a factor where it costs least: on the smallest of the two factors and the product. With oneDNN TensorFlow makes
 * one kernel of a scaled left factor, a batch of products and a sum behind it, unless the backward pass reads that
 * factor: other roundings, by which layers that are computed again would differ. There the factor is on the right.
 */
export function placeFactor(
  writer: TensorflowWriter,
  node: WithInputs & { readonly shape: Shape },
  [a = '', b = '']: readonly string[],
  alpha: number,
): Factors {
  if (alpha === 1) return { a, b, after: 1 };
  const scaled = (x: string) => writer.once(`${x} × ${alpha}`, () => writer.typed('Mul', [x, writer.floats([alpha])]));
  const [left, right, result] = [elements(shapeOf(node, 0)), elements(shapeOf(node, 1)), elements(node.shape)];
  if (result <= Math.min(left, right)) return { a, b, after: alpha };
  return left < right && node.shape.length === 2 ? { a: scaled(a), b, after: 1 } : { a, b: scaled(b), after: 1 };
}

export function scaleAfter(
  writer: TensorflowWriter,
  factor: number,
  output: string,
  make: (name: string) => string,
): void {
  if (factor === 1) make(output);
  else writer.typed('Mul', [make(writer.fresh()), writer.floats([factor])], output);
}
