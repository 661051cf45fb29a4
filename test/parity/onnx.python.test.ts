// The exported ONNX file in Python's onnxruntime gives transformers' logits.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';

import type { Activation } from '../../src/base/model.js';
import { exportOnnx } from '../../src/engine/onnx/exportOnnx.js';
import { bytesOfPiece } from '../../src/engine/onnx/proto.js';
import { randomModel } from '../../src/formats/initialWeights.js';
import { writeModelFolder } from '../../src/formats/modelFolderWriter.js';
import { describeWithPython, runPython } from '../support/python.js';

const root = mkdtempSync(join(tmpdir(), 'onnx-python-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const report = z.object({
  worst: z.number(),
  inputs: z.array(z.tuple([z.string(), z.string(), z.array(z.string())])),
  outputs: z.array(z.tuple([z.string(), z.string(), z.array(z.union([z.string(), z.number()]))])),
  domains: z.array(z.string()),
  metadata: z.record(z.string(), z.string()),
});

/** Batches of different sizes and lengths, with padding. */
const batches = [
  [2, 9, 6],
  [1, 30, 30],
  [5, 4, 2],
].map(([size = 1, length = 1, shortest = 1]) => {
  const row = (value: (index: number, row: number) => number) =>
    Array.from({ length: size }, (_, r) => Array.from({ length }, (_c, index) => value(index, r)));
  const real = (index: number, r: number) => index < (r === 0 ? length : shortest);
  return [
    row((index, r) => (real(index, r) ? 5 + ((index * 7 + r * 3) % 40) : 0)),
    row((index, r) => Number(real(index, r))),
    row((index, r) => Number(real(index, r) && index > length / 2)),
  ];
});

describeWithPython('the exported ONNX file', () => {
  test.each([
    ['gelu', 'inside the file', undefined],
    ['gelu_tanh', 'beside the file', 1000],
    ['relu', 'inside the file', undefined],
  ] as const)('gives the logits of transformers (%s, weights %s)', async (activation: Activation, _where, limit) => {
    const labelNames = ['差', '中', '好'];
    const made = randomModel({
      layers: 2,
      hidden: 32,
      heads: 4,
      vocabularySize: 50,
      labels: 3,
      task: 'single-label',
      seed: 3,
    });
    const config = { ...made.config, activation };
    const folder = join(root, activation);
    await writeModelFolder(folder, {
      config,
      labelNames,
      base: {},
      weights: made.weights,
      tokenizer: {},
      card: () => '',
    });
    const file = join(folder, 'model.onnx');
    const exported = exportOnnx(config, made.weights, {
      labelNames,
      externalName: 'model.onnx.data',
      ...(limit === undefined ? {} : { limit }),
    });
    writeFileSync(file, Buffer.concat(exported.pieces.map(bytesOfPiece)));
    if (exported.externalPieces)
      writeFileSync(`${file}.data`, Buffer.concat(exported.externalPieces.map(bytesOfPiece)));
    expect(exported.externalPieces === undefined).toBe(limit === undefined);
    writeFileSync(join(folder, 'ids.json'), JSON.stringify(batches));
    const script = fileURLToPath(new URL('exported.py', import.meta.url));
    const output = runPython([script, folder, file, join(folder, 'ids.json')]);
    const found = report.parse(JSON.parse(output));
    expect(found.worst).toBeLessThan(1e-5);
    expect(found.inputs).toEqual(
      ['input_ids', 'attention_mask', 'token_type_ids'].map((name) => [name, 'tensor(int64)', ['batch', 'length']]),
    );
    expect(found.outputs).toEqual([['logits', 'tensor(float)', ['batch', 3]]]);
    expect(found.domains).toEqual(['']);
    expect(found.metadata['labels']).toBe(JSON.stringify(labelNames));
  });
});
