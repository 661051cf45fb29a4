// The arena, which hands out pieces of a runtime's memory.

import { describe, expect, test } from 'vitest';

import { Arena } from '../../../../../src/engine/backends/support/arena.js';

const kilobytes = 1024;

describe('the arena of a runtime', () => {
  test('reuses a returned piece', () => {
    const arena = new Arena();
    const first = arena.take(100 * kilobytes);
    arena.give(first);
    expect(arena.take(90 * kilobytes).start).toBe(first.start);
    expect(arena.bytes).toBe(100 * kilobytes);
  });

  test('joins neighbouring pieces for a larger one', () => {
    const arena = new Arena();
    const pieces = [1, 2, 3].map(() => arena.take(100 * kilobytes));
    arena.take(kilobytes);
    for (const at of [0, 2, 1]) arena.give(pieces[at]!);
    expect(arena.take(300 * kilobytes).start).toBe(0);
    expect(arena.bytes).toBe(301 * kilobytes);
  });

  test('leaves gaps that are too small, and counts them as taken', () => {
    const arena = new Arena();
    const small = arena.take(100 * kilobytes);
    arena.take(100 * kilobytes);
    arena.give(small);
    arena.take(150 * kilobytes);
    expect(arena.bytes).toBe(350 * kilobytes);
  });

  test('adds regions, of which only the written part counts', () => {
    const arena = new Arena();
    arena.take(900 * kilobytes);
    arena.take(900 * kilobytes);
    arena.take(10_000 * kilobytes);
    expect(arena.bytes).toBe(11_800 * kilobytes);
  });

  test('hands out a piece undivided when it is less than twice as large as requested', () => {
    const arena = new Arena();
    const piece = arena.take(100 * kilobytes);
    arena.take(kilobytes);
    arena.give(piece);
    expect(arena.take(60 * kilobytes).size).toBe(100 * kilobytes);
  });
});
