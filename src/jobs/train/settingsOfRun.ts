// Reads the settings of a run, for a process that has to start another one for it.

import { resolve } from 'node:path';

import { readRunFile } from '../../runs/runFile.js';
import type { Settings } from '../../shared/settings.js';

/** The settings of a run. Throws the UserErrors of a folder that is no run. */
export function settingsOfRun(folder: string): Settings {
  return readRunFile(resolve(folder)).settings;
}
