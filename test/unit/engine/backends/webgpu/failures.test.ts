// ONNX Runtime's messages of a GPU that is lost or full, as sentences; any other message is a defect and stays
// unchanged.

import { expect, test } from 'vitest';

import { floatTensor, intTensor } from '../../../../../src/engine/backends/support/onnxTensors.js';
import { asSentence } from '../../../../../src/engine/backends/webgpu/failures.js';

const feeds = { input_ids: intTensor(new Int32Array(12), [3, 4]) };

test.each([
  [
    'webgpu_context.cc:136 Initialize adapter_result.status == Success was false. ' +
      'Failed to get a WebGPU adapter: No supported adapters',
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
])('is reported in a sentence: %s', (message, code) => {
  expect(asSentence(new Error(message), feeds)).toMatchObject({ code });
});

test('memory that runs out with nothing but weights loaded is reported as too small for the model', () => {
  const error = new Error('vkAllocateMemory failed with VK_ERROR_OUT_OF_DEVICE_MEMORY');
  expect(asSentence(error, { x: floatTensor(new Float32Array(4), [4]) })).toMatchObject({
    code: 'machine.modelMemory',
  });
});

test('any other failure stays a defect', () => {
  const error = new Error('Non-zero status code returned while running Gemm node');
  expect(asSentence(error, feeds)).toBe(error);
});
