// Classifies a file: our whole command against the loop of a transformers pipeline in batches of 32.

import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { parse } from 'csv-parse/sync';

import { type Figure, moreIsBetter } from './figures.js';
import { type BenchOptions, existing } from './options.js';
import { runPython } from './reference.js';
import { bertBaseFolder } from './startCase.js';

/** Prints the rows a second of the loop alone: without imports, and without loading the model. */
const pipelineProgram = `
import sys, time, pandas as pd, torch
from transformers import pipeline
model, csv, threads = sys.argv[1:]
torch.set_num_threads(int(threads))
texts = pd.read_csv(csv)['review'].tolist()
classify = pipeline('text-classification', model=model, tokenizer=model, device='cpu')
classify(texts[:32], batch_size=32, truncation=True, max_length=128)
begun = time.perf_counter()
classify(texts, batch_size=32, truncation=True, max_length=128)
print(len(texts) / (time.perf_counter() - begun))
`;

export async function predictCase(options: BenchOptions): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'finetune-bench-'));
  try {
    const csv = join(folder, 'texts.csv');
    const rows = await sample(options, csv, options.quick ? 640 : 3200);
    const model = await bertBaseFolder(options);
    const ours = rows / classifyAll(options, model, csv, join(folder, 'labelled.csv'));
    const reference =
      options.reference === null
        ? null
        : Number(await runPython(options.reference, pipelineProgram, [model, csv, String(options.threads)]));
    return [
      {
        name: 'a file classified, BERT-base',
        unit: 'rows/s',
        ours,
        reference,
        ratio: moreIsBetter(ours, reference),
        target: { ratio: 2.5 },
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Rows from everywhere in the file, whose order is that of the labels. */
async function sample(options: BenchOptions, csv: string, rows: number): Promise<number> {
  const records = parse<{ review: string }>(await readFile(existing(options.data, 'waimai_10k.csv'), 'utf8'), {
    columns: true,
    skip_empty_lines: true,
  });
  const every = Math.floor(records.length / rows);
  const chosen = records.filter((_, index) => index % every === 0).slice(0, rows);
  await writeFile(csv, `review\n${chosen.map(({ review }) => `"${review.replaceAll('"', '""')}"\n`).join('')}`);
  return chosen.length;
}

/** Seconds from the command to its end. */
function classifyAll({ device, threads }: BenchOptions, model: string, csv: string, out: string): number {
  const begun = performance.now();
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      existing('dist', 'cli.js'),
      'predict',
      model,
      csv,
      '--column',
      'review',
      '--out',
      out,
      '--device',
      device,
      '--threads',
      String(threads),
      '--max-length',
      '128',
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`finetune-bert predict ended with status ${String(status)}: ${stderr}`);
  return (performance.now() - begun) / 1000;
}
