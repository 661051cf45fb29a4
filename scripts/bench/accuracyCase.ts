// Accuracy after fine-tuning a pre-trained model, on the same held-out rows as the tutorial's script, over three seeds.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Figure, mean } from './figures.js';
import { type BenchOptions, existing } from './options.js';
import { runOurs } from './ours.js';
import { runPython, runReference } from './reference.js';

interface Recipe {
  readonly name: string;
  readonly csv: string;
  readonly model: string;
  readonly rows: number | null;
  readonly epochs: number;
  readonly learningRate: string;
}

const validation = 0.1;

/**
 * Draws rows exactly as tutorial.py does, and writes what it learns from and what it holds out: chance in the choice of
 * rows would otherwise be larger than the difference that is asked for.
 */
const splitProgram = `
import sys, pandas as pd
csv, seed, rows, share, train, held = sys.argv[1:]
frame = pd.read_csv(csv).dropna(subset=['review', 'label']).sample(frac=1, random_state=int(seed))
frame = frame.head(int(rows)) if int(rows) else frame
count = int(len(frame) * float(share))
frame[count:].to_csv(train, index=False)
frame[:count].to_csv(held, index=False)
`;

export async function accuracyCase(options: BenchOptions): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'finetune-bench-'));
  try {
    const figures: Figure[] = [];
    for (const recipe of await recipesOf(options, folder)) figures.push(...(await compare(options, recipe, folder)));
    return figures;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function recipesOf(options: BenchOptions, folder: string): Promise<Recipe[]> {
  // The file has no header, which the tutorial's script needs.
  const news = join(folder, 'ag_news.csv');
  await writeFile(news, `label,title,review\n${await readFile(existing(options.data, 'ag_news_test.csv'), 'utf8')}`);
  return [
    {
      name: 'all-MiniLM-L6-v2 on ag_news',
      csv: news,
      model: existing(options.models, 'all-MiniLM-L6-v2'),
      rows: 2000,
      epochs: 1,
      learningRate: '5e-5',
    },
    {
      name: 'bert-tiny-zh on waimai_10k',
      csv: existing(options.data, 'waimai_10k.csv'),
      model: existing(options.models, 'bert-tiny-zh'),
      rows: null,
      epochs: 3,
      learningRate: '5e-4',
    },
  ];
}

async function compare(options: BenchOptions, recipe: Recipe, folder: string): Promise<Figure[]> {
  const ours: number[] = [];
  const theirs: number[] = [];
  const limit = recipe.rows === null ? [] : ['--rows', String(recipe.rows)];
  const device = ['--device', options.device];
  for (const seed of options.quick ? ['1'] : ['1', '2', '3']) {
    const same = sameFlags(options, recipe, seed);
    const train = join(folder, 'train.csv');
    const held = join(folder, 'held.csv');
    if (options.reference === null) {
      ours.push(
        await accuracyOf([
          recipe.csv,
          ...same,
          ...device,
          ...limit,
          '--learning-rate',
          recipe.learningRate,
          '--validation',
          String(validation),
        ]),
      );
      continue;
    }
    await runPython(options.reference, splitProgram, [
      recipe.csv,
      seed,
      String(recipe.rows ?? 0),
      String(validation),
      train,
      held,
    ]);
    ours.push(
      await accuracyOf([train, ...same, ...device, '--learning-rate', recipe.learningRate, '--validation', held]),
    );
    const run = await runReference(options.reference, [
      recipe.csv,
      ...same,
      ...limit,
      '--lr',
      recipe.learningRate,
      '--validation',
      String(validation),
    ]);
    if (run.accuracy !== null) theirs.push(run.accuracy);
  }
  return [figureOf(recipe.name, ours, theirs)];
}

/** The flags that both sides share. */
function sameFlags({ threads }: BenchOptions, { model, epochs }: Recipe, seed: string): string[] {
  const columns = ['--text', 'review', '--label', 'label'];
  const training = ['--model', model, '--epochs', String(epochs), '--batch', '16', '--seed', seed];
  return [...columns, ...training, '--threads', String(threads)];
}

async function accuracyOf(args: readonly string[]): Promise<number> {
  const { accuracy } = await runOurs(args);
  if (accuracy === null) throw new Error('the run gave no accuracy');
  return accuracy;
}

/**
 * The ratio's target says "within one point" of an accuracy: the least ratio is that of the opponent less a point to
 * the opponent.
 */
function figureOf(name: string, ours: readonly number[], theirs: readonly number[]): Figure {
  const reference = theirs.length === 0 ? null : mean(theirs);
  const figure = { name, unit: `accuracy, mean of ${ours.length}`, ours: mean(ours), reference };
  return reference === null
    ? figure
    : { ...figure, ratio: mean(ours) / reference, target: { ratio: (reference - 0.01) / reference } };
}
