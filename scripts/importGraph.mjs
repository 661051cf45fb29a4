// Which file imports which, types included, so that a test can hold that no files import one another in a circle.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

import ts from 'typescript';

/** The imports of every source file below the folders, as paths from `root` with forward slashes. */
export function importGraph(root, folders) {
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.as.ts'))
      .map((file) => join(root, folder, file)),
  );
  const named = (file) => relative(root, file).split(sep).join('/');
  return new Map(files.map((file) => [named(file), importsOf(file).map(named)]));
}

function importsOf(file) {
  const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true);
  return importedFiles
    .filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName }) => resolve(dirname(file), fileName.replace(/\.js$/, '.ts')))
    .filter((target) => existsSync(target));
}

/**
 * Groups of files that import one another in a circle, by Tarjan's algorithm (strongly connected components).
 * @param {ReadonlyMap<string, readonly string[]>} graph
 */
export function circles(graph) {
  const state = { next: 0, order: new Map(), lowest: new Map(), open: [], found: [] };
  for (const file of graph.keys()) if (!state.order.has(file)) visit(graph, file, state);
  return state.found;
}

function visit(graph, file, state) {
  const { order, lowest, open, found } = state;
  order.set(file, state.next);
  lowest.set(file, state.next);
  state.next += 1;
  open.push(file);
  for (const target of graph.get(file) ?? []) {
    if (!order.has(target)) visit(graph, target, state);
    if (open.includes(target)) lowest.set(file, Math.min(lowest.get(file), lowest.get(target)));
  }
  if (lowest.get(file) !== order.get(file)) return;
  const circle = open.splice(open.indexOf(file));
  if (circle.length > 1) found.push(circle.sort());
}
