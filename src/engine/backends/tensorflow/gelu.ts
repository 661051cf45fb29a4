// gelu and its derivative, in as few passes over memory as TensorFlow's operators allow.

import type { TensorflowWriter } from './writer.js';

type Approximation = 'none' | 'tanh';

function arithmetic(writer: TensorflowWriter) {
  return {
    multiply: (a: string, b: string, name?: string) => writer.typed('Mul', [a, b], name),
    add: (a: string, b: string, name?: string) => writer.typed('AddV2', [a, b], name),
    apply: (op: string, x: string) => writer.typed(op, [x]),
    number: (value: number) => writer.floats([value]),
  };
}


/** tanh(√(2/π)·(x + 0.044715·x³)), and x². */
function hyperbolic(writer: TensorflowWriter, x: string): { readonly t: string; readonly square: string } {
  const { multiply, add, apply, number } = arithmetic(writer);
  const c = Math.sqrt(2 / Math.PI);
  const square = writer.once(`square ${x}`, () => apply('Square', x));
  const t = writer.once(`tanh ${x}`, () => apply('Tanh', multiply(x, add(multiply(square, number(0.044715 * c)), number(c)))));
  return { t, square };
}

export function gelu(writer: TensorflowWriter, approximation: Approximation, x: string, output: string): void {
  const { multiply, add, apply, number } = arithmetic(writer);
  if (approximation === 'none') {
    const error = apply('Erf', multiply(x, number(Math.SQRT1_2)));
    multiply(x, multiply(add(error, number(1)), number(0.5)), output);
    return;
  }
  const { t } = hyperbolic(writer, x);
  multiply(multiply(x, number(0.5)), add(t, number(1)), output);
}

/**
 * Φ(x) + x·φ(x), or for the tanh form its own derivative. Φ is computed anew, and from −x so that TensorFlow does not find that
 * gelu computed it too: kept until the backward pass it would be a third of a step's memory, and an erf costs a hundredth of a product.
 */
export function geluDerivative(writer: TensorflowWriter, approximation: Approximation, x: string, output: string): void {
  const { multiply, add, apply, number } = arithmetic(writer);
  if (approximation === 'none') {
    const density = apply('Exp', multiply(apply('Square', x), number(-0.5)));
    const slope = multiply(multiply(x, number(1 / Math.sqrt(2 * Math.PI))), density);
    const error = apply('Erf', multiply(x, number(-Math.SQRT1_2)));
    add(multiply(writer.typed('Sub', [number(1), error]), number(0.5)), slope, output);
    return;
  }
  const { t, square } = hyperbolic(writer, x);
  const c = Math.sqrt(2 / Math.PI);
  const slope = multiply(x, add(multiply(square, number(3 * 0.044715 * c)), number(c)));
  const bend = multiply(slope, writer.typed('Sub', [number(1), apply('Square', t)]));
  multiply(add(add(t, number(1)), bend), number(0.5), output);
}
