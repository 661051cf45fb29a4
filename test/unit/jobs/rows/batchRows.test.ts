// Batches of rows with weights, and of labels with probabilities, in the engine's form; and a run on such rows.

import { readFileSync, writeFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { createTrainer } from '../../../../src/engine/trainer.js';
import { batchOf, joinTargets, type Rows } from '../../../../src/jobs/rows/batchRows.js';
import { partsOf } from '../../../../src/jobs/train/batchParts.js';
import type { TokenStore } from '../../../../src/text/tokenStore.js';
import { createKit, eventsOf, type Kit, modelBytes, resumeKit, trainKit } from '../train/runKit.js';

const store = {
  lengths: Int32Array.of(1, 1, 1),
  windows: () => 1,
  read: () => undefined,
} as unknown as TokenStore;
const rowsOf = (targets: Rows['targets'], weights: Rows['weights']): Rows => ({
  ...{ store, targets, weights, labels: targets.task === 'regression' ? 1 : 2 },
  ...{ padding: 'longest', maxLength: 8, scale: { mean: 10, deviation: 2 } },
});

test('parts of a batch count by the weights of their rows and classes', () => {
  const targets = { task: 'single-label', ids: Int32Array.of(0, 1, 1) } as const;
  const shares = (weights: Rows['weights'], classWeights?: Float32Array) =>
    partsOf(Int32Array.of(0, 1, 2), 1, rowsOf(targets, weights), classWeights).map(({ share }) => share);
  expect(shares(Float64Array.of(1, 2, 5))).toEqual([1 / 8, 2 / 8, 5 / 8]);
  expect(shares(Float64Array.of(1, 2, 5), Float32Array.of(7, 1))).toEqual([0.5, 2 / 14, 5 / 14]);
  expect(shares(null, Float32Array.of(2, 1))).toEqual([0.5, 0.25, 0.25]);
  const soft = { ...targets, soft: Float32Array.of(1, 0, 0.5, 0.5, 0, 1) };
  const parts = partsOf(Int32Array.of(0, 1, 2), 1, rowsOf(soft, null), Float32Array.of(3, 1));
  expect(parts.map(({ share }) => share)).toEqual([3 / 6, 2 / 6, 1 / 6]);
});

test('rows of a file with probabilities and of one with labels go together', () => {
  const soft = { task: 'single-label', ids: Int32Array.of(0), soft: Float32Array.of(0.75, 0.25) } as const;
  const certain = { task: 'single-label', ids: Int32Array.of(1, 0) } as const;
  expect(joinTargets(soft, certain)).toMatchObject({ soft: Float32Array.of(0.75, 0.25, 0, 1, 1, 0) });
  expect(joinTargets(certain, certain)).toMatchObject({ soft: undefined });
});

function weighedKit(weight: (row: number) => number): Kit {
  const kit = createKit(40);
  const [, ...lines] = readFileSync(kit.csv, 'utf8').split('\n');
  writeFileSync(kit.csv, ['text,label,w', ...lines.map((line, row) => `${line},${weight(row)}`)].join('\n'));
  return kit;
}

const onEngine = { createTrainer };

test('a run on rows of one weight has the losses of one without, and other weights others', async () => {
  const settings = { dropout: 0, epochs: 1 };
  const losses = async (weight: number | ((row: number) => number), weights?: string) => {
    const kit = weighedKit(typeof weight === 'number' ? () => weight : weight);
    const { events, outcome } = await trainKit(kit, { ...settings, ...(weights ? { weights } : {}) }, onEngine);
    expect(outcome).toMatchObject({ event: 'done' });
    return eventsOf(events, 'step').map(({ loss }) => loss);
  };
  const plain = await losses(1);
  (await losses(3, 'w')).forEach((loss, step) => expect(Math.abs(loss - plain[step]!)).toBeLessThan(1e-5));
  const uneven = await losses((row) => 1 + 9 * (row % 3), 'w');
  expect(Math.abs(uneven[0]! - plain[0]!)).toBeGreaterThan(1e-4);
});

test('a run on probabilities and weights resumes to the same bytes', async () => {
  const soft = () => {
    const kit = weighedKit((row) => 1 + (row % 4));
    const [, ...lines] = readFileSync(kit.csv, 'utf8').split('\n');
    const shared = lines.map((line) => line.replace(',good,', ',0.9,0.1,').replace(',bad,', ',0.2,0.8,'));
    writeFileSync(kit.csv, ['text,good,bad,w', ...shared].join('\n'));
    return kit;
  };
  const settings = { label: 'good,bad', weights: 'w', labelSmoothing: 0.1 };
  const [whole, stopped] = [soft(), soft()];
  const { events } = await trainKit(whole, settings, onEngine);
  expect(eventsOf(events, 'step')[0]!.accuracy).not.toBeNull();
  const controller = new AbortController();
  await trainKit(stopped, settings, {
    ...onEngine,
    signal: controller.signal,
    onEvent: (event) => (event.event === 'step' && event.step === 7 ? controller.abort() : undefined),
  });
  expect((await resumeKit(stopped, onEngine)).outcome).toMatchObject({ event: 'done' });
  expect(modelBytes(stopped).equals(modelBytes(whole))).toBe(true);
});

test('what a row answers and its weight stand in one line', async () => {
  const { TokenStore: Store } = await import('../../../../src/text/tokenStore.js');
  const real = new Store({ padId: 0 } as never);
  for (const id of [5, 6]) real.append({ ids: Int32Array.of(id), types: Int32Array.of(0), cut: false } as never);
  const batch = (targets: Rows['targets'], weights: Rows['weights']) => [
    ...batchOf({ ...rowsOf(targets, weights), store: real }, Int32Array.of(1, 0)).targets,
  ];
  const numbers = { task: 'regression', values: Float64Array.of(12, 6) } as const;
  expect(batch(numbers, Float64Array.of(1, 4))).toEqual([-2, 4, 1, 1]);
  expect(batch(numbers, null)).toEqual([-2, 1]);
  const classes = { task: 'single-label', ids: Int32Array.of(0, 1) } as const;
  expect(batch(classes, Float64Array.of(1, 4))).toEqual([0, 1, 4, 1, 0, 1]);
  expect(batch({ ...classes, soft: Float32Array.of(0.75, 0.25, 0.5, 0.5) }, null)).toEqual([
    0.5, 0.5, 1, 0.75, 0.25, 1,
  ]);
  const several = { task: 'multi-label', offsets: Int32Array.of(0, 1, 3), ids: Int32Array.of(1, 0, 1) } as const;
  expect(batch(several, Float64Array.of(3, 2))).toEqual([1, 1, 2, 0, 1, 3]);
});
