// Errors of this area; see ../errors.ts for the mechanism.

import type { ErrorEntry } from '../errors.js';

export const modelErrors = {
  'model.notFound': {
    fault: 'input',
    en: 'There is no model folder {folder}.',
    zh: '找不到模型文件夹 {folder}。',
    next: { en: 'Check the path.', zh: '请检查路径。' },
  },
} as const satisfies Record<string, ErrorEntry>;
