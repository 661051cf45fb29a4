// Runs a command in a process that its device can be used in.

import { isWebgpu } from '../shared/devices.js';
import type { GivenSettings } from '../shared/settings.js';
import { environmentOptions } from '../tensorflow/preparation.js';
import { type Saying, withTensorflow, withWebgpu } from './secondProcess.js';
import type { Session } from './session.js';

/** TensorFlow and a GPU's driver need a process of their own, which also reports errors in the settings. */
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
