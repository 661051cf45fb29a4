// The devices of this machine and how fast they were when they were measured.

import type { DeviceReport } from '../../shared/devices.js';

export interface MeasuredDevices {
  readonly devices: DeviceReport[];
  /** ISO 8601. */
  readonly measured: string;
}
