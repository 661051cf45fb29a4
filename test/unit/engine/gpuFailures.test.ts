// What ONNX Runtime was seen to say of a GPU that is gone or full, as sentences; anything else is a defect and stays as
// it is.

import { expect, test } from 'vitest';

import { floatTensor, intTensor } from '../../../src/engine/backends/support/onnxTensors.js';
import { asSentence } from '../../../src/engine/backends/webgpu/failures.js';

const feeds = { input_ids: intTensor(new Int32Array(12), [3, 4]) };

test.each([
  [
    'webgpu_context.cc:136 Initialize adapter_result.status == Success was false. Failed to get a WebGPU adapter: No supported adapters',
    'machine.noGpu',
  ],
  ['WebGPU device lost (2): A valid external Instance reference no longer exists.', 'machine.gpuLost'],
  [
    'WebGPU validation failed. Buffer size (6400000000) exceeds the max buffer size limit (1073741824).',
    'machine.deviceMemory',
  ],
  [
    'WebGPU validation failed. [Invalid Buffer (unlabeled)] is invalid due to a previous error.',
    'machine.deviceMemory',
  ],
  ['vkAllocateMemory failed with VK_ERROR_OUT_OF_DEVICE_MEMORY', 'machine.deviceMemory'],
])('%s', (message, code) => {
  expect(asSentence(new Error(message), feeds)).toMatchObject({ code });
});

test('memory that runs out while nothing but weights is there is said of the model', () => {
  const error = new Error('vkAllocateMemory failed with VK_ERROR_OUT_OF_DEVICE_MEMORY');
  expect(asSentence(error, { x: floatTensor(new Float32Array(4), [4]) })).toMatchObject({
    code: 'machine.modelMemory',
  });
});

test('a defect stays one', () => {
  const error = new Error('Non-zero status code returned while running Gemm node');
  expect(asSentence(error, feeds)).toBe(error);
});
