// The sum of an embedding's gradient by words, against the same sum written down plainly.

import { expect, test } from 'vitest';

import { RowSum } from '../../../../../../src/engine/backends/cpu/adamw/rowSum.js';

const sumOf = (rowSum: RowSum): Map<number, number[]> => {
  const { rows, values } = rowSum.total();
  const width = values.length / Math.max(1, rows.length);
  return new Map(Array.from(rows, (row, at) => [row, Array.from(values.subarray(at * width, (at + 1) * width))]));
};

test('rows of equal ids are added up, in the order in which they come', () => {
  const rowSum = new RowSum([6, 2]);
  rowSum.add({ ids: Int32Array.of(4, 1, 4, 4), values: Float32Array.of(1, 2, 10, 20, 2 ** 25, 3, 1, 4) });
  expect(sumOf(rowSum)).toEqual(
    new Map([
      [4, [Math.fround(Math.fround(1 + 2 ** 25) + 1), 9]],
      [1, [10, 20]],
    ]),
  );
});

test('a sum goes on until it is cleared', () => {
  const rowSum = new RowSum([3, 1]);
  rowSum.add({ ids: Int32Array.of(2), values: Float32Array.of(5) });
  rowSum.add({ ids: Int32Array.of(0, 2), values: Float32Array.of(1, 2) });
  expect(sumOf(rowSum)).toEqual(
    new Map([
      [2, [7]],
      [0, [1]],
    ]),
  );
  rowSum.clear();
  rowSum.add({ ids: Int32Array.of(2, 2), values: Float32Array.of(3, 4) });
  expect(sumOf(rowSum)).toEqual(new Map([[2, [7]]]));
});

test('the padding token learns nothing', () => {
  const rowSum = new RowSum([3, 1]);
  rowSum.add({ ids: Int32Array.of(0, 1, 0), values: Float32Array.of(NaN, 2, 3) }, 0);
  expect(sumOf(rowSum)).toEqual(new Map([[1, [2]]]));
});

test('an id beyond the table is refused', () => {
  const rowSum = new RowSum([3, 1]);
  expect(() => rowSum.add({ ids: Int32Array.of(3), values: Float32Array.of(1) })).toThrow('row 3');
});
