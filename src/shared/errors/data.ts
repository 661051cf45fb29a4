// Errors of this area; see ../errors.ts for the mechanism.

import type { ErrorEntry } from '../errors.js';

export const dataErrors = {
  'data.notFound': {
    fault: 'input',
    en: 'There is no file {file}.',
    zh: '找不到文件 {file}。',
    next: { en: 'Check the path.', zh: '请检查路径。' },
  },
} as const satisfies Record<string, ErrorEntry>;
