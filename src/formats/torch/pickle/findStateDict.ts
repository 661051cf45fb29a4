// Finds the state dict in a pickle, wherever in it the dictionary lies.

import { PickleDict, PickleTensor, type PickleValue } from './values.js';

/** The keys under which training scripts keep the state dict among other things. */
const wrappers = ['state_dict', 'model_state_dict', 'model', 'module', 'net', 'network', 'weights'];

/**
 * The dictionary that has tensors: the one under a usual key, since a loss may be a tensor beside it, or else the value
 * itself; undefined when there is none.
 */
export function findStateDict(value: PickleValue, depth = 0): ReadonlyMap<string, PickleTensor> | undefined {
  if (!(value instanceof PickleDict)) return undefined;
  for (const key of depth > 2 ? [] : wrappers) {
    const inner = value.entries.get(key);
    const found = inner === undefined ? undefined : findStateDict(inner, depth + 1);
    if (found !== undefined) return found;
  }
  const tensors = tensorsOf(value);
  return tensors.size > 0 ? tensors : undefined;
}

function tensorsOf({ entries }: PickleDict): Map<string, PickleTensor> {
  const tensors = new Map<string, PickleTensor>();
  for (const [name, value] of entries) {
    // DataParallel and DistributedDataParallel put `module.` before every name.
    if (typeof name === 'string' && value instanceof PickleTensor) tensors.set(name.replace(/^module\./, ''), value);
  }
  return tensors;
}
