// Numbers of this process as ONNX Runtime's tensors.

import type { Tensor } from 'onnxruntime-node';

import type { HostTensor } from '../batchFeeds.js';
import { floatTensor, intTensor } from './session.js';

export function hostTensor({ data, shape }: HostTensor): Tensor {
  return data instanceof Int32Array ? intTensor(data, shape) : floatTensor(data, shape);
}

export function hostTensors(feeds: Readonly<Record<string, HostTensor>>): Record<string, Tensor> {
  return Object.fromEntries(Object.entries(feeds).map(([name, feed]) => [name, hostTensor(feed)]));
}
