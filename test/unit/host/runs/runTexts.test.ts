// The texts of a run: its row in the view of runs, the status bar, and the comparison of runs.

import { describe, expect, test } from 'vitest';

import { comparison } from '../../../../src/host/runs/comparison.js';
import { age, runDetail, runText } from '../../../../src/host/runs/runText.js';
import { statusDetail, statusText } from '../../../../src/host/runs/statusText.js';
import type { Scores } from '../../../../src/shared/events.js';
import type { RunSummary } from '../../../../src/shared/messages/models.js';
import type { RunStatus } from '../../../../src/shared/messages/worker.js';
import { tutorialSettings } from '../../../support/settings.js';

const scores: Scores = {
  kind: 'classes',
  loss: 0.3,
  accuracy: 0.901,
  precision: 0.9,
  recall: 0.9,
  f1: 0.871,
  microF1: 0.9,
  perClass: [],
  confusion: null,
};
const now = Date.parse('2026-05-02T12:00:00Z');
const run: RunSummary = {
  folder: '/w/.finetune/reviews-1',
  name: 'reviews-1',
  data: '/w/reviews.csv',
  model: null,
  state: 'done',
  created: '2026-05-01T11:00:00Z',
  changed: '2026-05-01T12:00:00Z',
  step: 64,
  steps: 100,
  loss: 0.243,
  scores,
  labels: ['正面', '负面'],
  failure: null,
  finished: '/w/.finetune/reviews-1/model',
};
const status: RunStatus = {
  phase: 'training',
  folder: run.folder,
  device: 'CPU',
  step: 64,
  steps: 100,
  epoch: 1.92,
  epochs: 3,
  loss: 0.243,
  rowsPerSecond: 36.2,
  secondsLeft: 300,
  seconds: 10,
  memoryBytes: 1,
  download: null,
  failure: null,
};

describe('a row of the runs view', () => {
  test('tells the state of its run', () => {
    const described = (changes: Partial<RunSummary>) => runText({ ...run, ...changes }, false, 'en', now);
    expect(described({})).toEqual({ icon: 'pass', description: '90.1% · F1 0.871 · yesterday', kind: 'run.done' });
    expect(described({ state: 'running' })).toEqual({
      icon: 'loading~spin',
      description: '64% · loss 0.243',
      kind: 'run.living',
    });
    expect(described({ state: 'paused' })).toEqual({
      icon: 'debug-pause',
      description: 'paused at 64%',
      kind: 'run.paused',
    });
    expect(described({ state: 'interrupted' }).description).toBe('stopped at 64% · yesterday');
    expect(described({ state: 'failed', failure: { code: 'worker.lost', values: {} } })).toMatchObject({
      icon: 'error',
      kind: 'run.unfinished',
    });
    expect(runText(run, false, 'en', now, 'north').description).toBe('north · 90.1% · F1 0.871 · yesterday');
    expect(runText(run, true, 'zh', now)).toMatchObject({
      icon: 'eye',
      description: '90.1% · F1 0.871 · 昨天 · 用于悬停',
    });
  });

  test('tells the age of a run in words', () => {
    expect(age(now - 5_000, now, 'en')).toBe('now');
    expect(age(now - 180_000, now, 'en')).toBe('3 minutes ago');
    expect(age(Number.NaN, now, 'en')).toBe('');
  });

  test('gives the reason of a failure in its tooltip', () => {
    expect(runDetail({ ...run, failure: { code: 'worker.lost', values: {} } }, 'en').at(-1)).toContain(
      'ended unexpectedly',
    );
  });
});

describe('the status bar', () => {
  test('tells the state of the run', () => {
    expect(statusText(status, null, 'en')).toEqual({ icon: 'loading~spin', text: 'BERT 2/3 · 64% · loss 0.243' });
    expect(statusText({ ...status, phase: 'paused' }, null, 'en')).toEqual({
      icon: 'debug-pause',
      text: 'BERT paused · 64%',
    });
    const download = { model: 'hfl/rbt3', file: 'model.safetensors', bytes: 43e6, total: 100e6 };
    expect(statusText({ ...status, phase: 'preparing', download }, null, 'en').text).toBe(
      'BERT downloading hfl/rbt3 · 43%',
    );
    expect(statusText({ ...status, phase: 'done' }, scores, 'en')).toEqual({ icon: 'pass', text: 'BERT 90.1%' });
    expect(statusText({ ...status, epoch: 3 }, null, 'zh').text).toBe('BERT 3/3 · 64% · 损失 0.243');
  });

  test('shows rate and remaining time in its tooltip', () => {
    expect(statusDetail(status, 'en')).toEqual(['36 rows/s · 5 min left', 'on CPU']);
  });
});

test('a comparison shows the settings in which runs differ, and no others', () => {
  const settings = tutorialSettings();
  const text = comparison(
    [
      { summary: run, settings },
      { summary: { ...run, name: 'a|b' }, settings: { ...settings, epochs: 5 } },
    ],
    'en',
  );
  expect(text).toContain('| Run | reviews-1 | a\\|b |');
  expect(text).toContain('| Accuracy | 90.1% | 90.1% |');
  expect(text).toContain('| epochs | 3 | 5 |');
  expect(text).not.toContain('| batch |');
});
