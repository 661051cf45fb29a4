// The time from the command to the end of the first step.

import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { type Figure, lessIsBetter, median } from './figures.js';
import { type BenchOptions, existing } from './options.js';
import { runOurs } from './ours.js';
import { runReference } from './reference.js';
import { targetsOf } from './targets.js';

export async function startCase(options: BenchOptions): Promise<Figure[]> {
  const most = targetsOf(options.device).firstStepSeconds;
  const tiny = existing(options.models, 'bert-tiny-zh');
  return [
    await timeOne(options, 'bert-tiny-zh', tiny, most.tiny),
    await timeOne(options, 'BERT-base from a folder', await bertBaseFolder(options), most.base),
  ];
}

/** The median of three starts (one in a quick run); the opponent is one whole process of one step. */
async function timeOne(options: BenchOptions, name: string, model: string, most: number | null): Promise<Figure> {
  const csv = existing(options.data, 'waimai_10k.csv');
  const alike = [
    csv,
    '--text',
    'review',
    '--label',
    'label',
    '--model',
    model,
    '--batch',
    '16',
    '--threads',
    String(options.threads),
  ];
  const times: number[] = [];
  for (let round = 0; round < (options.quick ? 1 : 3); round++)
    times.push((await runOurs([...alike, '--device', options.device], { stopAfter: 1 })).untilFirstStep);
  const ours = median(times);
  const reference =
    options.reference === null ? null : (await runReference(options.reference, [...alike, '--steps', '1'])).wallSeconds;
  const figure = { name, unit: 'command to first step, s', ours, reference, ratio: lessIsBetter(ours, reference) };
  return most === null ? figure : { ...figure, target: { most } };
}

/** A BERT-base of random weights as a Hugging Face folder, made once by our own command. */
export function bertBaseFolder(options: BenchOptions): Promise<string> {
  const vocabulary = existing(options.data, 'vocab', 'bert-base-chinese.txt');
  return trainedFolder(options, 'bert-base-random', [
    '--shape',
    '12-768-12',
    '--vocabulary',
    vocabulary,
    '--freeze',
    'bert',
  ]);
}

/** The small model with a head. */
export function bertTinyFolder(options: BenchOptions): Promise<string> {
  return trainedFolder(options, 'bert-tiny-zh-two-labels', ['--model', existing(options.models, 'bert-tiny-zh')]);
}

/** Trained for a step, so that it can classify, and kept for the next time. */
async function trainedFolder(options: BenchOptions, name: string, args: readonly string[]): Promise<string> {
  const folder = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'finetune-bert-bench', name);
  if (existsSync(folder)) return folder;
  const aside = `${folder}.run`;
  await rm(aside, { recursive: true, force: true });
  await mkdir(join(folder, '..'), { recursive: true });
  await runOurs(
    [
      existing(options.data, 'waimai_10k.csv'),
      '--text',
      'review',
      '--label',
      'label',
      '--rows',
      '16',
      '--epochs',
      '1',
      ...args,
    ],
    { out: aside },
  );
  await rename(join(aside, 'model'), folder);
  await rm(aside, { recursive: true, force: true });
  return folder;
}
