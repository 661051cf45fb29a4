// The devices of this machine with their measured speeds.

import type { DeviceReport } from '../../shared/devices.js';

export interface MeasuredDevices {
  readonly devices: DeviceReport[];
  /** The time of the measurement, ISO 8601. */
  readonly measured: string;
}
