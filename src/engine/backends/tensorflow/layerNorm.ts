// Writes layer normalisation with TensorFlow's operators; its mean and 1/deviation are kept for the gradient.

import type { TensorflowWriter } from './writer.js';
import { flag, type } from './writer.js';

type Statistic = 'mean' | 'inverse';

/** The name of a statistic of the layerNorm node with that name. */
const statisticName = (norm: string, statistic: Statistic): string => `${norm}_${statistic}`;

/** The mean over the last axis, which stays with size 1. */
function lastMean(writer: TensorflowWriter, x: string, name?: string): string {
  return writer.node(
    'Mean',
    [x, writer.vector([-1])],
    { T: type('float32'), Tidx: type('int32'), keep_dims: flag(true) },
    name,
  );
}

export function layerNorm(
  writer: TensorflowWriter,
  epsilon: number,
  [x = '', scale = '', shift = '']: readonly string[],
  output: string,
): void {
  const mean = lastMean(writer, x, statisticName(output, 'mean'));
  const variance = lastMean(writer, writer.typed('SquaredDifference', [x, mean]));
  const inverse = writer.typed(
    'Rsqrt',
    [writer.typed('AddV2', [variance, writer.floats([epsilon])])],
    statisticName(output, 'inverse'),
  );
  const normalised = writer.typed('Mul', [writer.typed('Sub', [x, mean]), inverse]);
  writer.typed('AddV2', [writer.typed('Mul', [normalised, scale]), shift], output);
}

export const statistic =
  (kind: Statistic) =>
  (writer: TensorflowWriter, _: unknown, [norm = '']: readonly string[], output: string) => {
    writer.typed('Identity', [statisticName(norm, kind)], output);
  };
