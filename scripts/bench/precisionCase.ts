// The gain and the cost of bfloat16 on TensorFlow: its speed relative to float32, measured in turns, and its accuracy
// over three seeds.

import { type Figure, lessIsBetter, mean, median } from './figures.js';
import { type BenchOptions, existing } from './options.js';
import { runOurs } from './ours.js';

/** Here the opponent is float32 on the same device. */
export async function precisionCase(options: BenchOptions): Promise<Figure[]> {
  // ONNX Runtime computes in float32 alone.
  if (options.device !== 'tensorflow') return [];
  return [await speed(options), await accuracy(options)];
}

async function speed(options: BenchOptions): Promise<Figure> {
  const csv = existing(options.data, 'waimai_10k.csv');
  const vocabulary = existing(options.data, 'vocab', 'bert-base-chinese.txt');
  const alike = [
    csv,
    '--text',
    'review',
    '--label',
    'label',
    '--shape',
    '12-768-12',
    '--vocabulary',
    vocabulary,
    '--batch',
    '16',
    '--padding',
    'maximum',
    '--device',
    options.device,
    '--threads',
    String(options.threads),
  ];
  const full: number[] = [];
  const half: number[] = [];
  for (let round = 0; round < (options.quick ? 1 : 2); round++) {
    for (const [precision, seconds] of [
      ['float32', full],
      ['bfloat16', half],
    ] as const) {
      seconds.push(
        ...(
          await runOurs([...alike, '--precision', precision], { stopAfter: options.quick ? 4 : 8 })
        ).stepSeconds.slice(1),
      );
    }
  }
  const ours = median(half);
  const reference = median(full);
  return {
    name: 'bfloat16 beside float32, padded alike',
    unit: 'median step, s',
    ours,
    reference,
    ratio: lessIsBetter(ours, reference),
  };
}

/** A loss of half a point of accuracy is allowed. */
async function accuracy(options: BenchOptions): Promise<Figure> {
  const csv = existing(options.data, 'waimai_10k.csv');
  const alike = [
    csv,
    '--text',
    'review',
    '--label',
    'label',
    '--model',
    existing(options.models, 'bert-tiny-zh'),
    '--epochs',
    '3',
    '--learning-rate',
    '5e-4',
    '--batch',
    '16',
    '--device',
    options.device,
    '--threads',
    String(options.threads),
  ];
  const full: number[] = [];
  const half: number[] = [];
  for (const seed of options.quick ? ['1'] : ['1', '2', '3']) {
    for (const [precision, scores] of [
      ['float32', full],
      ['bfloat16', half],
    ] as const) {
      const { accuracy: score } = await runOurs([...alike, '--seed', seed, '--precision', precision]);
      if (score === null) throw new Error('the run gave no accuracy');
      scores.push(score);
    }
  }
  const ours = mean(half);
  const reference = mean(full);
  return {
    name: 'bfloat16 beside float32, bert-tiny-zh on waimai_10k',
    unit: `accuracy, mean of ${half.length}`,
    ours,
    reference,
    ratio: ours / reference,
    target: { ratio: (reference - 0.005) / reference },
  };
}
