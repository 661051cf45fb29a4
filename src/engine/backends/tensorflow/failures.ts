// Turns TensorFlow's error for a full device memory into an error for the user.

import type { TokenBatch } from '../../../base/training.js';
import { UserError } from '../../../shared/errors.js';

/** `machine.deviceMemory` for a batch, `machine.modelMemory` without one; any other error as it is. */
export function beyondMemory(error: unknown, batch?: TokenBatch): Error {
  const known = error instanceof Error ? error : new Error(String(error));
  if (!/out of memory|OOM when allocating|RESOURCE_EXHAUSTED|ResourceExhausted/i.test(known.message)) return known;
  return batch === undefined
    ? new UserError('machine.modelMemory', { cause: error })
    : new UserError('machine.deviceMemory', { batch: batch.size }, { cause: error });
}
