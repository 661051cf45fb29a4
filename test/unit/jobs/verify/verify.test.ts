// `verify`: a whole run is right, and whatever bit of it is changed is told.

import { cpSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { createRandom } from '../../../../src/base/random.js';
import { type Part, verify } from '../../../../src/jobs/verify/verify.js';
import { UserError } from '../../../../src/shared/errors.js';
import { testOn, unix } from '../../../support/systems.js';
import { contextOf, createKit, type Kit, resumeKit, trainKit } from '../train/runKit.js';

interface Verified {
  readonly right: Part[];
  readonly wrong: string[];
  readonly sentence: string;
}

async function verified(folder: string, steps = 0): Promise<Verified> {
  const right: Part[] = [];
  const wrong: string[] = [];
  const request = {
    folder,
    steps,
    right: (part: Part) => right.push(part),
    wrong: (error: UserError) => wrong.push(error.code),
  };
  const sentence = await verify(request, contextOf({}, [])).then(
    () => 'right',
    (error: unknown) => (error instanceof UserError ? error.code : Promise.reject(error as Error)),
  );
  return { right, wrong, sentence };
}

async function finishedRun(): Promise<Kit> {
  const kit = createKit();
  await trainKit(kit, { keep: 'best' });
  return kit;
}

const parts = ['checkpoints/last.safetensors', 'checkpoints/best.safetensors', 'journal.jsonl', 'run.json'];

describe('verify', () => {
  test('says that a finished run is as it was recorded, with each part', async () => {
    const kit = await finishedRun();
    const { right, wrong, sentence } = await verified(kit.out);
    expect([wrong, sentence]).toEqual([[], 'right']);
    const known = ['runFile', 'journal', 'checkpoint', 'checkpoint', 'model', 'evaluation', 'files'];
    expect(right.map(({ part }) => part)).toEqual(known);
    expect(right).toContainEqual({ part: 'journal', steps: 16 });
  });

  test('says so of a run that was killed and resumed', async () => {
    const other = createKit();
    const crash = { beforeStep: (step: number) => expect(step).toBeLessThan(9) };
    await trainKit(other, { checkpointMinutes: 0 }, crash);
    expect((await verified(other.out, 3)).wrong).toEqual([]);
    await resumeKit(other);
    expect((await verified(other.out, 16)).wrong).toEqual([]);
  });

  test('repeats steps from the beginning, to the bits of the journal and of the checkpoint', async () => {
    const kit = await finishedRun();
    expect((await verified(kit.out, 3)).right).toContainEqual({ part: 'steps', from: 0, steps: 3 });
    expect((await verified(kit.out, 1000)).right).toContainEqual({ part: 'steps', from: 0, steps: 16 });
  });

  test.each([...parts, 'model/model.safetensors', 'model/config.json', 'model/model.onnx'])(
    'notices a flipped bit in %s',
    async (name) => {
      const kit = await finishedRun();
      const file = join(kit.out, name);
      const whole = readFileSync(file);
      const random = createRandom(11, name.length);
      for (let trial = 0; trial < 12; trial++) {
        const flipped = Buffer.from(whole);
        const bit = random.integer(8 * whole.length);
        flipped[bit >> 3]! ^= 1 << (bit & 7);
        writeFileSync(file, flipped);
        expect((await verified(kit.out)).sentence, `bit ${bit}`).not.toBe('right');
      }
      writeFileSync(file, whole);
    },
    120_000,
  );

  test('notices lines that are lost, doubled or exchanged in the journal', async () => {
    const kit = await finishedRun();
    const file = join(kit.out, 'journal.jsonl');
    const whole = readFileSync(file, 'utf8');
    const lines = whole.trimEnd().split('\n');
    const at = lines.findIndex((line) => line.includes('"step":5,'));
    const changed = [
      lines.toSpliced(at, 1),
      lines.toSpliced(at, 0, lines[at]!),
      lines.toSpliced(at, 2, lines[at + 1]!, lines[at]!),
      lines.slice(0, at),
    ];
    for (const other of changed) {
      writeFileSync(file, `${other.join('\n')}\n`);
      expect((await verified(kit.out)).wrong.length).toBeGreaterThan(0);
    }
    writeFileSync(file, whole);
  });

  test('tells a recorded loss that its step does not give', async () => {
    const kit = await finishedRun();
    const copy = join(kit.folder, 'copy');
    cpSync(kit.out, copy, { recursive: true });
    const file = join(copy, 'journal.jsonl');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/("step":2,.*?"loss":)[\d.]+/, '$10.5'));
    expect((await verified(copy, 3)).wrong).toEqual(['run.journalDamaged', 'run.stepDiffers']);
  });

  test('tells what is missing, changed or edited', async () => {
    const kit = await finishedRun();
    const copy = join(kit.folder, 'other');
    const fresh = () => {
      rmSync(copy, { recursive: true, force: true });
      cpSync(kit.out, copy, { recursive: true });
    };
    fresh();
    rmSync(join(copy, 'checkpoints', 'best.safetensors'));
    expect((await verified(copy)).wrong).toEqual(['run.checkpointDamaged']);
    fresh();
    truncateSync(join(copy, 'model', 'model.safetensors'), 100);
    writeFileSync(
      join(copy, 'run.json'),
      readFileSync(join(copy, 'run.json'), 'utf8').replace('"seed": ', '"seed": 1'),
    );
    expect((await verified(copy)).wrong).toEqual([
      'run.fileEdited',
      'run.settingsChanged',
      'run.settingsChanged',
      'run.fileEdited',
    ]);
    fresh();
    truncateSync(join(copy, 'model', 'vocab.txt'), 2 ** 42);
    expect((await verified(copy)).wrong).toEqual(['machine.hollow']);
    rmSync(join(copy, 'model'), { recursive: true });
    writeFileSync(join(copy, 'model'), '');
    expect((await verified(copy)).wrong).toHaveLength(1);
    const data = readFileSync(kit.csv, 'utf8');
    writeFileSync(kit.csv, `${data}\nthe soup,good`);
    expect((await verified(kit.out)).wrong).toEqual(['run.fileChanged']);
    writeFileSync(kit.csv, data);
    expect((await verified(join(kit.folder, 'none'))).sentence).toBe('run.notFound');
  });

  testOn(unix, 'refuses parts that are links out of the folder, whatever they lead to', async () => {
    const kit = await finishedRun();
    for (const name of ['model', 'checkpoints', 'journal.jsonl', 'evaluation.json', 'run.json']) {
      const copy = join(kit.folder, 'linked', name.replace('.', '-'));
      cpSync(kit.out, copy, { recursive: true });
      rmSync(join(copy, name), { recursive: true });
      symlinkSync(join(kit.out, name), join(copy, name));
      const code = name === 'checkpoints' ? 'run.checkpointDamaged' : 'machine.linkLeadsOut';
      expect((await verified(copy)).wrong, name).toContain(code);
    }
  });
});
