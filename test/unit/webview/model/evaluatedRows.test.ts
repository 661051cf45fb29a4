import { expect, test } from 'vitest';

import type { RunEvaluation, WrongRow } from '../../../../src/shared/messages/models.js';
import {
  allRows,
  filteredRows,
  filterOfCell,
  isFiltered,
  type RowFilter,
} from '../../../../webview/model/evaluatedRows.js';

function row(line: number, expected: number, predicted: number, text: string | null): WrongRow {
  return {
    line,
    text,
    pair: null,
    expected: [expected],
    predicted: [predicted],
    probability: 0.9,
    target: null,
    value: null,
  };
}

const evaluation: RunEvaluation = {
  format: 1,
  file: '/a.csv',
  step: 1,
  rows: 6,
  task: 'single-label',
  labels: ['a', 'b'],
  baseline: null,
  wrong: 3,
  scores: { kind: 'regression', loss: 0, rmse: 0, mae: 0, pearson: null },
  cells: [
    { expected: 0, predicted: 1, count: 2, lines: [2, 9] },
    { expected: 1, predicted: 0, count: 1, lines: [5] },
    { expected: 1, predicted: 1, count: 3, lines: [3, 4, 7] },
  ],
  mostWrong: [row(9, 0, 1, 'Late again'), row(5, 1, 0, 'fine'), row(2, 0, 1, 'late')],
  leastSure: [row(7, 1, 1, 'good'), row(3, 1, 1, 'well')],
};
const linesOf = (filter: Partial<RowFilter>) =>
  filteredRows(evaluation, { ...allRows, ...filter }).map(({ line }) => line);

test('lists the wrong rows alone, the most wrong first, until something is asked for', () => {
  expect(linesOf({})).toEqual([9, 5, 2]);
  expect(isFiltered(allRows)).toBe(false);
});

test('sorts by line', () => {
  expect(linesOf({ order: 'line' })).toEqual([2, 5, 9]);
});

test('filters by true and by predicted label, right rows after the wrong ones', () => {
  expect(linesOf({ expected: 0 })).toEqual([9, 2]);
  expect(linesOf({ expected: 1 })).toEqual([5, 7, 3]);
  expect(linesOf({ predicted: 1 })).toEqual([9, 2, 7, 3]);
});

test('a cell of the matrix lists each of its rows once, also those whose text was not kept', () => {
  const rows = filteredRows(evaluation, filterOfCell(allRows, 1, 1));
  expect(rows.map(({ line, text }) => [line, text])).toEqual([
    [7, 'good'],
    [3, 'well'],
    [4, null],
  ]);
});

test('searches texts, whatever their case, and line numbers', () => {
  expect(linesOf({ search: ' LATE ' })).toEqual([9, 2]);
  expect(linesOf({ search: '5' })).toEqual([5]);
  expect(linesOf({ search: 'nowhere' })).toEqual([]);
});
