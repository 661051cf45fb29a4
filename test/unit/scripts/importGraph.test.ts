// The layout of the source: no circle of imports, and no folder with too many files.

import { readdirSync } from 'node:fs';
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

test('unit tests lie in the folder of what they test', () => {
  const folders = new Set([...graph.keys()].flatMap((file) => parentsOf(file)));
  const own = /^(scripts|documents)$/;
  const tested = readdirSync(`${root}test/unit`, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => dirname(file));
  const strays = tested.filter((folder) => !own.test(folder) && !folders.has(`src/${folder}`) && !folders.has(folder));
  expect(strays).toEqual([]);
});

/** Every folder that a file lies under. */
function parentsOf(file: string): string[] {
  const parts = dirname(file).split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}
