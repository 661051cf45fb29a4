// The state of TensorFlow on this machine, found out without loading it.

import { type ErrorCode, isUserError } from '../shared/errors.js';
import { type Binding, findBinding } from './binding.js';
import { type CudaReport, reportCuda } from './cuda.js';
import { findLibrary } from './find.js';
import { bytesBelow } from './install/diskUse.js';
import type { Library } from './library.js';
import { findRuntime } from './load.js';
import type { Locations } from './locations.js';

export interface TensorflowStatus {
  /** Null where there is none, or the variable names a folder without one. */
  readonly library: Library | null;
  /** The compiled binding; null where it is missing. */
  readonly binding: Binding | null;
  /**
   * The bytes that our cache takes: the library where we installed it, and the wheels of an interrupted installation.
   */
  readonly bytes: number;
  readonly cuda: CudaReport;
  /** Why it cannot be used; null when nothing is missing. */
  readonly problem: { readonly code: ErrorCode; readonly values: Readonly<Record<string, string | number>> } | null;
}

export function tensorflowStatus(locations: Locations): TensorflowStatus {
  const { found: library, problem: libraryProblem } = attempt(() => findLibrary(locations));
  const problem = libraryProblem ?? attempt(() => findRuntime(locations)).problem;
  return {
    library,
    problem,
    binding: findBinding(locations),
    bytes: bytesBelow(locations.cache),
    cuda: reportCuda(library, locations),
  };
}

function attempt<Found>(find: () => Found): {
  readonly found: Found | null;
  readonly problem: TensorflowStatus['problem'];
} {
  try {
    return { found: find(), problem: null };
  } catch (error) {
    if (!isUserError(error)) throw error;
    return { found: null, problem: { code: error.code, values: error.values } };
  }
}
