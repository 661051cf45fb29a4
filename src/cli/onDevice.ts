// Runs a command where its device computes.

import type { GivenSettings } from '../shared/settings.js';
import { environmentOptions } from '../tensorflow/preparation.js';
import type { Session } from './session.js';
import { withTensorflow, type Saying } from './tensorflowProcess.js';

/** TensorFlow takes a process of its own, with its environment; what is wrong with the settings is said there. */
export function onDevice(session: Session, settings: GivenSettings, run: () => Promise<void>, saying: Saying = 'hint'): Promise<void> {
  const options = environmentOptions(settings);
  return options === null ? run() : withTensorflow(session, options, run, saying);
}
