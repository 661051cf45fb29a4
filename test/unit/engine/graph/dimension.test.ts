// Dimensions: numbers and names of a graph's shapes, multiplied and divided.

import { describe, expect, test } from 'vitest';

import { broadcast, evaluate, product, quotient } from '../../../../src/engine/graph/dimension.js';

describe('dimensions', () => {
  test('have one spelling, whatever the order of the factors', () => {
    expect(product(['length', 12, 'batch'])).toBe('12*batch*length');
    expect(product(['batch', 'length', 2, 6])).toBe('12*batch*length');
    expect(product([])).toBe(1);
    expect(product([3, 0, 'batch'])).toBe(0);
  });

  test('divide only when the result is a dimension', () => {
    expect(quotient('12*batch*length', 'batch')).toBe('12*length');
    expect(quotient('12*batch', 5)).toBeUndefined();
    expect(quotient('batch', 'length')).toBeUndefined();
    expect(quotient('batch*batch', 'batch')).toBe('batch');
  });

  test('have a value once all names are known, and not before', () => {
    expect(evaluate('12*batch*length', { batch: 2, length: 5 })).toBe(120);
    expect(() => evaluate('batch', {})).toThrow('"batch" has no value');
  });

  test('broadcast as in NumPy, names fitting only themselves and 1', () => {
    expect(broadcast(['batch', 1, 3], ['length', 1])).toEqual(['batch', 'length', 3]);
    expect(broadcast(['batch'], ['length'])).toBeUndefined();
    expect(broadcast([2], [3])).toBeUndefined();
  });
});
