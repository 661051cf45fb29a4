// Names of devices. They are proper names, the same in every language.

const names: Readonly<Record<string, string>> = {
  'onnx-cpu': 'CPU (ONNX Runtime)',
  'onnx-webgpu': 'GPU (WebGPU)',
  'onnx-webgpu:low-power': 'GPU (WebGPU, low power)',
  tensorflow: 'TensorFlow',
  'tensorflow:cpu': 'TensorFlow (CPU)',
};
const gpu = /^tensorflow:gpu:(\d)$/;

/** A device that is not named here is called what the engine calls it. */
export function deviceName(device: string): string {
  return names[device] ?? device.replace(gpu, 'TensorFlow (GPU $1)');
}
