// Turns ONNX Runtime's errors about a GPU that is missing, lost, or full into errors for the user.

import { isUserError, UserError } from '../../../shared/errors.js';
import { inputNames } from '../../model/programs.js';
import type { Tensor } from '../support/onnxRuntime.js';

const noAdapter = /failed to get a webgpu adapter|failed to get a webgpu device|no supported adapters/i;
const lost = /device (is |was )?lost/i;
/**
 * A buffer that could not be created is found invalid only when it is first used; one beyond 4 GiB cannot be counted.
 */
const memory = new RegExp(
  [
    'out of memory',
    'OUT_OF_(DEVICE|HOST)_MEMORY',
    'failed to allocate',
    'exceeds the max buffer size',
    'invalid buffer.*previous error',
    'narrowing_error',
  ].join('|'),
  'i',
);

/**
 * machine.noGpu, machine.gpuLost, `machine.deviceMemory` for a batch, `machine.modelMemory` without one; any other
 * error as it is.
 */
export function asSentence(error: unknown, feeds: Readonly<Record<string, Tensor>> = {}): Error {
  const known = error instanceof Error ? error : new Error(String(error));
  if (isUserError(known)) return known;
  if (noAdapter.test(known.message)) return new UserError('machine.noGpu', { cause: error });
  if (lost.test(known.message)) return new UserError('machine.gpuLost', { cause: error });
  if (!memory.test(known.message)) return known;
  const batch = (feeds[inputNames.ids] ?? feeds[inputNames.frozen])?.dims[0];
  return batch === undefined
    ? new UserError('machine.modelMemory', { cause: error })
    : new UserError('machine.deviceMemory', { batch }, { cause: error });
}
