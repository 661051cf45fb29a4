// How the product is called from where the person is.

import { basename, relative } from 'node:path';

/** How this command line was called, so that what it suggests to type works: `finetune-bert`, or `node dist/cli.js`. */
export function invocation(script = process.argv[1] ?? ''): string {
  return basename(script) === 'cli.js' ? `node ${relative('', script)}` : 'finetune-bert';
}
