// What a resumed run says of itself before it goes on.

import { expect, test } from 'vitest';

import { hasWrongGradients, resumeNotices } from '../../../../src/jobs/train/resumeNotices.js';
import { parseSettings } from '../../../../src/runs/parseSettings.js';
import type { RunFile } from '../../../../src/runs/runFile.js';
import type { RunEvent, StartedEvent } from '../../../../src/shared/events.js';

const file = { path: 'data.csv', sha256: '0'.repeat(64) };
const cpu = { device: 'onnx-cpu', runtime: { name: 'onnxruntime-node', version: '1.30.0' }, notices: [] };

function runOf(product: string, freeze = '', device = 'onnx-cpu'): RunFile {
  const versions = { node: '24.0.0', platform: 'linux-x64', 'onnxruntime-node': '1.30.0' };
  return {
    id: 'id',
    product,
    created: '2026-01-01T00:00:00.000Z',
    data: '/data.csv',
    settings: parseSettings({ freeze }),
    rowsAtOnce: null,
    decisions: {
      data: file,
      validation: null,
      baseModel: file,
      rows: { training: 1, validation: 0, skipped: 0 },
      labels: ['a', 'b'],
      parameters: { trainable: 1, total: 1 },
      device,
      versions,
    },
  };
}

const startedOn = (device: string, threads: number): RunEvent =>
  ({ event: 'started', device, threads }) satisfies Partial<StartedEvent> as StartedEvent;
const codes = (run: RunFile, journal: readonly RunEvent[], threads = 2, now = cpu) =>
  resumeNotices(run, journal, now, threads).map(({ code }) => code);

test('a run that goes on as it began has nothing to say', () => {
  expect(codes(runOf('0.2.0'), [startedOn('onnx-cpu', 2)])).toEqual([]);
});

test('a run that version 0.1.0 began on the processor is told to begin anew', () => {
  expect(codes(runOf('0.1.0'), [startedOn('onnx-cpu', 2)])).toEqual(['run.wrongGradients']);
});

test.each([
  ['0.1.9', true],
  ['0.2.0-beta', false],
  ['0.10.0', false],
  ['1.0.0', false],
])('version %s computed wrong gradients: %s', (product, wrong) => {
  expect(hasWrongGradients(runOf(product), [])).toBe(wrong);
});

test('a run that learned on another device, or with frozen embeddings, was right', () => {
  expect(hasWrongGradients(runOf('0.1.0', '', 'tensorflow'), [startedOn('tensorflow', 2)])).toBe(false);
  expect(hasWrongGradients(runOf('0.1.0', 'embeddings, encoder.0'), [])).toBe(false);
  expect(hasWrongGradients(runOf('0.1.0', 'encoder.0'), [])).toBe(true);
});

test('a run that was on the processor for a while was wrong for a while', () => {
  const journal = [startedOn('onnx-cpu', 2), startedOn('tensorflow', 2)];
  expect(hasWrongGradients(runOf('0.1.0', '', 'tensorflow'), journal)).toBe(true);
});

test('another number of threads and another runtime are said', () => {
  expect(codes(runOf('0.2.0'), [startedOn('onnx-cpu', 4)])).toEqual(['run.otherThreads']);
  const newer = { ...cpu, runtime: { ...cpu.runtime, version: '1.31.0' } };
  expect(codes(runOf('0.2.0'), [startedOn('onnx-cpu', 2)], 2, newer)).toEqual(['run.otherRuntime']);
});
