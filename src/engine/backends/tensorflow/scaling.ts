// Decides where the factor of a scaled matmul is multiplied.

import { evaluate, product, type Shape } from '../../graph/dimension.js';
import type { Node } from '../../graph/node.js';
import type { TensorflowWriter } from './writer.js';

type WithInputs = { readonly inputs: readonly Node[] };

const shapeOf = (node: WithInputs, index: number): Shape => node.inputs[index]?.shape ?? [];

/** The assumed sizes of dimensions when the costs of two ways are compared. */
const usual = { batch: 16, length: 64, unique: 500 };
const elements = (shape: Shape): number => evaluate(product(shape), usual);

interface Factors {
  readonly a: string;
  readonly b: string;
  /** The factor to multiply by after the matmul. */
  readonly after: number;
}

/**
 * Applies a factor where it costs least: to the smallest of the two operands and the result. With oneDNN TensorFlow
 * fuses a scaled left operand, a batch of matmuls and a following sum into one kernel, unless the backward pass reads
 * that operand; the rounding would then differ in recomputed layers. In that case the factor is on the right.
 */
export function placeFactor(
  writer: TensorflowWriter,
  node: WithInputs & { readonly shape: Shape },
  [a = '', b = '']: readonly string[],
  alpha: number,
): Factors {
  if (alpha === 1) return { a, b, after: 1 };
  const scaled = (x: string) => writer.once(`${x} × ${alpha}`, () => writer.typed('Mul', [x, writer.floats([alpha])]));
  const left = elements(shapeOf(node, 0));
  const right = elements(shapeOf(node, 1));
  const result = elements(node.shape);
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
