// Weights in eight bits: their deviation, the size of the file, and its results.

import { fileURLToPath } from 'node:url';

import { describe, expect, test } from 'vitest';

import { createCpuPredictor } from '../../../../src/engine/backends/cpu/cpuPredictor.js';
import { createInt8Predictor } from '../../../../src/engine/backends/cpu/int8Predictor.js';
import { exportOnnx } from '../../../../src/engine/onnx/exportOnnx.js';
import { quantizeRows } from '../../../../src/engine/onnx/int8.js';
import { readModelFolder } from '../../../../src/formats/modelFolder.js';

const bundled = fileURLToPath(new URL('../../../../models/bert-tiny-zh', import.meta.url));

describe('a row in eight bits', () => {
  test('deviates by at most half a step', () => {
    const data = Float32Array.from({ length: 60 }, (_, index) => Math.sin(index * 1.7) * (index < 30 ? 0.01 : 3));
    const { values, scales } = quantizeRows(data, 30, 63);
    expect(Math.max(...values)).toBeLessThanOrEqual(63);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-63);
    data.forEach((value, index) =>
      expect(Math.abs(value - values[index]! * scales[Math.floor(index / 30)]!)).toBeLessThanOrEqual(
        scales[Math.floor(index / 30)]! / 2 + 1e-7,
      ),
    );
  });

  test('stays zero when it is zero', () => {
    expect(quantizeRows(new Float32Array(4), 4, 127)).toEqual({
      values: new Int8Array(4),
      scales: new Float32Array(1),
    });
  });
});

describe('a model exported in eight bits', () => {
  test('has at most a third of the size and nearly the same logits', async () => {
    const { config, weights } = await readModelFolder(bundled, {
      task: 'single-label',
      labelNames: ['a', 'b', 'c'],
      seed: 3,
    });
    const bytes = (int8: boolean) =>
      exportOnnx(config, weights, { labelNames: ['a', 'b', 'c'], externalName: '', int8 }).pieces.reduce(
        (sum, { byteLength }) => sum + byteLength,
        0,
      );
    expect(bytes(true) / bytes(false)).toBeLessThan(1 / 3);
    const exact = await createCpuPredictor(config, weights, 1);
    const rounded = await createInt8Predictor(config, weights, 1);
    const size = 8;
    const length = 24;
    const ids = Int32Array.from(
      { length: size * length },
      (_, index) => 200 + ((index * 7919) % (config.vocabularySize - 200)),
    );
    const batch = {
      size,
      length,
      ids,
      types: new Int32Array(size * length),
      mask: new Int32Array(size * length).fill(1),
    };
    const before = await exact.predict(batch);
    const after = await rounded.predict(batch);
    const spread = Math.hypot(
      ...before.map((logit) => logit - before.reduce((sum, each) => sum + each, 0) / before.length),
    );
    const error = Math.hypot(...before.map((logit, index) => logit - after[index]!));
    expect(error).toBeGreaterThan(0);
    expect(error / spread).toBeLessThan(0.2);
    await exact.dispose();
    await rounded.dispose();
  });
});
