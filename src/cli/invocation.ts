// The words by which this command line was called.

import { basename, relative } from 'node:path';

/** The words to suggest when the user should call it again: `finetune-bert`, or `node dist/cli.js`. */
export function invocation(script = process.argv[1] ?? ''): string {
  return basename(script) === 'cli.js' ? `node ${relative('', script)}` : 'finetune-bert';
}
