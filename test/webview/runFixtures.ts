// A run in the panel: its curves, its events, its status and its evaluation.

import type { PanelState } from '../../src/shared/messages/panelState.js';
import { tutorialSettings } from '../support/settings.js';
import { all, labels } from './dataFixtures.js';

/** The same figures at every call. */
function noise(step: number): number {
  const value = Math.sin(step * 12.9898) * 43758.5453;
  return value - Math.floor(value) - 0.5;
}

export function points(steps: number, of: number): PanelState['history']['points'] {
  const step = Array.from({ length: steps }, (_, index) => index + 1);
  return {
    step,
    loss: step.map((each) =>
      Math.max(
        0.02,
        0.95 * Math.exp((-each / of) * 9) + 0.22 + noise(each) * (0.12 + 0.3 * Math.exp((-each / of) * 6)),
      ),
    ),
    learningRate: step.map((each) => 3e-5 * Math.min(each / (of / 10), (of - each) / (of * 0.9))),
  };
}

const confusion = [
  [1098, 23, 41],
  [19, 847, 46],
  [52, 51, 318],
];
export function scores(progress: number): object {
  const perClass = [
    ['正面', 0.939, 0.945, 0.942, 1162],
    ['负面', 0.92, 0.929, 0.924, 912],
    ['中性', 0.785, 0.755, 0.77, 421],
  ].map(([label, precision, recall, f1, support]) => ({ label, precision, recall, f1, support }));
  return {
    kind: 'classes',
    loss: 0.322 + 0.2 * (1 - progress) ** 3,
    accuracy: 0.907 - 0.13 * (1 - progress) ** 3,
    precision: 0.881,
    recall: 0.876,
    f1: 0.879 - 0.18 * (1 - progress) ** 3,
    microF1: 0.907,
    perClass,
    confusion,
  };
}

export const startedAt = Date.parse('2026-11-25T14:23:59');
const started = {
  event: 'started',
  folder: '/w/.finetune/reviews-2',
  data: '/w/reviews.csv',
  settings: { ...tutorialSettings(), learningRate: 3e-5 },
  rows: { training: 9982, validation: 2495, skipped: 3 },
  truncated: 225,
  labels: labels.map(({ label }) => label),
  labelRows: [4650, 3648, 1684],
  parameters: { trainable: all, total: all },
  device: 'onnx-cpu',
  threads: 8,
  epochs: 3,
  stepsPerEpoch: 624,
  steps: 1872,
};
export const logOf = (evaluations: number) => [
  { at: startedAt, event: started },
  ...Array.from({ length: evaluations }, (_, index) => ({
    at: startedAt + (index + 1) * 71_000,
    event: {
      event: 'evaluation',
      step: (index + 1) * 156,
      epoch: (index + 1) / 4,
      scores: scores((index + 1) / 12),
      best: index < 11,
      sinceBest: index < 11 ? 0 : 1,
      seconds: (index + 1) * 71,
    },
  })),
];

export const status = {
  phase: 'training',
  folder: '/w/.finetune/reviews-2',
  device: 'onnx-cpu',
  step: 1198,
  steps: 1872,
  epoch: 1.92,
  epochs: 3,
  loss: 0.243,
  rowsPerSecond: 36,
  secondsLeft: 305,
  seconds: 545,
  memoryBytes: 4.7e9,
  failure: null,
};
export const run = {
  folder: '/w/.finetune/reviews-2',
  name: 'reviews-2',
  started: startedAt,
  checkpoint: null,
  status,
  resumable: true,
  model: null,
  hover: false,
  exporting: null,
};

const wrongTexts = [
  '难吃倒不至于，就是吃完再也不想点了。',
  '真行，三十块钱两片肉，我谢谢老板。',
  '除了地段好，想不出第二个优点。',
  '一开始很失望，换了房间以后完全改观。',
];
export const evaluation = {
  format: 1,
  file: '/w/reviews.csv',
  step: 1716,
  rows: 2495,
  task: 'single-label',
  labels: started.labels,
  scores: scores(1),
  wrong: 232,
  cells: confusion.flatMap((row, expected) =>
    row.map((count, predicted) => ({ expected, predicted, count, lines: [12 + expected, 40 + predicted] })),
  ),
  mostWrong: Array.from({ length: 12 }, (_, index) => ({
    line: 3871 - index * 200,
    text: wrongTexts[index % 4]!,
    pair: null,
    expected: [[1, 1, 1, 0][index % 4]!],
    predicted: [[2, 0, 0, 1][index % 4]!],
    probability: 0.97 - index / 50,
    target: null,
    value: null,
  })),
};
export const failure = { code: 'run.diverged', values: { step: 312, learningRate: 0.01, suggestion: 0.002 } };
export const diverging = points(312, 1872);
