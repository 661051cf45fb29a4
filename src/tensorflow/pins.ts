// The releases that are installed: which wheels, for which platform, of which bytes.

import { UserError } from '../shared/errors.js';
import { hasDriver } from './cuda.js';
import { installedRoot } from './find.js';
import { type Build, readWhole } from './library.js';
import { type Places, platformName } from './places.js';
import { releases } from './releases.js';

/** One wheel of Python's package index. */
export interface WheelPin {
  /** The project's name and version, as pip is asked for them. */
  readonly name: string;
  readonly version: string;
  /** The file that pip must then bring. */
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  /** The version of Python that the wheel is for; the library in it is for none. */
  readonly python: string;
}

export interface Release {
  readonly version: string;
  readonly build: Build;
  /** Platform tags that its wheels have. */
  readonly platforms: readonly string[];
  /** The first is TensorFlow's. */
  readonly wheels: readonly WheelPin[];
  /** Bytes of what is unpacked. */
  readonly diskBytes: number;
}

/** What will be installed here. Throws `tensorflow.platform`, `tensorflow.noCuda`. */
export function releaseFor(build: Build): Release {
  const builds = releases[platformName()];
  const release = builds?.[build];
  if (release !== undefined) return release;
  throw new UserError(builds === undefined ? 'tensorflow.platform' : 'tensorflow.noCuda', { platform: platformName() });
}

/**
 * The same where nobody said which: for CUDA where there is a driver, and a build for it; only Linux on x64 has one.
 */
export function usualRelease(places: Places): Release {
  return releaseFor(hasDriver(places) && process.arch === 'x64' ? 'cuda' : 'cpu');
}

/** Bytes to download. */
export function downloadBytes({ wheels }: Release): number {
  return wheels.reduce((sum, { bytes }) => sum + bytes, 0);
}

export function isInstalled({ version, build }: Release, places: Places): boolean {
  return readWhole(installedRoot(places, version, build)) !== null;
}
