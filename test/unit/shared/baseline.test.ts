// A model that is no better than always answering the largest class is told of; a better one is not.

import { describe, expect, test } from 'vitest';

import { baselineNotice } from '../../../src/shared/baseline.js';
import type { ClassScores } from '../../../src/shared/events.js';
import { describeNotice } from '../../../src/shared/notices.js';

function scores(accuracy: number, ...supports: number[]): ClassScores {
  const perClass = supports.map((support, id) => ({ label: `class ${id}`, precision: 0, recall: 0, f1: 0, support }));
  return {
    ...{ kind: 'classes', loss: 1, accuracy, precision: 0, recall: 0, f1: 0, microF1: 0, perClass },
    confusion: supports.map(() => supports.map(() => 0)),
  };
}

describe('said of', () => {
  test.each([
    ['a third right of three equal classes', scores(0.333, 20, 20, 20)],
    ['51 % of two, which is chance', scores(0.51, 80, 80)],
    ['less than the largest class', scores(0.6, 140, 20)],
    ['all of one class answered', scores(0.95, 95, 5)],
  ])('%s', (_, of) => expect(baselineNotice(of)?.code).toBe('run.noBetter'));

  test('with both shares, and with what to try', () => {
    const notice = baselineNotice(scores(0.5125, 80, 80));
    expect(notice === null ? '' : describeNotice(notice, 'en')).toMatch(
      /right on 51\.2 % .* always answering “class 0” is right on 50 %.*--epochs.*--model/,
    );
  });
});

describe('not said of', () => {
  test.each([
    ['a good model', scores(0.85, 80, 80)],
    ['a rare class found among many', scores(0.99, 950, 50)],
    ['rows of one class, all right', scores(1, 12, 0)],
    ['no rows', scores(0)],
    ['several labels a row', { ...scores(0.3, 20, 20), confusion: null }],
    ['a number', { kind: 'regression', loss: 1, rmse: 1, mae: 1, pearson: null } as const],
    ['a run without held-out rows', null],
  ])('%s', (_, of) => expect(baselineNotice(of)).toBeNull());
});
