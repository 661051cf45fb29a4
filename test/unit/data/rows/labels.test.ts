// The ids of labels, which do not depend on the order of the rows.

import { describe, expect, test } from 'vitest';

import { detectSeparator, listIn, splitLabels } from '../../../../src/data/rows/labelLists.js';
import { alikeKey, buildLabelMap, fixedLabelMap } from '../../../../src/data/rows/labels.js';
import { compareCodePoints } from '../../../../src/data/source/codePoints.js';
import { parseNumber } from '../../../../src/data/source/numbers.js';

const map = (labels: readonly string[], merge = false) =>
  buildLabelMap(new Map(labels.map((label) => [label, 1])), merge);

describe('buildLabelMap', () => {
  test('gives the negative label of a pair 0 and the positive 1, in either order', () => {
    const pairs = [
      ['负面', '正面'],
      ['negative', 'positive'],
      ['差评', '好评'],
      ['no', 'yes'],
      ['false', 'true'],
      ['否', '是'],
      ['neg', 'pos'],
      ['Negative', 'Positive'],
    ];
    for (const pair of pairs) {
      expect(map(pair).names).toEqual(pair);
      expect(map([...pair].reverse()).names).toEqual(pair);
    }
  });

  test('orders numbers by value, not as text', () => {
    expect(map(['10', '9', '-1', '2.5']).names).toEqual(['-1', '2.5', '9', '10']);
  });

  test('orders other labels by code point, the same on every machine', () => {
    expect(map(['b', 'Z', 'a', '中', 'é', '10']).names).toEqual(['10', 'Z', 'a', 'b', 'é', '中']);
    expect(map(['正面', '负面', '中性']).names).toEqual(['中性', '正面', '负面']);
    expect(['\u{20BB7}', '\uFF5E', 'a'].sort(compareCodePoints)).toEqual(['a', '\uFF5E', '\u{20BB7}']);
  });

  test('reports labels that differ only by case or spaces, and keeps them apart by default', () => {
    const labels = map(['Positive', 'positive ', 'negative', ' 正 面', '正面']);
    expect(labels.nearDuplicates).toEqual([
      [' 正 面', '正面'],
      ['Positive', 'positive '],
    ]);
    expect(labels.names.length).toBe(5);
  });

  test('merges them under the most frequent spelling on request', () => {
    const counts = new Map([
      ['POSITIVE', 2],
      ['positive ', 5],
      ['negative', 3],
    ]);
    const labels = buildLabelMap(counts, true);
    expect(labels.names).toEqual(['negative', 'positive']);
    expect(['POSITIVE', 'positive ', 'Negative\u3000', 'neutral'].map(labels.idOf)).toEqual([1, 1, 0, undefined]);
  });
});

describe('fixedLabelMap', () => {
  test('finds a label of the model in another spelling when it is unambiguous', () => {
    const labels = fixedLabelMap(['A', 'a', 'B']);
    expect(['A', 'a', 'b', ' B ', ' a', 'c'].map(labels.idOf)).toEqual([0, 1, 2, 2, undefined, undefined]);
  });
});

describe('splitLabels', () => {
  test('splits the labels of a cell, and reads an empty cell as no label', () => {
    expect(splitLabels('a| b |a||', '|')).toEqual(['a', 'b']);
    expect(splitLabels('  ', '|')).toEqual([]);
  });
});

describe('alikeKey', () => {
  test('ignores case and every kind of space', () => {
    expect(alikeKey(' Very\u3000Good\u200b ')).toBe('verygood');
  });
});

describe('parseNumber', () => {
  test('reads whole numbers, decimals and exponents, and nothing else', () => {
    expect(['1', ' -2.50 ', '+.5', '1e3', '7.'].map(parseNumber)).toEqual([1, -2.5, 0.5, 1000, 7]);
    for (const none of ['', ' ', '1,5', '0x10', 'Infinity', 'NaN', '1e999', '3 stars', '--1', '1'.repeat(500)])
      expect(parseNumber(none)).toBeUndefined();
  });
});

describe('labels in a list', () => {
  test.each([
    [`["a", "b"]`, ['a', 'b']],
    [`['a', 'b']`, ['a', 'b']],
    [`["it's", 'x']`, ["it's", 'x']],
    [`['it\\'s']`, ["it's"]],
    [`('a',)`, ['a']],
    [`{'a', 'b'}`, ['a', 'b']],
    [`['a' 'b']`, ['a', 'b']],
    [`[1 0 1]`, ['1', '0', '1']],
    [`[1, 0]`, ['1', '0']],
    [`[]`, []],
    [`{"choices": ["a", "b"]}`, ['a', 'b']],
  ])('%s', (cell, items) => {
    expect(listIn(cell)).toEqual(items);
  });

  test.each(['[important]', '(see below)', 'a', '{"text": 1}', '[a, b', '[{"a": 1}]'])('%s is a label', (cell) => {
    expect(listIn(cell)).toBeUndefined();
    expect(splitLabels(cell, '|')).toEqual([cell]);
  });

  test('a cell of ten million letters in quotes and brackets is a text', () => {
    for (const quote of ["'", '"']) expect(listIn(`[${quote}${'a'.repeat(10_000_000)}${quote}]`)).toBeUndefined();
    expect(listIn(`['${"\\'".repeat(200_000)}']`)).toEqual(["'".repeat(200_000)]);
  });
});

describe('the separator of labels', () => {
  test.each([
    ['#', ['a', 'a#b', 'b', 'b#a']],
    [';', ['a;b', 'b', 'a; c', 'c']],
    [', ', ['a, b', 'b', 'a', 'c, a', 'c']],
    ['、', ['甲、乙', '乙', '甲', '甲']],
    ['|', ['a|b', 'c']],
  ])('%s is told from labels that come again', (separator, cells) => {
    expect(detectSeparator(cells)).toBe(separator.trim());
  });

  test('is none where the parts never come again', () => {
    expect(detectSeparator(['food, drinks', 'service', 'price/value', 'service'])).toBeUndefined();
    expect(detectSeparator(['very good', 'very bad', 'good'])).toBeUndefined();
    expect(detectSeparator(['a', 'b'])).toBeUndefined();
  });
});

describe('one value in several spellings', () => {
  const mapOf = (...labels: string[]) => buildLabelMap(new Map(labels.map((label) => [label, 1])), false);

  test('is one label: whole numbers with and without a point, truth in any case', () => {
    expect(mapOf('1.0', '0.0').names).toEqual(['0', '1']);
    const mixed = mapOf('1.0', '1', '0');
    expect(mixed.names).toEqual(['0', '1']);
    expect(mixed.nearDuplicates).toEqual([]);
    expect(['1.0', '1', '0.0'].map(mixed.idOf)).toEqual([1, 1, 0]);
    expect(mapOf('True', 'TRUE', 'true', 'False').names).toHaveLength(2);
    expect(mapOf('1.0', '1.1').names).toEqual(['1.0', '1.1']);
    expect(mapOf('9007199254740992', '9007199254740993').names).toHaveLength(2);
  });

  test('is known to a model that has one of them', () => {
    expect(fixedLabelMap(['0', '1']).idOf('1.0')).toBe(1);
    expect(fixedLabelMap(['0.0', '1.0']).idOf('0')).toBe(0);
  });

  test('that only look alike are named, and merged where that is wanted', () => {
    const counts = new Map([
      ['caf\u00e9', 3],
      ['cafe\u0301', 1],
      ['\uff11', 1],
      ['1', 2],
      ['a\u200b', 1],
      ['a', 2],
    ]);
    expect(buildLabelMap(counts, false).nearDuplicates).toHaveLength(3);
    expect(buildLabelMap(counts, true).names).toEqual(['1', 'a', 'caf\u00e9']);
  });
});
