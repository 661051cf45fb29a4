// Which folders are fuzzed: a run, a model, a workspace and a dataset, and what the product does with each.

import { copyFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { inspect } from '../../src/data/inspect/inspect.js';
import { validationSplitOf } from '../../src/data/table/dataFormat.js';
import { attachRun } from '../../src/host/workerClient/runClient.js';
import { computing } from '../../src/jobs/devices/computing.js';
import { copyModel } from '../../src/jobs/export/copyModel.js';
import type { JobContext } from '../../src/jobs/jobs.js';
import { hashModelFolder } from '../../src/jobs/model/modelHash.js';
import { modelInfo } from '../../src/jobs/model/modelInfo.js';
import { openModel } from '../../src/jobs/model/openModel.js';
import { resume, train } from '../../src/jobs/train/train.js';
import { verify } from '../../src/jobs/verify/verify.js';
import { readLastEvents } from '../../src/runs/journal.js';
import { createRunFolder, removeIfEmpty } from '../../src/runs/runFolder.js';
import { UserError } from '../../src/shared/errors.js';
import { listRuns } from '../../src/worker/service/runList.js';
import type { Beside } from './trees.js';

export interface TreeTarget {
  /** Makes the whole tree, which is read without a complaint, in a folder that is there. */
  readonly seed: (folder: string) => Promise<void>;
  /** The part of it that is damaged. */
  readonly damaged: string;
  /** What the product does with it, each part whatever became of the one before. */
  readonly reads: readonly ((folder: string, beside: Beside) => Promise<unknown>)[];
}

const never = new AbortController().signal;
const run = join('.finetune', 'rows-1');

/** Trains on nothing: what comes before it is what is fuzzed. */
const context: JobContext = {
  emit: () => undefined,
  signal: never,
  createTrainer: () => Promise.reject(new UserError('machine.diskFull', { file: 'fuzz' })),
  createPredictor: computing.createPredictor,
  log: () => undefined,
  bundledModels: 'models',
  version: '0.0.0',
};

async function makeRun(folder: string): Promise<void> {
  const words = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'good', 'bad', 'meal', 'the'];
  writeFileSync(join(folder, 'vocab.txt'), words.join('\n'));
  const rows = Array.from({ length: 16 }, (_, row) => `the meal ${row % 2 === 0 ? 'good' : 'bad'} ${row},${row % 2}`);
  writeFileSync(join(folder, 'rows.csv'), `text,label\n${rows.join('\n')}\n`);
  const settings = {
    recipe: 'tutorial',
    shape: '1-8-1',
    vocabulary: join(folder, 'vocab.txt'),
    batch: 4,
    epochs: 2,
    evaluations: 2,
    keep: 'best',
    checkpointMinutes: 0,
    threads: 1,
    maxLength: 16,
  };
  await train(
    { data: join(folder, 'rows.csv'), out: join(folder, run), settings },
    { ...context, createTrainer: computing.createTrainer },
  );
}

function copyOut(model: string, { folder, secret }: Beside): Promise<void> {
  const out = join(folder, 'out');
  rmSync(out, { recursive: true, force: true });
  return copyModel(model, out, never).then((files) => {
    for (const file of files) if (readFileSync(file).includes(secret)) throw new Error(`${file} has the secret`);
  });
}

const look = (path: string) => inspect(path, { task: 'single-label', labelSeparator: '|', mergeLabels: false });

function dataset(name: string): TreeTarget {
  return {
    seed: async (folder) => cpSync(join('test', 'unit', 'data', 'files', name), folder, { recursive: true }),
    damaged: '.',
    reads: [look, validationSplitOf],
  };
}

export const treeTargets: Readonly<Record<string, TreeTarget>> = {
  'folder of a run': {
    seed: makeRun,
    damaged: run,
    reads: [
      (folder) =>
        verify({ folder: join(folder, run), steps: 0, right: () => undefined, wrong: () => undefined }, context),
      (folder) => attachRun(join(folder, run), {}),
      async (folder) => readLastEvents(join(folder, run, 'journal.jsonl')),
      (folder) => openModel(join(folder, run), {}, false),
      (folder) => resume(join(folder, run), context),
    ],
  },
  'folder of a model': {
    seed: async (folder) => {
      mkdirSync(join(folder, 'made'));
      await makeRun(join(folder, 'made'));
      cpSync(join(folder, 'made', run, 'model'), join(folder, 'model'), { recursive: true });
      copyFileSync(join(folder, 'made', 'vocab.txt'), join(folder, 'model', 'vocab.txt'));
      rmSync(join(folder, 'made'), { recursive: true });
    },
    damaged: 'model',
    reads: [
      (folder) => openModel(join(folder, 'model'), {}, false),
      async (folder) => {
        await modelInfo(join(folder, 'model'), null, 'models');
        // As a run does: once the weights have been looked at.
        await hashModelFolder(join(folder, 'model'), never);
      },
      (folder, beside) => copyOut(join(folder, 'model'), beside),
    ],
  },
  'folder of a workspace': {
    seed: makeRun,
    damaged: '.',
    reads: [
      (folder) => listRuns([folder], never),
      async (folder) => {
        for (const name of readdirSync(folder).slice(0, 4)) await look(join(folder, name));
      },
      async (folder) => removeIfEmpty(createRunFolder(join(folder, 'rows.csv'), undefined)),
    ],
  },
  'folder of texts': {
    seed: async (folder) => {
      for (const label of ['good', 'bad'])
        for (let file = 0; file < 3; file++) {
          mkdirSync(join(folder, label), { recursive: true });
          writeFileSync(join(folder, label, `${file}.txt`), `the meal is ${label} ${file}`);
        }
    },
    damaged: '.',
    reads: [look, validationSplitOf],
  },
  'folder of a saved dataset': dataset('saved'),
};
