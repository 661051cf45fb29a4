// The panel's models of fields, lengths, rows and figures.

import { describe, expect, test } from 'vitest';

import { interval } from '../../../webview/model/facts.js';
import { fieldText, isChanged, parseField, withValue } from '../../../webview/model/fields.js';
import { cutShare, histogramOf, movedLimit } from '../../../webview/model/lengths.js';
import { RowCache } from '../../../webview/model/rowCache.js';
import { rowHeight, rowWindow } from '../../../webview/model/rowWindow.js';

describe('a field', () => {
  test('refuses a value that is not allowed, with the reason', () => {
    expect(parseField('patience', '2.5').failure?.code).toBe('setting.integer');
    expect(parseField('batch', '').failure?.code).toBe('setting.integer');
    expect(parseField('epochs', '0').failure?.values).toMatchObject({ name: 'epochs', minimum: 0.001 });
    expect(parseField('learningRate', 'abc').failure?.code).toBe('setting.number');
    expect(parseField('validation', '95').failure?.code).toBe('setting.validationShare');
  });

  test('takes allowed values as people write them', () => {
    expect(parseField('learningRate', ' 3e-5 ')).toEqual({ value: 3e-5, failure: null });
    expect(parseField('learningRate', '')).toEqual({ value: null, failure: null });
    expect(parseField('validation', '15 %')).toEqual({ value: '0.15', failure: null });
    expect(parseField('validation', '/data/held.csv')).toEqual({ value: '/data/held.csv', failure: null });
  });

  test('shows a value as it is typed', () => {
    expect(fieldText('validation', '0.2')).toBe('20');
    expect(fieldText('learningRate', 3e-5)).toBe('3e-5');
    expect(fieldText('epsilon', 1e-8)).toBe('1e-8');
    expect(fieldText('validation', '/data/held.csv')).toBe('/data/held.csv');
  });

  test('counts as changed until it is back at its default', () => {
    const changed = withValue({}, 'epochs', 5);
    expect(isChanged(changed, 'epochs')).toBe(true);
    expect(withValue(changed, 'epochs', null)).toEqual({});
  });
});

describe('the maximum length', () => {
  const lengths = {
    width: 8,
    bins: [0, 50, 30, 20],
    texts: 100,
    of: 1000,
    sampled: true,
    median: 14,
    percentile95: 30,
    longest: 40,
  };

  test('cuts the share of texts that the histogram shows', () => {
    expect(cutShare(lengths, 40)).toBe(0);
    expect(cutShare(lengths, 24)).toBeCloseTo(0.2);
    expect(cutShare(lengths, 32)).toBeCloseTo(0.1);
    expect(cutShare(lengths, 8)).toBe(1);
  });

  test('lies inside a histogram that counts every text', () => {
    for (const limit of [8, 64, 128, 512]) {
      const { bars, end } = histogramOf(lengths, limit);
      expect(end).toBeGreaterThanOrEqual(limit);
      expect(bars.reduce((sum, texts) => sum + texts, 0)).toBe(100);
      expect(bars.length).toBeLessThanOrEqual(24);
    }
  });

  test('moves by keys, within its limits', () => {
    expect(movedLimit(128, 'ArrowLeft', false, 8, 512)).toBe(120);
    expect(movedLimit(128, 'ArrowRight', true, 8, 512)).toBe(129);
    expect(movedLimit(510, 'ArrowRight', false, 8, 512)).toBe(512);
    expect(movedLimit(128, 'Home', false, 8, 512)).toBe(8);
    expect(movedLimit(128, 'a', false, 8, 512)).toBeNull();
  });
});

describe('the grid', () => {
  test.each([10, 1000, 1_000_000, 100_000_000])('of %i rows can be scrolled to its first and last row', (total) => {
    const seen = 10 * rowHeight;
    expect(rowWindow(total, 0, seen)).toMatchObject({ first: 0, offset: 0 });
    const { height } = rowWindow(total, 0, seen);
    expect(height).toBeLessThan(33_000_000);
    const end = rowWindow(total, Math.max(0, height - seen), seen);
    expect(end.first + end.count).toBe(total);
  });

  test('asks once for each page, and again only for the missing rest', () => {
    const cache = new RowCache();
    cache.use(1);
    expect(cache.missing(0, 30, 250)).toEqual([{ from: 0, count: 100 }]);
    expect(cache.missing(10, 30, 250)).toEqual([]);
    cache.put(
      0,
      Array.from({ length: 60 }, (_, row) => ({ row, line: row + 2, cells: [], tokens: null })),
    );
    expect(cache.missing(0, 30, 250)).toEqual([{ from: 60, count: 40 }]);
    expect(cache.missing(190, 60, 250)).toEqual([
      { from: 100, count: 100 },
      { from: 200, count: 50 },
    ]);
  });

  test('shows its first rows at once, and asks for their tokens', () => {
    const cache = new RowCache();
    cache.use(1);
    cache.preview([{ row: 0, line: 2, cells: ['a'], tokens: null }]);
    expect(cache.get(0)?.cells).toEqual(['a']);
    expect(cache.missing(0, 1, 1)).toEqual([{ from: 0, count: 1 }]);
    cache.put(0, [{ row: 0, line: 2, cells: ['a'], tokens: 3 }], 1);
    expect([cache.get(0)?.tokens, cache.missing(0, 1, 1)]).toEqual([3, []]);
  });

  test('stops asking for rows that cannot be given', () => {
    const cache = new RowCache();
    cache.use(1);
    expect(cache.missing(0, 1, 1)).toHaveLength(1);
    cache.put(0, []);
    expect(cache.missing(0, 1, 1)).toEqual([]);
  });

  test('drops its rows when another file is opened', () => {
    const cache = new RowCache();
    cache.use(1);
    cache.put(0, [{ row: 0, line: 2, cells: ['a'], tokens: 1 }], 5);
    cache.use(2);
    expect([cache.get(0), cache.total]).toEqual([undefined, 0]);
  });
});

test('an interval is that of Wilson', () => {
  // Newcombe (1998), table I: 81 of 263.
  const [low, high] = interval(81 / 263, 263);
  expect([low, high].map((end) => Number(end.toFixed(4)))).toEqual([0.2553, 0.3662]);
});
