// Times of cells compare as they follow one another; what could be two days is refused.

import { expect, test } from 'vitest';

import { timeOf } from '../../../../src/data/source/times.js';

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

test.each(['03/04/2024', 'yesterday', '', '2024-13-01', '32.01.2024', '12:30', 'May'])('%s is no time', (cell) => {
  expect(timeOf(cell)).toBeUndefined();
});
