// Prepares the start of a process that computes with TensorFlow, for the command line and for the extension's workers.

import { gpuOf, isTensorflow } from '../shared/devices.js';
import type { Notice } from '../shared/notices.js';
import type { GivenSettings } from '../shared/settings.js';
import { cudaNotice, reportCuda } from './cuda.js';
import { type EnvironmentOptions, tensorflowEnvironment } from './environment.js';
import { findRuntime } from './load.js';
import type { Locations } from './locations.js';

/**
 * The options for TensorFlow's process in these settings; null where another runtime computes. Errors in the settings
 * are reported by whoever parses them.
 */
export function environmentOptions({ device, threads, xla }: GivenSettings): EnvironmentOptions | null {
  if (!isTensorflow(device)) return null;
  return {
    threads: /^[1-9]\d{0,2}$/.test(String(threads)) ? Number(threads) : undefined,
    xla: xla === true || xla === 'true',
    gpu: gpuOf(device),
  };
}

export interface Preparation {
  /** The variables to add to the environment. */
  readonly variables: Readonly<Record<string, string>>;
  /** Why the CPU of a machine with a GPU will compute, as far as that is known beforehand. */
  readonly notice: Notice | null;
}

/** Throws what `findRuntime` throws. */
export function prepareTensorflow(locations: Locations, options: EnvironmentOptions): Preparation {
  const { library } = findRuntime(locations);
  return {
    variables: tensorflowEnvironment(library, locations, options),
    notice: options.gpu === 'none' ? null : cudaNotice(library, reportCuda(library, locations)),
  };
}
