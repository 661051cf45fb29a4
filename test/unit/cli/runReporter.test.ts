// The output of a run for a person and for a program.

import { expect, test } from 'vitest';

import { runReporter, shortPath } from '../../../src/cli/runReporter.js';
import type { ClassScores, RunEvent, StartedEvent, StepEvent } from '../../../src/shared/events.js';
import { defaultSettings } from '../../../src/shared/settings.js';
import { memoryOutput } from './memorySink.js';

const started: StartedEvent = {
  event: 'started',
  folder: '.finetune/reviews-1',
  data: 'samples/reviews.csv',
  settings: defaultSettings(),
  rows: { training: 240, validation: 60, skipped: 2 },
  truncated: 3,
  labels: ['负面', '正面'],
  labelRows: [119, 121],
  parameters: { trainable: 258, total: 3_111_746 },
  device: 'onnx-cpu',
  threads: 2,
  epochs: 3,
  stepsPerEpoch: 15,
  steps: 45,
};

const step: StepEvent = {
  event: 'step',
  step: 9,
  epoch: 0.6,
  loss: 0.61234,
  learningRate: 5e-4,
  gradientNorm: 1.5,
  accuracy: 0.75,
  rowsPerSecond: 131.7,
  tokensPerSecond: 3000,
  secondsLeft: 12.2,
  seconds: 3,
};

const scores: ClassScores = {
  kind: 'classes',
  loss: 0.41,
  accuracy: 0.8333,
  precision: 0.84,
  recall: 0.83,
  f1: 0.8331,
  microF1: 0.8333,
  perClass: [
    { label: '负面', precision: 0.8, recall: 0.9, f1: 0.847, support: 30 },
    { label: '正面', precision: 0.88, recall: 0.7667, f1: 0.8193, support: 30 },
  ],
  confusion: [
    [27, 3],
    [7, 23],
  ],
};

const events: readonly RunEvent[] = [
  started,
  step,
  { event: 'evaluation', step: 15, epoch: 1, scores, best: true, sinceBest: 0, seconds: 5 },
  { event: 'checkpoint', step: 15, file: 'checkpoints/last.safetensors' },
  { event: 'done', folder: started.folder, model: '.finetune/my run/model', step: 45, scores, seconds: 15.2 },
];

function shown(options: Parameters<typeof memoryOutput>[0], all = events) {
  const { output, stdout, stderr } = memoryOutput(options);
  const report = runReporter(output);
  for (const event of all) report(event);
  return { stdout: stdout.text, stderr: stderr.text };
}

test('a run is reported in English: plan, progress, evaluation, table, the path of the model and what to try', () => {
  expect(shown({}).stdout).toBe(`samples/reviews.csv: 240 rows to train on, 60 to validate, 2 skipped
Labels: 负面 119, 正面 121
3 texts are longer than 128 tokens and were cut
258 of 3,111,746 parameters learn, 45 steps in 3 epochs, on onnx-cpu with 2 threads
Run: .finetune/reviews-1
epoch 1/3 ━━━━──────────────── 20%  loss 0.612  132 rows/s  12 s left
step 15, epoch 1.00: validation loss 0.410, accuracy 83.3%, F1 0.833 (best so far)

Accuracy 83.3%, F1 0.833, loss 0.410

label  precision  recall     F1  rows
负面       0.800   0.900  0.847    30
正面       0.880   0.767  0.819    30
mean       0.840   0.830  0.833    60

true \\ predicted  负面  正面
负面                27     3
正面                 7    23

Done in 15 s. The model is in .finetune/my run/model
Try it: finetune-bert predict '.finetune/my run/model' --text "…"
`);
});

test('a run is reported in Chinese without an English sentence', () => {
  const { stdout } = shown({ locale: 'zh' });
  expect(stdout).toContain('轮次 1/3 ━━━━──────────────── 20%  损失 0.612  132 行/秒  剩余 12 秒');
  expect(stdout).toContain('标签  精确率  召回率     F1  行数');
  expect(stdout).not.toMatch(/rows|loss|epoch|accuracy|Done/);
});

test('with --json stdout holds the unchanged events and nothing else', () => {
  const { stdout, stderr } = shown({ json: true });
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  expect(lines).toEqual(events);
  expect(stderr).toContain('Done in 15 s.');
});

test('a regression is reported with its own figures', () => {
  const regression = { kind: 'regression', loss: 0.25, rmse: 0.5, mae: 0.4, pearson: null } as const;
  const { stdout } = shown({}, [
    { event: 'evaluation', step: 1, epoch: 0.5, scores: regression, best: false, sinceBest: 1, seconds: 1 },
    { event: 'done', folder: 'a', model: 'a/model', step: 1, scores: regression, seconds: 1 },
  ]);
  expect(stdout).toContain('step 1, epoch 0.50: validation loss 0.250, RMSE 0.500, Pearson –\n');
  expect(stdout).toContain('RMSE 0.500, MAE 0.400, Pearson –, loss 0.250\n');
});

test('an interrupted run is reported with the command that resumes it', () => {
  const { stdout } = shown({}, [{ event: 'interrupted', folder: '.finetune/a', step: 7, steps: 45, seconds: 3 }]);
  expect(stdout).toBe('Stopped after step 7 of 45. Continue with: finetune-bert resume .finetune/a\n');
});

test('a confusion matrix of many labels is left out', () => {
  const perClass = Array.from({ length: 20 }, (_, id) => ({
    label: `label ${id}`,
    precision: 1,
    recall: 1,
    f1: 1,
    support: 2,
  }));
  const confusion = perClass.map((_, row) => perClass.map((__, column) => (row === column ? 2 : 0)));
  const { stdout } = shown({}, [
    { event: 'done', folder: 'a', model: 'a/model', step: 1, scores: { ...scores, perClass, confusion }, seconds: 1 },
  ]);
  expect(stdout).toContain('The confusion matrix has 20 labels: see it with --json.');
  expect(stdout).toContain('label 19');
});

test('paths below the working folder are shown relative to it, others in full', () => {
  expect(shortPath(`${process.cwd()}/a/b`)).toBe('a/b');
  expect(shortPath('/elsewhere/b')).toBe('/elsewhere/b');
});
