// Settings from a file name other files as seen from there: a run.json can be used from any folder.

import { dirname, resolve } from 'node:path';
import { mapPaths } from '../runs/runFile.js';
import type { GivenSettings } from './jobs.js';

/** The settings of the file `--config` named, with absolute paths. */
export function resolveConfigPaths(settings: GivenSettings, file: string): GivenSettings {
  return mapPaths(settings, (path) => resolve(dirname(file), path));
}
