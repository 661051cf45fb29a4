// Checkpoints are complete or absent, and never taken from another run.

import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import type { FloatTensor } from '../../../src/base/model.js';
import { writeSafetensors } from '../../../src/formats/safetensors.js';
import {
  checkpointFile,
  type Progress,
  readCheckpoint,
  startOfRun,
  writeCheckpoint,
} from '../../../src/runs/checkpoints.js';
import { UserError } from '../../../src/shared/errors.js';
import type { Scores } from '../../../src/shared/events.js';
import { testOn, unix } from '../../support/systems.js';
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

const owner = { id: 'r', recipe: { batch: '8' } };

async function codeOf(action: Promise<unknown>): Promise<string> {
  return action.then(
    () => 'no error',
    (error: unknown) => (error instanceof UserError ? error.code : Promise.reject(error as Error)),
  );
}

test('a checkpoint is read back to the bit', async () => {
  const folder = temporaryFolder();
  expect(await readCheckpoint(folder, 'last', 'r')).toBeNull();
  await writeCheckpoint(folder, 'last', owner, { progress, tensors });
  const read = await readCheckpoint(folder, 'last', 'r');
  expect(read?.progress).toEqual(progress);
  expect([...read!.tensors.get('weight.a')!.data]).toEqual([1, -0, Math.fround(3e-40), 4]);
  expect(read!.tensors.get('moment1.a')).toEqual({ shape: [0], data: new Float32Array() });
});

test('the tensors of a checkpoint are read once while it is written, sums and all', async () => {
  const folder = temporaryFolder();
  let reads = 0;
  const late: FloatTensor = {
    shape: [2],
    get data() {
      reads++;
      return Float32Array.of(5, 6);
    },
  };
  await writeCheckpoint(folder, 'last', owner, { progress, tensors: new Map([...tensors, ['weight.late', late]]) });
  expect(reads).toBe(1);
  expect((await readCheckpoint(folder, 'last', 'r'))!.tensors.get('weight.late')!.data).toEqual(Float32Array.of(5, 6));
});

test('a damaged checkpoint, a newer one, and that of another run are refused in one sentence', async () => {
  const folder = temporaryFolder();
  await writeCheckpoint(folder, 'last', owner, { progress, tensors });
  expect(await codeOf(readCheckpoint(folder, 'last', 'other'))).toBe('run.checkpointDamaged');
  const path = join(folder, checkpointFile('last'));
  const whole = readFileSync(path);
  writeFileSync(path, whole.subarray(0, whole.length - 3));
  expect(await codeOf(readCheckpoint(folder, 'last', 'r'))).toBe('run.checkpointDamaged');
  writeFileSync(path, whole.toString('latin1').replace('"format":"2"', '"format":"3"'), 'latin1');
  expect(await codeOf(readCheckpoint(folder, 'last', 'r'))).toBe('run.newerFormat');
  writeFileSync(path, whole.toString('latin1').replace('sinceBest', 'sinceJest'), 'latin1');
  expect(await codeOf(readCheckpoint(folder, 'last', 'r'))).toBe('run.checkpointDamaged');
});

test('a checkpoint that cannot be written leaves the earlier one in place', async () => {
  const folder = temporaryFolder();
  await writeCheckpoint(folder, 'best', owner, { progress: startOfRun, tensors });
  const full: FloatTensor = {
    shape: [1],
    get data(): Float32Array {
      throw new UserError('machine.diskFull', { file: 'x' });
    },
  };
  const unwritable = new Map([...tensors, ['full', full]]);
  expect(await codeOf(writeCheckpoint(folder, 'best', owner, { progress, tensors: unwritable }))).toBe(
    'machine.diskFull',
  );
  expect((await readCheckpoint(folder, 'best', 'r'))?.progress).toEqual(startOfRun);
});

describe('a bit that is flipped in a checkpoint', () => {
  for (const name of ['last', 'best'] as const)
    test(`is noticed in ${name}, wherever it is`, async () => {
      const folder = temporaryFolder();
      await writeCheckpoint(folder, name, owner, { progress, tensors });
      const whole = readFileSync(join(folder, checkpointFile(name)));
      const read = name === 'last' ? 'whole' : 'late';
      const before = await contentOf(folder, name, read);
      for (let bit = 0; bit < 8 * whole.length; bit += 3) {
        const flipped = Buffer.from(whole);
        flipped[bit >> 3]! ^= 1 << (bit & 7);
        writeFileSync(join(folder, checkpointFile(name)), flipped);
        const after = await contentOf(folder, name, read).catch((error: unknown) =>
          error instanceof UserError ? error.code : Promise.reject(error as Error),
        );
        // What is not noticed is a space beyond the header, which changes nothing.
        if (after !== before) expect(after, `bit ${bit}`).toMatch(/^run\.(checkpointDamaged|newerFormat)$/);
      }
    });

  test('is noticed in a late tensor when its numbers are accessed', async () => {
    const folder = temporaryFolder();
    await writeCheckpoint(folder, 'best', owner, { progress, tensors });
    const path = join(folder, checkpointFile('best'));
    const bytes = readFileSync(path);
    bytes[bytes.length - 1]! ^= 4;
    writeFileSync(path, bytes);
    const read = await readCheckpoint(folder, 'best', 'r', 'late');
    expect(() => read!.tensors.get('weight.a')!.data).toThrow(UserError);
  });
});

/** All that a checkpoint gives, as a text. */
async function contentOf(folder: string, name: 'last' | 'best', read: 'whole' | 'late'): Promise<string> {
  const checkpoint = await readCheckpoint(folder, name, 'r', read);
  const numbers = [...checkpoint!.tensors].map(([key, { shape, data }]) => [key, shape, [...data]]);
  return JSON.stringify([checkpoint!.progress, checkpoint!.recipe, numbers]);
}

test('a checkpoint with numbers that are not finite is refused', async () => {
  const folder = temporaryFolder();
  for (const number of [Number.NaN, Number.POSITIVE_INFINITY]) {
    const broken = new Map([['weight.a', { shape: [1], data: Float32Array.of(number) }]]);
    await writeCheckpoint(folder, 'last', owner, { progress, tensors: broken });
    expect(await codeOf(readCheckpoint(folder, 'last', 'r'))).toBe('run.checkpointDamaged');
  }
});

test('a checkpoint of an earlier version, which has no sums, is read', async () => {
  const folder = temporaryFolder();
  const metadata = { format: '1', run: 'r', progress: JSON.stringify(progress) };
  mkdirSync(join(folder, 'checkpoints'));
  await writeSafetensors(join(folder, checkpointFile('last')), tensors, metadata);
  expect(await readCheckpoint(folder, 'last', 'r')).toMatchObject({ progress, recipe: null });
});

testOn(unix, 'checkpoints are neither read nor written through links', async () => {
  const folder = temporaryFolder();
  const elsewhere = temporaryFolder();
  await writeCheckpoint(elsewhere, 'last', owner, { progress, tensors });
  symlinkSync(join(elsewhere, 'checkpoints'), join(folder, 'checkpoints'));
  expect(await codeOf(readCheckpoint(folder, 'last', 'r'))).toBe('run.checkpointDamaged');
  expect(await codeOf(writeCheckpoint(folder, 'best', owner, { progress, tensors }))).toBe('machine.linkLeadsOut');
  rmSync(join(folder, 'checkpoints'));
  mkdirSync(join(folder, 'checkpoints'));
  symlinkSync('/dev/zero', join(folder, checkpointFile('last')));
  expect(await codeOf(readCheckpoint(folder, 'last', 'r'))).toBe('run.checkpointDamaged');
});
