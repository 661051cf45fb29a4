// A checkpoint that another program keeps from being written is written at the next one, and no run ends by it.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { beforeEach, expect, test, vi } from 'vitest';

import type * as moving from '../../../src/base/moving.js';
import { type Progress, readCheckpoint, startOfRun } from '../../../src/runs/checkpoints.js';
import { CheckpointWriter } from '../../../src/runs/checkpointWriter.js';
import { UserError } from '../../../src/shared/errors.js';
import { temporaryFolder } from './temporary.js';

/** Endings of the files that another program has open. */
const open = new Set<string>();

vi.mock('../../../src/base/moving.js', async (original) => {
  const real = await original<typeof moving>();
  const moveFile = async (from: string, to: string) => {
    if ([...open].some((ending) => to.endsWith(ending))) throw new UserError('machine.heldByProgram', { file: to });
    await real.moveFile(from, to);
  };
  return { ...real, moveFile };
});

const id = 'a-run';
let place = '';
let said: string[] = [];
let writer: CheckpointWriter;

beforeEach(() => {
  open.clear();
  said = [];
  place = temporaryFolder();
  writer = new CheckpointWriter({
    folder: place,
    owner: { id, recipe: null },
    onHeld: (file) => said.push(`held ${file}`),
    onWritten: (name, step) => said.push(`${name} ${String(step)}`),
  });
});

/** A checkpoint after a step, whose only weight is the step's number. */
function after(step: number): { readonly progress: Progress; readonly tensors: Map<string, WeightTensor> } {
  const tensors = new Map([['weight.a', { shape: [1], data: Float32Array.of(step) }]]);
  return { progress: { ...startOfRun, step }, tensors };
}
interface WeightTensor {
  readonly shape: number[];
  readonly data: Float32Array;
}

async function steps() {
  const read = async (name: 'last' | 'best') => (await readCheckpoint(place, name, id))?.progress.step ?? null;
  return { last: await read('last'), best: await read('best') };
}

test('without another program both are written', async () => {
  await writer.write('best', after(1));
  await writer.write('last', after(1));
  expect(await steps()).toEqual({ last: 1, best: 1 });
  expect(said).toEqual(['best 1', 'last 1']);
});

test('a held last is said, and the next one is written', async () => {
  await writer.write('last', after(1));
  open.add('last.safetensors');
  await writer.write('last', after(2));
  expect(await steps()).toEqual({ last: 1, best: null });
  open.clear();
  await writer.write('last', after(3));
  expect(await steps()).toEqual({ last: 3, best: null });
  expect(said).toEqual(['last 1', 'held checkpoints/last.safetensors', 'last 3']);
});

test('no last is newer than a best that waits; both are written once the file is closed', async () => {
  await writer.write('best', after(1));
  await writer.write('last', after(1));
  open.add('best.safetensors');
  const best = after(2);
  await writer.write('best', best);
  // The trainer goes on with the same memory.
  best.tensors.get('weight.a')!.data[0] = 9;
  await writer.write('last', after(2));
  expect(await steps()).toEqual({ last: 1, best: 1 });
  open.clear();
  await writer.write('last', after(3));
  expect(await steps()).toEqual({ last: 3, best: 2 });
  expect((await readCheckpoint(place, 'best', id))?.tensors.get('weight.a')?.data).toEqual(Float32Array.of(2));
});

test('a newer best takes the place of one that waits', async () => {
  open.add('best.safetensors');
  await writer.write('best', after(1));
  open.clear();
  await writer.write('best', after(2));
  expect(said).toEqual(['held checkpoints/best.safetensors', 'best 2']);
});

test('at the end a best that still cannot be written is an error', async () => {
  open.add('best.safetensors');
  await writer.write('best', after(1));
  await expect(writer.settle()).rejects.toMatchObject({ code: 'machine.heldByProgram' });
  open.clear();
  await writer.settle();
  expect(await steps()).toEqual({ last: null, best: 1 });
});

test('other failures end the run', async () => {
  writeFileSync(join(place, 'checkpoints'), '');
  await expect(writer.write('last', after(1))).rejects.toBeInstanceOf(UserError);
  expect(said).toEqual([]);
});
