import { describe, expect, it } from 'vitest';

import { Arena } from '../../../src/engine/backends/support/arena.js';

const kilobytes = 1024;

describe('the arena of a runtime', () => {
  it('keeps what was given back, and gives it again', () => {
    const arena = new Arena();
    const first = arena.take(100 * kilobytes);
    arena.give(first);
    expect(arena.take(90 * kilobytes).start).toBe(first.start);
    expect(arena.bytes).toBe(100 * kilobytes);
  });

  it('joins neighbours, so that a larger piece fits', () => {
    const arena = new Arena();
    const pieces = [1, 2, 3].map(() => arena.take(100 * kilobytes));
    arena.take(kilobytes);
    for (const at of [0, 2, 1]) arena.give(pieces[at]!);
    expect(arena.take(300 * kilobytes).start).toBe(0);
    expect(arena.bytes).toBe(301 * kilobytes);
  });

  it('leaves gaps that are too small, which count as taken', () => {
    const arena = new Arena();
    const [small] = [arena.take(100 * kilobytes), arena.take(100 * kilobytes)];
    arena.give(small);
    arena.take(150 * kilobytes);
    expect(arena.bytes).toBe(350 * kilobytes);
  });

  it('begins further regions, of which only what was written counts', () => {
    const arena = new Arena();
    arena.take(900 * kilobytes);
    arena.take(900 * kilobytes);
    arena.take(10_000 * kilobytes);
    expect(arena.bytes).toBe(11_800 * kilobytes);
  });

  it('gives a piece whole that is less than twice as large as wanted', () => {
    const arena = new Arena();
    const piece = arena.take(100 * kilobytes);
    arena.take(kilobytes);
    arena.give(piece);
    expect(arena.take(60 * kilobytes).size).toBe(100 * kilobytes);
  });
});
