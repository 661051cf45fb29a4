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

/** Φ(x) = ½·erfc(−x/√2), which the derivative shares. */
function normalDistribution(writer: TensorflowWriter, x: string): string {
  const { multiply, add, apply, number } = arithmetic(writer);
  return writer.once(`Φ ${x}`, () => {
    const error = apply('Erf', multiply(x, number(Math.SQRT1_2)));
    return multiply(add(error, number(1)), number(0.5));
  });
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
  const { multiply, add, number } = arithmetic(writer);
  if (approximation === 'none') {
    multiply(x, normalDistribution(writer, x), output);
    return;
  }
  const { t } = hyperbolic(writer, x);
  multiply(multiply(x, number(0.5)), add(t, number(1)), output);
}

/** Φ(x) + x·φ(x), or for the tanh form its own derivative. */
export function geluDerivative(writer: TensorflowWriter, approximation: Approximation, x: string, output: string): void {
  const { multiply, add, apply, number } = arithmetic(writer);
  if (approximation === 'none') {
    const density = apply('Exp', multiply(apply('Square', x), number(-0.5)));
    const slope = multiply(multiply(x, number(1 / Math.sqrt(2 * Math.PI))), density);
    add(normalDistribution(writer, x), slope, output);
    return;
  }
  const { t, square } = hyperbolic(writer, x);
  const c = Math.sqrt(2 / Math.PI);
  const slope = multiply(x, add(multiply(square, number(3 * 0.044715 * c)), number(c)));
  const bend = multiply(slope, writer.typed('Sub', [number(1), apply('Square', t)]));
  multiply(add(add(t, number(1)), bend), number(0.5), output);
}
