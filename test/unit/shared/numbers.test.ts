// Numbers as people read them, the same in every surface.

import { expect, test } from 'vitest';

import { bytes, count, duration, figure, percent, roughly } from '../../../src/shared/numbers.js';

test('a share has one digit after the point, a loss three', () => {
  expect([percent(0.8333, 'en'), percent(1, 'zh'), percent(0.64, 'en', 0)]).toEqual(['83.3%', '100.0%', '64%']);
  expect([figure(0.12345, 'en'), figure(2, 'zh'), count(12345.6, 'en')]).toEqual(['0.123', '2.000', '12,346']);
});

test('bytes are in decimal units', () =>
  expect([0, 999, 1500, 12_345, 409e6, 3.42e9].map((value) => bytes(value, 'en'))).toEqual([
    '0 B',
    '999 B',
    '1.5 KB',
    '12.3 KB',
    '409 MB',
    '3.42 GB',
  ]));

test('a time that was spent is told to the second below an hour, an estimate to the minute once it is long', () => {
  const seconds = [0, 7.4, 59.6, 75, 725, 3600, 3725];
  expect(seconds.map((each) => duration(each, 'en'))).toEqual([
    '0 s',
    '7 s',
    '1 min',
    '1 min 15 s',
    '12 min 5 s',
    '1 h 0 min',
    '1 h 2 min',
  ]);
  expect([7, 75, 725, 5399, 5400].map((each) => roughly(each, 'en'))).toEqual([
    '7 s',
    '1 min 15 s',
    '12 min',
    '90 min',
    '1 h 30 min',
  ]);
  expect([duration(75, 'zh'), roughly(725, 'zh')]).toEqual(['1 分 15 秒', '12 分钟']);
});
