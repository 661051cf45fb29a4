// The allocator, which hands out pieces of a runtime's memory.

import { describe, expect, test } from 'vitest';

import { Allocator } from '../../../../../src/engine/backends/support/allocator.js';

const kilobytes = 1024;

describe('the allocator of a runtime', () => {
  test('reuses a returned piece', () => {
    const allocator = new Allocator();
    const first = allocator.take(100 * kilobytes);
    allocator.give(first);
    expect(allocator.take(90 * kilobytes).start).toBe(first.start);
    expect(allocator.bytes).toBe(100 * kilobytes);
  });

  test('joins neighbouring pieces for a larger one', () => {
    const allocator = new Allocator();
    const pieces = [1, 2, 3].map(() => allocator.take(100 * kilobytes));
    allocator.take(kilobytes);
    for (const at of [0, 2, 1]) allocator.give(pieces[at]!);
    expect(allocator.take(300 * kilobytes).start).toBe(0);
    expect(allocator.bytes).toBe(301 * kilobytes);
  });

  test('leaves gaps that are too small, and counts them as taken', () => {
    const allocator = new Allocator();
    const small = allocator.take(100 * kilobytes);
    allocator.take(100 * kilobytes);
    allocator.give(small);
    allocator.take(150 * kilobytes);
    expect(allocator.bytes).toBe(350 * kilobytes);
  });

  test('adds regions, of which only the written part counts', () => {
    const allocator = new Allocator();
    allocator.take(900 * kilobytes);
    allocator.take(900 * kilobytes);
    allocator.take(10_000 * kilobytes);
    expect(allocator.bytes).toBe(11_800 * kilobytes);
  });

  test('hands out a piece undivided when it is less than twice as large as requested', () => {
    const allocator = new Allocator();
    const piece = allocator.take(100 * kilobytes);
    allocator.take(kilobytes);
    allocator.give(piece);
    expect(allocator.take(60 * kilobytes).size).toBe(100 * kilobytes);
  });
});
