// The gain and the cost of activation checkpointing: peak memory and step time of BERT-base with and without it, in
// turns.

import type { Figure } from './figures.js';
import { type BenchOptions, existing } from './options.js';
import { type OurRun, runOurs } from './ours.js';

/** The limits: the share of the activations' memory that may remain, and the factor by which a step may slow down. */
const targets = { memory: 0.45, time: 1.35 };
const again = '--checkpoint-activations';

/** Here the opponent is training without it. */
export async function checkpointingCase(options: BenchOptions): Promise<Figure[]> {
  // TensorFlow's memory has its size after a few steps.
  const steps = 4;
  // A batch of this size has hardly any activations: its memory is that of weights, moments, gradients and the runtime,
  // which every batch needs.
  const smallest = await run(options, steps, ['--batch', '1', '--max-length', '8']);
  const kept: OurRun[] = [];
  const recomputed: OurRun[] = [];
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
/** The fastest step: other work of the machine only slows steps down. */
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
