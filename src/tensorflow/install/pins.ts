// The releases that can be installed: their wheels for each platform, with their hashes.

import { UserError } from '../../shared/errors.js';
import { hasDriver } from '../cuda.js';
import { installedRoot } from '../find.js';
import { type Build, readWhole } from '../library.js';
import { type Locations, platformName } from '../locations.js';
import type { Release } from './release.js';
import { releases } from './releases.js';

/** The release to install here. Throws `tensorflow.platform`, `tensorflow.noCuda`. */
export function releaseFor(build: Build): Release {
  const builds = releases[platformName()];
  const release = builds?.[build];
  if (release !== undefined) return release;
  throw new UserError(builds === undefined ? 'tensorflow.platform' : 'tensorflow.noCuda', { platform: platformName() });
}

/** The default release: for CUDA where there is a driver and a build for it; only Linux on x64 has one. */
export function usualRelease(locations: Locations): Release {
  return releaseFor(hasDriver(locations) && process.arch === 'x64' ? 'cuda' : 'cpu');
}

/** The number of bytes to download. */
export function downloadBytes({ wheels }: Release): number {
  return wheels.reduce((sum, { bytes }) => sum + bytes, 0);
}

export function isInstalled({ version, build }: Release, locations: Locations): boolean {
  return readWhole(installedRoot(locations, version, build)) !== null;
}
