// What a device of TensorFlow is called.

import type { TensorflowRuntime } from '../../../shared/tensorflow.js';

export function deviceName({ usesGpu }: TensorflowRuntime): string {
  return usesGpu ? 'tensorflow (CUDA)' : 'tensorflow (CPU)';
}
