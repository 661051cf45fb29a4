// Speed and memory of training BERT-base with random weights: texts as they come, all padded alike, BERT frozen.

import { type Figure, lessIsBetter, mean, median, moreIsBetter } from './figures.js';
import { type BenchOptions, existing } from './options.js';
import { type OurRun, runOurs } from './ours.js';
import { type ReferenceRun, runReference } from './reference.js';
import { targetsOf } from './targets.js';

const batch = 16;
const shape = '12-768-12';

interface Pair {
  readonly ours: readonly OurRun[];
  readonly reference: readonly ReferenceRun[];
}

/** Defaults on both sides: ours pads a batch to its longest text, the tutorial everything to 128. */
export async function defaultCase(options: BenchOptions): Promise<Figure[]> {
  const steps = options.quick ? 15 : 60;
  const pair = await alternate(options, options.quick ? 1 : 2, [], [], {
    ours: steps,
    reference: options.quick ? 6 : 20,
  });
  const ours = mean(pair.ours.map(rowsPerSecond));
  const reference = meanOf(pair.reference, (run) => run.rowsPerSecond);
  return [
    {
      name: 'default settings',
      unit: 'rows/s after the first step',
      ours,
      reference,
      ratio: moreIsBetter(ours, reference),
      target: { ratio: targetsOf(options.device).default },
    },
    {
      name: 'default settings',
      unit: 'steps/s',
      ours: ours / batch,
      reference: reference === null ? null : reference / batch,
    },
    {
      name: 'default settings',
      unit: 'tokens/s, padding not counted',
      ours: mean(pair.ours.map((run) => median(run.tokensPerSecond))),
      reference: null,
    },
    ...common('default settings', pair),
  ];
}

/** Every text padded to 128 on both sides, dropout on. */
export async function paddedCase(options: BenchOptions): Promise<Figure[]> {
  const steps = options.quick ? 6 : 20;
  const pair = await alternate(options, options.quick ? 1 : 2, ['--padding', 'maximum'], [], {
    ours: steps,
    reference: steps,
  });
  const ours = median(pair.ours.flatMap((run) => run.stepSeconds.slice(1)));
  const reference = meanOf(pair.reference, (run) => run.medianStepSeconds);
  const [memory, ...others] = common('padded alike', pair);
  return [
    {
      name: 'padded alike',
      unit: 'median step, s',
      ours,
      reference,
      ratio: lessIsBetter(ours, reference),
      target: { ratio: targetsOf(options.device).padded },
    },
    { ...memory!, target: { ratio: 1 / targetsOf(options.device).memoryShare } },
    ...others,
  ];
}

/** BERT frozen, three epochs from the command to its end. */
export async function frozenCase(options: BenchOptions): Promise<Figure[]> {
  const rows = ['--rows', options.quick ? '240' : '1600', '--epochs', '3'];
  const pair = await alternate(options, 1, ['--freeze', 'bert', ...rows], ['--freeze', ...rows], {});
  const ours = mean(pair.ours.map((run) => run.wallSeconds));
  const reference = meanOf(pair.reference, (run) => run.wallSeconds);
  return [
    {
      name: 'BERT frozen, 3 epochs',
      unit: 'whole run, s',
      ours,
      reference,
      ratio: lessIsBetter(ours, reference),
      target: { ratio: targetsOf(options.device).frozen },
    },
    ...common('BERT frozen', pair),
  ];
}

function common(name: string, { ours, reference }: Pair): Figure[] {
  const first = mean(ours.map((run) => run.stepSeconds[0]!));
  const peak = Math.max(...ours.map((run) => run.peakMegabytes));
  const theirPeak = reference.length === 0 ? null : Math.max(...reference.map((run) => run.peakMegabytes));
  return [
    { name, unit: 'peak memory, MB', ours: peak, reference: theirPeak, ratio: lessIsBetter(peak, theirPeak) },
    { name, unit: 'first step, s', ours: first, reference: meanOf(reference, (run) => run.firstStepSeconds) },
    { name, unit: 'command to first step, s', ours: mean(ours.map((run) => run.untilFirstStep)), reference: null },
  ];
}

/** Runs the two processes in turns, so that a machine that slows down slows both. */
async function alternate(
  options: BenchOptions,
  rounds: number,
  ourArgs: readonly string[],
  theirArgs: readonly string[],
  steps: { ours?: number; reference?: number },
): Promise<Pair> {
  const csv = existing(options.data, 'waimai_10k.csv');
  const vocabulary = existing(options.data, 'vocab', 'bert-base-chinese.txt');
  const alike = [
    csv,
    '--text',
    'review',
    '--label',
    'label',
    '--shape',
    shape,
    '--batch',
    String(batch),
    '--validation',
    '0.1',
    '--threads',
    String(options.threads),
  ];
  const pair: { ours: OurRun[]; reference: ReferenceRun[] } = { ours: [], reference: [] };
  for (let round = 0; round < rounds; round++) {
    pair.ours.push(
      await runOurs(
        [...alike, '--vocabulary', vocabulary, '--device', options.device, ...ourArgs],
        steps.ours === undefined ? {} : { stopAfter: steps.ours },
      ),
    );
    if (options.reference === null) continue;
    const limit = steps.reference === undefined ? [] : ['--steps', String(steps.reference)];
    pair.reference.push(
      await runReference(options.reference, [...alike, '--vocab', vocabulary, ...limit, ...theirArgs]),
    );
  }
  return pair;
}

function rowsPerSecond({ stepSeconds }: OurRun): number {
  return batch / mean(stepSeconds.slice(1));
}

function meanOf(runs: readonly ReferenceRun[], figure: (run: ReferenceRun) => number | null): number | null {
  const numbers = runs.map(figure).filter((x) => x !== null);
  return numbers.length === 0 ? null : mean(numbers);
}
