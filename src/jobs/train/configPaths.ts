// Resolves the paths in settings: relative to the file that `--config` names, or to the working directory.

import { dirname, resolve } from 'node:path';

import type { GivenSettings } from '../../shared/settings.js';
import { mapPaths } from '../../shared/settingValues.js';
import { modelAsNamed } from '../model/locateModel.js';

/** The settings of the file in `--config`, with absolute paths: a run.json can be used from any folder. */
export function resolveConfigPaths(settings: GivenSettings, file: string): GivenSettings {
  return absoluteSettings(settings, dirname(file));
}

/**
 * The settings with absolute paths, and with the canonical spelling of a model's name. Throws `hub.badAddress`,
 * `hub.badEndpoint`.
 */
export function absoluteSettings<Given extends GivenSettings>(settings: Given, folder: string): Given {
  return mapPaths(settings, (path, name) => (name === 'model' ? modelAsNamed(path, folder) : resolve(folder, path)));
}
