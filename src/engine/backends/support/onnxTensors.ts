// Converts numbers of this process into ONNX Runtime's tensors and back.

import type { HostTensor } from './batchFeeds.js';
import { Tensor } from './onnxRuntime.js';

export function hostTensor({ data, shape }: HostTensor): Tensor {
  return data instanceof Int32Array ? intTensor(data, shape) : floatTensor(data, shape);
}

export function hostTensors(feeds: Readonly<Record<string, HostTensor>>): Record<string, Tensor> {
  return Object.fromEntries(Object.entries(feeds).map(([name, feed]) => [name, hostTensor(feed)]));
}

export function intTensor(data: Int32Array, shape: readonly number[]): Tensor {
  return new Tensor('int32', data, shape);
}

export function floatTensor(data: Float32Array, shape: readonly number[]): Tensor {
  return new Tensor('float32', data, shape);
}

/** The numbers of a float32 output. */
export function floatsOf(outputs: Readonly<Record<string, Tensor>>, name: string): Float32Array {
  const data = outputs[name]?.data;
  if (!(data instanceof Float32Array)) throw new Error(`the graph gave no float32 output ${name}`);
  return data;
}
