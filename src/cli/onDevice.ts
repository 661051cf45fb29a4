// Runs a command where its device computes.

import type { SettingName } from '../shared/settings.js';
import type { Session } from './session.js';
import { withTensorflow } from './tensorflowProcess.js';

/** TensorFlow takes a process of its own, with its environment; what is wrong with the settings is said there. */
export function onDevice(session: Session, settings: { readonly [Name in SettingName]?: unknown }, run: () => Promise<void>): Promise<void> {
  const { device, threads, xla } = settings;
  if (device !== 'tensorflow') return run();
  return withTensorflow(session, { threads: wholeNumber(threads), xla: xla === true }, run);
}

/** A number, or a flag's text of one. */
function wholeNumber(value: unknown): number | undefined {
  return /^[1-9]\d{0,2}$/.test(String(value)) ? Number(value) : undefined;
}
