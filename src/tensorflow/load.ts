// Loads TensorFlow into this process.

import { createRequire } from 'node:module';
import util from 'node:util';

import { UserError } from '../shared/errors.js';
import { reasonOf } from '../shared/failures.js';
import type { Notice } from '../shared/notices.js';
import { type Binding, findBinding, stageBinding } from './binding.js';
import { processorNotices } from './cuda.js';
import { findLibrary } from './find.js';
import { releases } from './install/releases.js';
import type { Library } from './library.js';
import { defaultLocations, type Locations, platformName } from './locations.js';
import type { LoadedBinding } from './runtime.js';

export interface TensorflowModule extends LoadedBinding {
  /** Why TensorFlow computes on the CPU of a machine that has a GPU. */
  readonly notices: readonly Notice[];
}

let loaded: Promise<TensorflowModule> | undefined;

/**
 * Loads TensorFlow from the library and the binding that are found; later calls return the same one. Takes about a
 * second the first time. For CUDA the process must have been started with `tensorflowEnvironment` (environment.ts).
 * Throws `tensorflow.notInstalled`, `tensorflow.noBinding`, `tensorflow.badFolder`, `tensorflow.notLoaded`,
 * `tensorflow.version`.
 */
export function loadTensorflow(): Promise<TensorflowModule> {
  loaded ??= load(defaultLocations());
  return loaded;
}

async function load(locations: Locations): Promise<TensorflowModule> {
  const { library, binding } = findRuntime(locations);
  restoreUtil();
  const native = loadBinding(stageBinding(binding, library, locations), library);
  if (!isSupported(native.TF_Version))
    throw new UserError('tensorflow.version', { version: native.TF_Version, folder: library.folder });
  const { createRuntime } = await import('./runtime.js');
  const runtime = createRuntime(native);
  return { ...runtime, notices: runtime.usesGpu ? [] : processorNotices(library, locations) };
}

/**
 * The library and the binding to load. Throws `tensorflow.notInstalled`, `tensorflow.noBinding`,
 * `tensorflow.badFolder`.
 */
export function findRuntime(locations: Locations): { readonly library: Library; readonly binding: Binding } {
  const library = findLibrary(locations);
  if (library === null)
    throw releases[platformName()] === undefined
      ? new UserError('tensorflow.platform', { platform: platformName() })
      : new UserError('tensorflow.notInstalled');
  const binding = findBinding(locations);
  if (binding === null) throw new UserError('tensorflow.noBinding', { platform: platformName() });
  return { library, binding };
}

function loadBinding(path: string, { folder }: Library): TensorflowModule['binding'] {
  try {
    return createRequire(import.meta.url)(path) as TensorflowModule['binding'];
  } catch (error) {
    const reason = reasonOf(error).split('\n')[0] ?? '';
    throw new UserError('tensorflow.notLoaded', { folder, reason: reason.replace(/\.$/, '') }, { cause: error });
  }
}

/** The C API has not changed since the package's own 2.9. */
function isSupported(version: string): boolean {
  const minor = /^2\.(\d+)\./.exec(version)?.[1];
  return minor !== undefined && Number(minor) >= 9;
}

/** Version 4.22 of the package calls two functions of Node that Node 23 removed. */
function restoreUtil(): void {
  const functions: { isNullOrUndefined?: unknown; isArray?: unknown } = util;
  functions.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  functions.isArray ??= Array.isArray;
}
