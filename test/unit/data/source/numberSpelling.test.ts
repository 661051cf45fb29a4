// Numbers with currencies, percent signs and thousands apart, as they are meant.

import { expect, test } from 'vitest';

import { isAmount, numberSpelling } from '../../../../src/data/source/numberSpelling.js';

test.each([
  [
    ['$199', '$1,299', '$12.50'],
    ['199', '1299', '12.50'],
  ],
  [
    ['1.234,56', '12,5', '7'],
    ['1234.56', '12.5', '7'],
  ],
  [
    ['1,034.50', '20'],
    ['1034.50', '20'],
  ],
  [
    ['1’200.5 CHF', '900 CHF'],
    ['1200.5', '900'],
  ],
  [
    ['1 299 €', '15,5 €'],
    ['1299', '15.5'],
  ],
  [
    ['7%', '14 %'],
    ['7', '14'],
  ],
  [
    ['-$5', '$12'],
    ['-5', '12'],
  ],
])('%s are %s', (cells, numbers) => {
  expect(cells.map((cell) => numberSpelling(cells)!.read(cell))).toEqual(numbers);
  expect(cells.every(isAmount)).toBe(true);
});

test('what is plain, of several units, or to be read in two ways is left as it is', () => {
  for (const cells of [['1', '2.5'], ['$5', '€7'], ['1,234', '5,678'], ['about 5', '7'], [], ['12.5.3', '$4']])
    expect(numberSpelling(cells)).toBeUndefined();
  expect(numberSpelling(['$5', '$7'])!.read('none')).toBe('none');
});

test('a cell of another unit than the rest keeps it, and is no plain number', () => {
  expect(numberSpelling(['$5', '$7'])!.read('€9')).toBe('€9');
});
