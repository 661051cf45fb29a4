// What a run was asked to do, for whoever has to start a process that can.

import { resolve } from 'node:path';

import { readRunFile } from '../../runs/runFile.js';
import type { Settings } from '../../shared/settings.js';

/** A run's settings. Throws the UserErrors of a folder that is no run. */
export function settingsOfRun(folder: string): Settings {
  return readRunFile(resolve(folder)).settings;
}
