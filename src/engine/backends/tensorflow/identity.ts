// The identity that a trainer or predictor on TensorFlow reports.

import type { TensorflowRuntime } from '../../../base/tensorflow.js';
import type { Computing } from '../../../base/training.js';

export function tensorflowIdentity({ usesGpu, version, notices }: TensorflowRuntime): Computing {
  return {
    device: usesGpu ? 'tensorflow (CUDA)' : 'tensorflow (CPU)',
    runtime: { name: 'tensorflow', version },
    notices,
  };
}
