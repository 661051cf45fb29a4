// Checkpoints are complete or absent, and never taken from another run.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import type { FloatTensor } from '../../../src/base/model.js';
import {
  checkpointFile,
  type Progress,
  readCheckpoint,
  startOfRun,
  writeCheckpoint,
} from '../../../src/runs/checkpoints.js';
import { UserError } from '../../../src/shared/errors.js';
import type { Scores } from '../../../src/shared/events.js';
import { temporaryFolder } from './temporary.js';

const scores: Scores = {
  kind: 'classes',
  loss: 0.1 + 0.2,
  accuracy: 0.5,
  precision: 1,
  recall: 0,
  f1: 1 / 3,
  microF1: 0.5,
  perClass: [{ label: '正面\n"', precision: 1, recall: 0, f1: 0, support: 3 }],
  confusion: [
    [3, 0],
    [1, 2],
  ],
};
const progress: Progress = {
  step: 12,
  evaluatedAt: 10,
  latest: scores,
  best: scores,
  bestStep: 5,
  sinceBest: 1,
  seconds: 1.25,
};
const tensors = new Map([
  ['weight.a', { shape: [2, 2], data: Float32Array.of(1, -0, 3e-40, 4) }],
  ['moment1.a', { shape: [0], data: new Float32Array() }],
]);

async function codeOf(action: Promise<unknown>): Promise<string> {
  return action.then(
    () => 'no error',
    (error: unknown) => (error instanceof UserError ? error.code : Promise.reject(error as Error)),
  );
}

test('a checkpoint is read back to the bit', async () => {
  const folder = temporaryFolder();
  expect(await readCheckpoint(folder, 'last', 'r')).toBeNull();
  await writeCheckpoint(folder, 'last', 'r', { progress, tensors });
  const read = await readCheckpoint(folder, 'last', 'r');
  expect(read?.progress).toEqual(progress);
  expect([...read!.tensors.get('weight.a')!.data]).toEqual([1, -0, Math.fround(3e-40), 4]);
  expect(read!.tensors.get('moment1.a')).toEqual({ shape: [0], data: new Float32Array() });
});

test('a damaged checkpoint, a newer one, and that of another run are refused in one sentence', async () => {
  const folder = temporaryFolder();
  await writeCheckpoint(folder, 'last', 'r', { progress, tensors });
  expect(await codeOf(readCheckpoint(folder, 'last', 'other'))).toBe('run.checkpointDamaged');
  const path = join(folder, checkpointFile('last'));
  const whole = readFileSync(path);
  writeFileSync(path, whole.subarray(0, whole.length - 3));
  expect(await codeOf(readCheckpoint(folder, 'last', 'r'))).toBe('run.checkpointDamaged');
  writeFileSync(path, whole.toString('latin1').replace('"format":"1"', '"format":"2"'), 'latin1');
  expect(await codeOf(readCheckpoint(folder, 'last', 'r'))).toBe('run.newerFormat');
  writeFileSync(path, whole.toString('latin1').replace('sinceBest', 'sinceJest'), 'latin1');
  expect(await codeOf(readCheckpoint(folder, 'last', 'r'))).toBe('run.checkpointDamaged');
});

test('a checkpoint that cannot be written leaves the earlier one in place', async () => {
  const folder = temporaryFolder();
  await writeCheckpoint(folder, 'best', 'r', { progress: startOfRun, tensors });
  const full: FloatTensor = {
    shape: [1],
    get data(): Float32Array {
      throw new UserError('machine.diskFull', { file: 'x' });
    },
  };
  const unwritable = new Map([...tensors, ['full', full]]);
  expect(await codeOf(writeCheckpoint(folder, 'best', 'r', { progress, tensors: unwritable }))).toBe(
    'machine.diskFull',
  );
  expect((await readCheckpoint(folder, 'best', 'r'))?.progress).toEqual(startOfRun);
});
