// The device of a run for which none is chosen.

import { expect, test } from 'vitest';

import { fastest } from '../../../../src/shared/messages/models.js';

const speed = (device: string, rowsPerSecond: number, seconds: number) => ({
  device,
  rowsPerSecond,
  seconds,
  epochSeconds: seconds / 3,
});

test('the device that finishes first is chosen, not the one with the most rows a second', () => {
  expect(fastest({ speeds: [speed('tensorflow', 400, 3.1), speed('onnx-cpu', 300, 2.2)] })?.device).toBe('onnx-cpu');
  expect(fastest({ speeds: [speed('onnx-cpu', 10, 600), speed('tensorflow', 14, 440)] })?.device).toBe('tensorflow');
});

test('no device is chosen before one is measured', () => expect(fastest({ speeds: [] })).toBeNull());
