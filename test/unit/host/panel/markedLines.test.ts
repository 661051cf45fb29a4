import { expect, test } from 'vitest';

import { markedLines } from '../../../../src/host/panel/markedLines.js';

test('marks each line once, the first one of the link first', () => {
  expect(markedLines([7, 2, 7], 10)).toEqual([6, 1]);
});

test('marks nothing in place of lines that the file no longer has', () => {
  expect(markedLines([3, 11], 10)).toEqual([2]);
  expect(markedLines([], 10)).toEqual([]);
});
