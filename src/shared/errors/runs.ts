// Errors of this area; see ../errors.ts for the mechanism.

import type { ErrorEntry } from '../errors.js';

export const runErrors = {
  'run.locked': {
    fault: 'input',
    en: 'The run {folder} is in use by process {pid}.',
    zh: '运行 {folder} 正被进程 {pid} 使用。',
    next: { en: 'Wait until it ends, or stop it.', zh: '请等待其结束或将其停止。' },
  },
} as const satisfies Record<string, ErrorEntry>;
