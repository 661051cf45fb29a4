// JSON that is deeper or larger than memory allows is refused before it becomes values.

import { describe, expect, test } from 'vitest';

import { checkJsonBounds, endOfString, parseBoundedJson, parseJson } from '../../../src/base/json.js';

describe('JSON of strangers', () => {
  test('is read where it is of usual depth and size', () => {
    const text = '{"a":[1,{"b":"]}[{,\\"\\\\"}],"":null}';
    expect(parseBoundedJson(text)).toEqual(JSON.parse(text));
    expect(parseJson(`${'['.repeat(1000)}${']'.repeat(1000)}`)).toBeDefined();
  });

  test.each([
    ['arrays', '[', ']'],
    ['objects', '{"a":', '}'],
    ['arrays with spaces between', '[ \n', '] '],
  ])('is refused where %s are nested deeper', (_, open, close) => {
    const inner = open.startsWith('{') ? '1' : '';
    for (const levels of [1001, 1_000_000]) {
      const text = open.repeat(levels) + inner + close.repeat(levels);
      expect(() => parseBoundedJson(text)).toThrow('more than 1000 levels');
      expect(parseJson(text)).toBeUndefined();
    }
  });

  test.each(['[],', '0,', '{},', '"",', '[[]],'])('is refused where it has millions of values like %s', (item) => {
    expect(() => parseBoundedJson(`[${item.repeat(6_000_000)}0]`)).toThrow('more than 5000000 values');
  });

  test('is counted without what its strings say', () => {
    const text = JSON.stringify({ a: '[,{'.repeat(100_000), b: '\\"'.repeat(100_000) });
    expect(() => checkJsonBounds(text, 4)).not.toThrow();
    expect(() => checkJsonBounds('[1,2,3,4]', 4)).toThrow('more than 4 values');
  });

  test('is not JSON where a string stays open', () => {
    expect(parseJson(`["${'\\'.repeat(1_000_001)}"]`)).toBeUndefined();
    expect(endOfString('"a', 0)).toBe(2);
    expect(endOfString('"a\\\\"b"', 0)).toBe(5);
    expect(endOfString('"a\\\\\\"b"', 0)).toBe(8);
  });
});
