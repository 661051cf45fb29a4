// The words by which this command line was called.

import { basename, relative } from 'node:path';

/** The words to suggest when the user should call it again: `finetune-bert`, or `node dist/cli.js`. */
export function invocation(script = process.argv[1] ?? ''): string {
  return basename(script) === 'cli.js' ? `node ${relative('', script)}` : 'finetune-bert';
}

/** Set in the second process of a command alone (`secondProcess.ts`): the file that its stderr goes to. */
export const logVariable = 'FINETUNE_BERT_RUNTIME_LOG';
/** The descriptor of the first process's stderr in the second. */
export const peopleDescriptor = 3;
