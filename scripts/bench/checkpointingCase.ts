// What activation checkpointing saves and costs: peak memory and steps of BERT-base beside those without it, by turns.

import type { Figure } from './figures.js';
import { type BenchOptions, existing } from './options.js';
import { type OurRun, runOurs } from './ours.js';

/** The most of the activations' memory that may be left, and the longest that a step may become. */
const targets = { memory: 0.45, time: 1.35 };
const again = '--checkpoint-activations';

/** Here the opponent is training without it. */
export async function checkpointingCase(options: BenchOptions): Promise<Figure[]> {
  // TensorFlow's memory has its size after a few steps.
  const steps = 4;
  // So small a batch has next to no activations: what else it takes, weights, moments, gradients and the runtime, every
  // batch does.
  const smallest = await run(options, steps, ['--batch', '1', '--max-length', '8']);
  const [kept, recomputed]: [OurRun[], OurRun[]] = [[], []];
  for (let round = 0; round < (options.quick ? 2 : 4); round++) {
    kept.push(await run(options, steps, ['--batch', '16']));
    recomputed.push(await run(options, steps, ['--batch', '16', again]));
  }
  const peaks = [peakOf(recomputed), peakOf(kept)] as const;
  const activations = peaks.map((peak) => peak - smallest.peakMegabytes) as [number, number];
  const name = `${again}, 16 × 128`;
  return [
    { name, unit: 'peak memory, MB', ours: peaks[0], reference: peaks[1] },
    { name, unit: "activations' memory, MB", ours: activations[0], reference: activations[1] },
    {
      name,
      unit: 'share of that memory',
      ours: activations[0] / activations[1],
      reference: null,
      target: { most: targets.memory },
    },
    { name, unit: 'fastest step, s', ours: stepOf(recomputed), reference: stepOf(kept) },
    {
      name,
      unit: 'share of that time',
      ours: stepOf(recomputed) / stepOf(kept),
      reference: null,
      target: { most: targets.time },
    },
  ];
}

const peakOf = (runs: readonly OurRun[]): number => Math.max(...runs.map(({ peakMegabytes }) => peakMegabytes));
/** The fastest: whatever else the machine does only makes it longer. */
const stepOf = (runs: readonly OurRun[]): number =>
  Math.min(...runs.flatMap(({ stepSeconds }) => stepSeconds.slice(1)));

function run({ data, device, threads }: BenchOptions, stopAfter: number, flags: readonly string[]): Promise<OurRun> {
  const vocabulary = existing(data, 'vocab', 'bert-base-chinese.txt');
  const alike = [
    '--text',
    'review',
    '--label',
    'label',
    '--shape',
    '12-768-12',
    '--vocabulary',
    vocabulary,
    '--padding',
    'maximum',
    '--device',
    device,
    '--threads',
    String(threads),
  ];
  return runOurs([existing(data, 'waimai_10k.csv'), ...alike, ...flags], { stopAfter });
}
