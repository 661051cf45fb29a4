// The recorded numbers, texts and data in test/fixtures, and the bundled model.

import { fileURLToPath } from 'node:url';

/** A path under test/fixtures. */
export function fixturePath(path: string): string {
  return fileURLToPath(new URL(`../fixtures/${path}`, import.meta.url));
}

/** The folder of a model that the product brings. */
export function bundledModel(name = 'bert-tiny-zh'): string {
  return fileURLToPath(new URL(`../../models/${name}`, import.meta.url));
}

/** The recipes that PyTorch's numbers are recorded for. */
export const recipes = {
  tutorial: { labels: 2, task: 'single-label' },
  trainer: { labels: 3, task: 'single-label' },
  'frozen-bert': { labels: 2, task: 'single-label' },
  'frozen-bottom': { labels: 2, task: 'single-label' },
  accumulate: { labels: 2, task: 'single-label' },
  regression: { labels: 1, task: 'regression' },
  'multi-label': { labels: 4, task: 'multi-label' },
} as const;
