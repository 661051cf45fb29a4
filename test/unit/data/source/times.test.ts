// Times of cells compare as they follow one another; what could be two days is refused.

import { expect, test } from 'vitest';

import { timeOf, timeReader } from '../../../../src/data/source/times.js';

test('dates and times in the usual spellings compare as they follow one another', () => {
  const inOrder = [
    '2023-12-31',
    '2024-01-02T03:04:05Z',
    '2024/1/2 5:04',
    '03.01.2024',
    '2024年1月4日',
    'January 5, 2024',
    '2024-01-06 00:30 +02:00',
    '2024-01-06',
    '2024-01-06 23:59:59.5',
    'Sun Jan 07 10:00:00 UTC 2024',
    '2024-02',
  ];
  const times = inOrder.map((cell) => timeOf(cell));
  expect(times).not.toContain(undefined);
  expect([...times].sort((a, b) => a! - b!)).toEqual(times);
});

test('numbers are times of their own', () => {
  expect(timeOf('1714556400')).toBe(1714556400);
  expect(timeOf('2024')).toBeLessThan(timeOf('2025')!);
});

const noTimes = ['03/04/2024', 'yesterday', '', '2024-13-01', '32.01.2024', '12:30', 'May'];
const noDays = [
  '2024-02-30',
  '2023-02-29',
  '31.04.2024',
  '2024年2月30日',
  'Feb 30, 2024',
  '31 Apr 2024',
  '31-Jun-2024',
];
const noClocks = ['2024-05-01 24:30', '2024-05-01 10:60', '2024-05-01 10:00:75', '2024-05-01 10:00 +99:00'];
test.each([...noTimes, ...noDays, ...noClocks])('%s is no time', (cell) => {
  expect(timeOf(cell)).toBeUndefined();
});

test('the last day of a month and the end of a day are times', () => {
  for (const cell of ['2024-02-29', '31.12.2024', 'Feb 29, 2024', '30 Apr 2024', '2024-05-01 24:00', '2000-02-29'])
    expect(timeOf(cell), cell).toBeTypeOf('number');
  expect(timeOf('Sun Jan 07 10:00:00 +0200 2024')).toBe(Date.UTC(2024, 0, 7, 8));
});

test('years among dates are years, and other numbers among them are no times', () => {
  const read = timeReader(['2024-05-01', '2023', '2022-01', '']);
  expect(timeOf(read('2023'))).toBe(Date.UTC(2023, 0, 1));
  expect(read('1714556400')).toBe('');
  expect(read('2024-05-01')).toBe('2024-05-01');
});

test('dates among numbers are no times', () => {
  const read = timeReader(['1714556400', '1714556401', 'soon', '1714556403']);
  expect(['1714556400', '2024-05-01', 'soon'].map(read)).toEqual(['1714556400', '', '']);
  const years = timeReader(['2023', '2024']);
  expect(['2023', '2024-05-01'].map(years)).toEqual(['2023', '']);
});
