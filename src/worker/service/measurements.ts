// What was measured once and is used again: how fast the devices are, and how long a file's texts.

import type { DeviceReport } from '../../shared/devices.js';
import type { TokenLengths } from '../../shared/messages/data.js';
import { runtimes } from '../computing.js';
import type { OpenData } from './openData.js';

export interface MeasuredDevices {
  readonly devices: DeviceReport[];
  /** ISO 8601. */
  readonly measured: string;
}

export class Measurements {
  private measuring: Promise<MeasuredDevices> | null = null;
  private latest: MeasuredDevices | null = null;
  private readonly lengths = new WeakMap<OpenData, TokenLengths>();

  /** The devices as they were measured last; empty before the first time. */
  get devices(): readonly DeviceReport[] {
    return this.latest?.devices ?? [];
  }

  /** Measures, unless that was done and is not wanted again; who asks meanwhile gets the same answer. */
  measure(again: boolean): Promise<MeasuredDevices> {
    if (this.latest !== null && !again) return Promise.resolve(this.latest);
    this.measuring ??= probe().then((found) => (this.latest = found)).finally(() => (this.measuring = null));
    return this.measuring;
  }

  keepLengths(data: OpenData, lengths: TokenLengths): void {
    this.lengths.set(data, lengths);
  }

  lengthsOf(data: OpenData): TokenLengths | null {
    return this.lengths.get(data) ?? null;
  }
}

async function probe(): Promise<MeasuredDevices> {
  const { probeDevices } = await import('../../engine/backends/select.js');
  const devices = (await probeDevices(runtimes)).map((device) => ({ ...device }));
  return { devices, measured: new Date().toISOString() };
}
