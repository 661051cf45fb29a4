// Where the product's own files lie: its manifest and the base model that comes with it. dist/ is beside both.

import { readFileSync } from 'node:fs';
import { basename, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

export const bundledModel = fileURLToPath(new URL('../models/bert-tiny-zh', import.meta.url));

/** How this command line was called, so that what it suggests to type works: `finetune-bert`, or `node dist/cli.js`. */
export function invocation(script = process.argv[1] ?? ''): string {
  return basename(script) === 'cli.js' ? `node ${relative('', script)}` : 'finetune-bert';
}

export function productVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return z.object({ version: z.string() }).parse(manifest).version;
}
