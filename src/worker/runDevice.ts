// What a run computes on, for whoever has to start a process that can.

import { resolve } from 'node:path';
import { readRunFile } from '../runs/runFile.js';
import type { Settings } from '../shared/settings.js';

/** The device in a run's settings. Throws the UserErrors of a folder that is no run. */
export function deviceOfRun(folder: string): Settings['device'] {
  return readRunFile(resolve(folder)).settings.device;
}
