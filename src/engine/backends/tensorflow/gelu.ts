// Writes gelu and its derivative in as few passes over memory as TensorFlow's operators allow.

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
  const t = writer.once(`tanh ${x}`, () =>
    apply('Tanh', multiply(x, add(multiply(square, number(0.044715 * c)), number(c)))),
  );
  return { t, square };
}

/**
 * x·Φ(x). With oneDNN, TensorFlow fuses a matmul, its bias and this into one kernel where nothing else reads the values
 * between: faster by a hundredth, and with different rounding. In a graph with derivatives Φ is computed from −x, to
 * the same bits, in a form that TensorFlow does not fuse: a layer that is recomputed in the backward pass, which reads
 * the values between, then equals its first computation.
 */
export function gelu(writer: TensorflowWriter, approximation: Approximation, x: string, output: string): void {
  const { multiply, add, number } = arithmetic(writer);
  if (approximation === 'none') {
    const distribution = writer.hasDerivatives ? fromNegative(writer, x) : fromPositive(writer, x);
    multiply(x, distribution, output);
    return;
  }
  const { t } = hyperbolic(writer, x);
  multiply(multiply(x, number(0.5)), add(t, number(1)), output);
}

/** Φ(x) = (erf(x/√2) + 1)/2. */
function fromPositive(writer: TensorflowWriter, x: string): string {
  const { multiply, add, apply, number } = arithmetic(writer);
  return multiply(add(apply('Erf', multiply(x, number(Math.SQRT1_2))), number(1)), number(0.5));
}

/** (1 − erf(−x/√2))/2, which equals the above. */
function fromNegative(writer: TensorflowWriter, x: string): string {
  const { multiply, apply, number } = arithmetic(writer);
  return multiply(writer.typed('Sub', [number(1), apply('Erf', multiply(x, number(-Math.SQRT1_2)))]), number(0.5));
}

/**
 * Φ(x) + x·φ(x), or for the tanh form its own derivative. Φ is computed again, in another form than in gelu, so that
 * TensorFlow does not detect that it is the same: kept until the backward pass it would be a third of a step's memory,
 * and an erf costs a hundredth of a matmul.
 */
export function geluDerivative(
  writer: TensorflowWriter,
  approximation: Approximation,
  x: string,
  output: string,
): void {
  const { multiply, add, apply, number } = arithmetic(writer);
  if (approximation === 'none') {
    const density = apply('Exp', multiply(apply('Square', x), number(-0.5)));
    const slope = multiply(multiply(x, number(1 / Math.sqrt(2 * Math.PI))), density);
    add(fromPositive(writer, x), slope, output);
    return;
  }
  const { t, square } = hyperbolic(writer, x);
  const c = Math.sqrt(2 / Math.PI);
  const slope = multiply(x, add(multiply(square, number(3 * 0.044715 * c)), number(c)));
  const bend = multiply(slope, writer.typed('Sub', [number(1), apply('Square', t)]));
  // Not as sums of sums, which TensorFlow adds up in an order of its own where nothing else reads the inner one.
  multiply(writer.typed('Sub', [bend, writer.typed('Sub', [number(-1), t])]), number(0.5), output);
}
