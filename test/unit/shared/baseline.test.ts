// A model that is no better than always answering the largest class is told of; a better one is not.

import { describe, expect, test } from 'vitest';

import { uselessNotices } from '../../../src/shared/baseline.js';
import type { ClassScores } from '../../../src/shared/events.js';
import { describeNotice } from '../../../src/shared/notices.js';

function scores(accuracy: number, ...supports: number[]): ClassScores {
  const perClass = supports.map((support, id) => ({ label: `class ${id}`, precision: 0, recall: 0.5, f1: 0, support }));
  return {
    kind: 'classes',
    loss: 1,
    accuracy,
    precision: 0,
    recall: 0,
    f1: 0,
    microF1: 0,
    perClass,
    confusion: supports.map(() => supports.map(() => 0)),
  };
}

const numbers = { kind: 'regression', loss: 1, rmse: 1, mae: 1, pearson: null } as const;

describe('said of', () => {
  test.each([
    ['a third right of three equal classes', scores(0.333, 20, 20, 20)],
    ['51 % of two, which is chance', scores(0.51, 80, 80)],
    ['less than the largest class', scores(0.6, 140, 20)],
    ['all of one class answered', scores(0.95, 95, 5)],
  ])('%s', (_, of) => expect(uselessNotices(of).map(({ code }) => code)).toEqual(['run.noBetter']));

  test('with both shares, and with what to try', () => {
    const [notice] = uselessNotices(scores(0.5125, 80, 80));
    expect(notice === undefined ? '' : describeNotice(notice, 'en')).toMatch(
      /right on 51\.2 % .* always answering “class 0” is right on 50 %.*--epochs.*--model/,
    );
  });
});

test('numbers no nearer than their mean are told of', () => {
  const [notice] = uselessNotices({ ...numbers, rmse: 119.01, spread: 14.2 });
  expect(notice === undefined ? '' : describeNotice(notice, 'en')).toMatch(/RMSE .* is 119, .*mean would give 14\.2/);
});

describe('a label that is never recognised', () => {
  const missed = (recall: number, support: number, confusion: ClassScores['confusion'] = null): ClassScores => {
    const of = scores(0.8, 40, 40);
    const rare = { label: 'rare', precision: recall, recall, f1: recall, support };
    return { ...of, perClass: [...of.perClass, rare], confusion };
  };

  test('is named with its rows, also where a row has several', () => {
    for (const confusion of [null, [[40], [40], [5]]]) {
      const [notice] = uselessNotices(missed(0, 5, confusion));
      expect(notice === undefined ? '' : describeNotice(notice, 'en')).toContain('“rare” (5)');
    }
  });

  test('is not told of where it has few rows, or is recognised once', () => {
    expect(uselessNotices(missed(0, 4))).toEqual([]);
    expect(uselessNotices(missed(0.1, 10))).toEqual([]);
  });
});

describe('not said of', () => {
  test.each([
    ['a good model', scores(0.85, 80, 80)],
    ['a rare class found among many', scores(0.99, 950, 50)],
    ['rows of one class, all right', scores(1, 12, 0)],
    ['no rows', scores(0)],
    ['several labels a row', { ...scores(0.3, 20, 20), confusion: null }],
    ['a number that is nearer than the mean', { ...numbers, spread: 1.1 }],
    ['a number of an earlier version', numbers],
    ['a run without held-out rows', null],
  ])('%s', (_, of) => expect(uselessNotices(of)).toEqual([]));
});
