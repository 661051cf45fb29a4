// What bfloat16 brings on TensorFlow, and what it costs: speed against float32 by turns, accuracy over three seeds.

import { type Figure, lessIsBetter, mean, median } from './figures.js';
import { runOurs } from './ours.js';
import { existing, type Places } from './places.js';

/** Here the opponent is float32 on the same device. */
export async function precisionCase(places: Places): Promise<Figure[]> {
  // ONNX Runtime computes in float32 alone.
  if (places.device !== 'tensorflow') return [];
  return [await speed(places), await accuracy(places)];
}

async function speed(places: Places): Promise<Figure> {
  const csv = existing(places.data, 'waimai_10k.csv');
  const vocabulary = existing(places.data, 'vocab', 'bert-base-chinese.txt');
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
    places.device,
    '--threads',
    String(places.threads),
  ];
  const [full, half]: [number[], number[]] = [[], []];
  for (let round = 0; round < (places.quick ? 1 : 2); round++) {
    for (const [precision, seconds] of [
      ['float32', full],
      ['bfloat16', half],
    ] as const) {
      seconds.push(
        ...(await runOurs([...alike, '--precision', precision], { stopAfter: places.quick ? 4 : 8 })).stepSeconds.slice(
          1,
        ),
      );
    }
  }
  const [ours, reference] = [median(half), median(full)];
  return {
    name: 'bfloat16 beside float32, padded alike',
    unit: 'median step, s',
    ours,
    reference,
    ratio: lessIsBetter(ours, reference),
  };
}

/** Half a point of accuracy may be lost. */
async function accuracy(places: Places): Promise<Figure> {
  const csv = existing(places.data, 'waimai_10k.csv');
  const alike = [
    csv,
    '--text',
    'review',
    '--label',
    'label',
    '--model',
    existing(places.models, 'bert-tiny-zh'),
    '--epochs',
    '3',
    '--learning-rate',
    '5e-4',
    '--batch',
    '16',
    '--device',
    places.device,
    '--threads',
    String(places.threads),
  ];
  const [full, half]: [number[], number[]] = [[], []];
  for (const seed of places.quick ? ['1'] : ['1', '2', '3']) {
    for (const [precision, scores] of [
      ['float32', full],
      ['bfloat16', half],
    ] as const) {
      const { accuracy: score } = await runOurs([...alike, '--seed', seed, '--precision', precision]);
      if (score === null) throw new Error('the run gave no accuracy');
      scores.push(score);
    }
  }
  const [ours, reference] = [mean(half), mean(full)];
  return {
    name: 'bfloat16 beside float32, bert-tiny-zh on waimai_10k',
    unit: `accuracy, mean of ${half.length}`,
    ours,
    reference,
    ratio: ours / reference,
    target: { ratio: (reference - 0.005) / reference },
  };
}
