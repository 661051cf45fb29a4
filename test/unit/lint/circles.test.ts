// The layout of the source: no circle of imports, and no folder with too many files.

import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, test } from 'vitest';

import { circles, importGraph } from '../../../scripts/importGraph.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const graph = importGraph(root, ['src', 'webview']);

describe('imports', () => {
  test('form no circle of files', () => {
    expect(graph.size).toBeGreaterThan(400);
    expect(graph.get('src/cli/main.ts')).toContain('src/cli/program.ts');
    expect(circles(graph)).toEqual([]);
  });

  test('are reported when they form a circle, without the files around it', () => {
    const ring = new Map([
      ['a', ['b', 'x']],
      ['b', ['c']],
      ['c', ['a']],
      ['x', []],
      ['y', ['a']],
    ]);
    expect(circles(ring)).toEqual([['a', 'b', 'c']]);
  });
});

test('no folder holds more than twenty files', () => {
  const counts = new Map<string, number>();
  for (const file of graph.keys()) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
  expect([...counts].filter(([, count]) => count > 20)).toEqual([]);
});
