// Runs a command where its device computes.

import { isWebgpu } from '../shared/devices.js';
import type { GivenSettings } from '../shared/settings.js';
import { environmentOptions } from '../tensorflow/preparation.js';
import { type Saying, withTensorflow, withWebgpu } from './secondProcess.js';
import type { Session } from './session.js';

/** TensorFlow and a GPU's driver take a process of their own; what is wrong with the settings is said there. */
export function onDevice(
  session: Session,
  settings: GivenSettings,
  run: () => Promise<void>,
  saying: Saying = 'hint',
): Promise<void> {
  if (isWebgpu(settings.device)) return withWebgpu(session, run);
  const options = environmentOptions(settings);
  return options === null ? run() : withTensorflow(session, options, run, saying);
}
