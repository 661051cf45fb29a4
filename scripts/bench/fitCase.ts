// The estimate of a run's memory beside its peak: models from bert-tiny to BERT-base, frozen and not, on both runtimes
// of the processor.

import type { Figure } from './figures.js';
import { type BenchOptions, existing } from './options.js';
import { runOurs } from './ours.js';
import { benchDevices } from './targets.js';

const models = { 'bert-tiny': '2-128-2', 'six layers of 384': '6-384-12', 'BERT-base': '12-768-12' } as const;
const freezes = { everything: '', 'BERT frozen': 'bert' } as const;
/** The number of rows of a batch, and their length. */
const sizes = {
  quick: [[16, 32]],
  usual: [
    [16, 128],
    [16, 32],
  ],
} as const;

/** The limits of estimate / peak. */
const most = 1.15;
const least = 0.95;

export async function fitCase(options: BenchOptions): Promise<Figure[]> {
  const csv = existing(options.data, 'waimai_10k.csv');
  const vocabulary = existing(options.data, 'vocab', 'bert-base-chinese.txt');
  const figures: Figure[] = [];
  for (const [model, shape] of Object.entries(models)) {
    for (const [name, freeze] of Object.entries(freezes)) {
      for (const device of benchDevices) {
        for (const [batch, length] of sizes[options.quick ? 'quick' : 'usual']) {
          const flags = {
            text: 'review',
            label: 'label',
            rows: 4 * batch,
            epochs: 1,
            evaluations: 1,
            padding: 'maximum',
            threads: options.threads,
            shape,
            vocabulary,
            freeze,
            batch,
            'max-length': length,
            device,
          };
          const { peakMegabytes: peak, estimatedMegabytes: estimate } = await runOurs([
            csv,
            ...Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, String(value)]),
          ]);
          const title = `${model}, ${name}, ${batch} × ${length}, ${device}`;
          const ratio = estimate / peak;
          figures.push(
            { name: title, unit: 'peak memory, MB', ours: peak, reference: null },
            {
              name: title,
              unit: 'estimate / peak',
              ours: ratio,
              reference: null,
              target: ratio < 1 ? { least } : { most },
            },
          );
        }
      }
    }
  }
  return figures;
}
