// Errors of this area; see ../errors.ts for the mechanism.

import type { ErrorEntry } from '../errors.js';

export const settingErrors = {
  'setting.invalid': {
    fault: 'usage',
    en: 'The setting {name} cannot be {value}: {allowed}.',
    zh: '设置 {name} 不能为 {value}：{allowed}。',
    next: { en: 'Correct it and start again.', zh: '请改正后重试。' },
  },
} as const satisfies Record<string, ErrorEntry>;
