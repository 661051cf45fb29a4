// The paths of the benchmark's data and models, and the error when one is missing.

import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';

import type { BenchDevice } from './targets.js';

export interface BenchOptions {
  /** Folder with waimai_10k.csv, ag_news_test.csv and vocab/. */
  readonly data: string;
  /** Folder with bert-tiny-zh and all-MiniLM-L6-v2. */
  readonly models: string;
  /** A command that runs Python with PyTorch, in a folder with tutorial.py; null without an opponent. */
  readonly reference: string | null;
  /** The device of our own runs. */
  readonly device: BenchDevice;
  readonly threads: number;
  readonly quick: boolean;
}

export const defaultOptions: BenchOptions = {
  data: join('..', 'shared', 'data'),
  models: join('..', 'shared', 'models'),
  reference: null,
  device: 'onnx-cpu',
  threads: availableParallelism(),
  quick: false,
};

/** The path of something that must be there. */
export function existing(...parts: readonly string[]): string {
  const path = join(...parts);
  if (!existsSync(path)) throw new MissingPath(path);
  return path;
}

/** Names the missing path and the flag that sets another. */
export class MissingPath extends Error {
  constructor(path: string) {
    super(
      `${path} does not exist: name other paths with --data, --models and --reference, or choose cases with --only.`,
    );
  }
}

export function tutorialOf(reference: string): string {
  return existing(dirname(reference), 'tutorial.py');
}
