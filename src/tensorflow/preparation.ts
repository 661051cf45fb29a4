// What it takes to start a process that computes with TensorFlow: the same for the command line and for the extension's
// workers.

import { gpuOf, isTensorflow } from '../shared/devices.js';
import type { Notice } from '../shared/notices.js';
import type { GivenSettings } from '../shared/settings.js';
import { cudaNotice, reportCuda } from './cuda.js';
import { type EnvironmentOptions, tensorflowEnvironment } from './environment.js';
import { findRuntime } from './load.js';
import type { Places } from './places.js';

/**
 * What the settings ask of TensorFlow's process; null where something else computes. What is wrong with them is said by
 * whoever reads them.
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
  /** To be added to the environment. */
  readonly variables: Readonly<Record<string, string>>;
  /** Why the CPU of a machine with a GPU will compute, as far as that shows beforehand. */
  readonly notice: Notice | null;
}

/** Throws what `findRuntime` throws. */
export function prepareTensorflow(places: Places, options: EnvironmentOptions): Preparation {
  const { library } = findRuntime(places);
  return {
    variables: tensorflowEnvironment(library, places, options),
    notice: options.gpu === 'none' ? null : cudaNotice(library, reportCuda(library, places)),
  };
}
