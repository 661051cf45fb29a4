// The state of a training run, in the form that every backend saves and restores.

import type { FloatTensor } from '../../base/model.js';
import { UserError } from '../../shared/errors.js';

/** Throws model.stateMissing, model.stateShape. */
export function checkedState(
  state: ReadonlyMap<string, FloatTensor>,
  name: string,
  shape: readonly number[],
): FloatTensor {
  const found = state.get(name);
  if (found === undefined) throw new UserError('model.stateMissing', { name });
  const length = shape.reduce((product, size) => product * size, 1);
  if (found.shape.join() === shape.join() && found.data.length === length) return found;
  throw new UserError('model.stateShape', {
    name,
    found: `[${found.shape.join(', ')}]`,
    expected: `[${shape.join(', ')}]`,
  });
}
