// Measurements that are made once and used again: the speed of the devices, and the lengths of a file's texts.

import type { MeasuredDevices } from '../../jobs/devices/measuredDevices.js';
import type { DeviceReport } from '../../shared/devices.js';
import type { TokenLengths } from '../../shared/messages/data.js';
import type { OpenData } from './openData.js';

/** The store in which a measurement outlives the process. */
export interface DeviceStore {
  read(): MeasuredDevices | null;
  keep(measured: MeasuredDevices): Promise<void>;
}

export class Measurements {
  private measuring: Promise<MeasuredDevices> | null = null;
  private latest: MeasuredDevices | null = null;
  private readonly lengths = new WeakMap<OpenData, TokenLengths>();

  constructor(
    private readonly probe: () => Promise<DeviceReport[]>,
    private readonly store?: DeviceStore,
  ) {}

  /** The devices as they were last measured; empty before the first time. */
  get devices(): readonly DeviceReport[] {
    return (this.latest ??= this.store?.read() ?? null)?.devices ?? [];
  }

  /**
   * Measures the devices, unless that was done and no new measurement is wanted; requests in the meantime get the same
   * answer.
   */
  measure(again: boolean): Promise<MeasuredDevices> {
    if (!again) this.latest ??= this.store?.read() ?? null;
    if (this.latest !== null && !again) return Promise.resolve(this.latest);
    this.measuring ??= this.probe()
      .then(async (devices) => {
        this.latest = { devices, measured: new Date().toISOString() };
        await this.store?.keep(this.latest);
        return this.latest;
      })
      .finally(() => (this.measuring = null));
    return this.measuring;
  }

  keepLengths(data: OpenData, lengths: TokenLengths): void {
    this.lengths.set(data, lengths);
  }

  lengthsOf(data: OpenData): TokenLengths | null {
    return this.lengths.get(data) ?? null;
  }
}
