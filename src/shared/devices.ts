// The devices that TensorFlow computes on, by name, and what a probe tells of a device: whether it works here, why not,
// how fast it is.

import type { ErrorCode } from './errors.js';
import type { Notice } from './notices.js';

/**
 * By itself TensorFlow takes the first GPU, or the processor where there is none. GPUs have the numbers that nvidia-smi
 * gives them.
 */
export const tensorflowDevices = [
  'tensorflow',
  'tensorflow:cpu',
  'tensorflow:gpu:0',
  'tensorflow:gpu:1',
  'tensorflow:gpu:2',
  'tensorflow:gpu:3',
  'tensorflow:gpu:4',
  'tensorflow:gpu:5',
  'tensorflow:gpu:6',
  'tensorflow:gpu:7',
] as const;
export type TensorflowDevice = (typeof tensorflowDevices)[number];

export function isTensorflow(device: unknown): device is TensorflowDevice {
  return tensorflowDevices.some((name) => name === device);
}

/**
 * Through ONNX Runtime, on any GPU with Vulkan, Metal or D3D12: the fast adapter, or the one that saves power where a
 * machine has both.
 */
export const webgpuDevices = ['onnx-webgpu', 'onnx-webgpu:low-power'] as const;
export type WebgpuDevice = (typeof webgpuDevices)[number];

export function isWebgpu(device: unknown): device is WebgpuDevice {
  return webgpuDevices.some((name) => name === device);
}

/** The GPU that a device names, 'none' for the processor; undefined where TensorFlow chooses. */
export function gpuOf(device: TensorflowDevice): number | 'none' | undefined {
  if (device === 'tensorflow') return undefined;
  return device === 'tensorflow:cpu' ? 'none' : Number(device.slice('tensorflow:gpu:'.length));
}

/** Whether matrix products can be asked for in that precision there: bfloat16 is TensorFlow's, float16 WebGPU's. */
export function hasPrecision(device: string, precision: unknown): boolean {
  if (precision === 'bfloat16') return isTensorflow(device);
  return precision !== 'float16' || isWebgpu(device);
}

/** How many times as fast as in float32 the device computes in bfloat16; null where that was not measured. */
export function bfloat16Gain({ gigaflops, bfloat16 }: DeviceReport): number | null {
  return gigaflops === null || bfloat16 === null ? null : bfloat16 / gigaflops;
}

/** The fastest device that computes rightly; null where none was found to. */
export function fastestDevice(reports: readonly DeviceReport[]): DeviceReport | null {
  const speedOf = ({ works, gigaflops }: DeviceReport) => (works ? (gigaflops ?? 0) : 0);
  return reports.reduce<DeviceReport | null>(
    (best, report) => (speedOf(report) > (best === null ? 0 : speedOf(best)) ? report : best),
    null,
  );
}

export interface DeviceReport {
  /** A value of the setting `device`. */
  readonly device: string;
  readonly works: boolean;
  /** What it is: the processor's or the GPU's name and the like. */
  readonly detail: string;
  /** Why it does not work, in English; null when it does. */
  readonly problem: string | null;
  /** The same as an error of the catalogue, where it is one. */
  readonly failure: { readonly code: ErrorCode; readonly values: Readonly<Record<string, string | number>> } | null;
  /**
   * Speed of a float32 matrix product, measured, in 10⁹ floating-point operations a second; null when it does not work.
   */
  readonly gigaflops: number | null;
  /** The same of a product in bfloat16, its operands turned into that first; null where the device has none. */
  readonly bfloat16: number | null;
  /** Bytes of memory of its own, where it has any and that is known. */
  readonly memory?: number | undefined;
  /** What a person should know who expects more of it, such as why a GPU is not used. */
  readonly notices: readonly Notice[];
}
