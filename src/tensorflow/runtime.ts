// The binding of @tensorflow/tfjs-node-gpu as a runtime for whole graphs. The package's JavaScript half, one call per
// operator, is not needed.

import type { TFJSBinding } from '@tensorflow/tfjs-node-gpu/dist/tfjs_binding.js';

/** The binding, and its description of the library. */
export interface LoadedBinding {
  readonly binding: TFJSBinding;
  /** The version of libtensorflow, such as 2.21.0. */
  readonly version: string;
  /** Whether it computes on a GPU. */
  readonly usesGpu: boolean;
}

export function createRuntime(binding: TFJSBinding): LoadedBinding {
  return { binding, version: binding.TF_Version, usesGpu: binding.isUsingGpuDevice() };
}
