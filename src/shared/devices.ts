// The devices that TensorFlow and WebGPU offer, by name, and the report of a probe: whether a device works here, why
// not, and how fast it is.

import type { ErrorCode } from './errors.js';
import type { Notice } from './notices.js';

/**
 * Without a number TensorFlow takes the first GPU, or the processor where there is none. GPUs have the numbers that
 * nvidia-smi gives them.
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
 * Devices of ONNX Runtime's WebGPU, on any GPU with Vulkan, Metal or D3D12: the fast adapter, or the power-saving one
 * where a machine has both.
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

/** Whether the device offers matmuls in that precision: bfloat16 is TensorFlow's, float16 WebGPU's. */
export function hasPrecision(device: string, precision: unknown): boolean {
  if (precision === 'bfloat16') return isTensorflow(device);
  return precision !== 'float16' || isWebgpu(device);
}

/** How many times as fast as in float32 the device computes in bfloat16; null where that was not measured. */
export function bfloat16Gain({ gigaflops, bfloat16 }: DeviceReport): number | null {
  return gigaflops === null || bfloat16 === null ? null : bfloat16 / gigaflops;
}

/** The fastest device that computes correctly; null where none does. */
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
  /** The name of the processor or the GPU, and similar details. */
  readonly detail: string;
  /** Why it does not work, in English; null when it does. */
  readonly problem: string | null;
  /** The same problem as an error of the catalogue, where it has a code. */
  readonly failure: { readonly code: ErrorCode; readonly values: Readonly<Record<string, string | number>> } | null;
  /**
   * The measured speed of a float32 matmul, in 10⁹ floating-point operations a second; null when the device does not
   * work.
   */
  readonly gigaflops: number | null;
  /** The same for a matmul in bfloat16, the conversion of its operands included; null where the device has none. */
  readonly bfloat16: number | null;
  /** The bytes of the device's own memory, where it has any and they are known. */
  readonly memory?: number | undefined;
  /** Notices that explain the device, such as why a GPU is not used. */
  readonly notices: readonly Notice[];
}
