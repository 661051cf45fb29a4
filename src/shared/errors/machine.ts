// Errors of this area; see ../errors.ts for the mechanism.

import type { ErrorEntry } from '../errors.js';

export const machineErrors = {
  'machine.diskFull': {
    fault: 'machine',
    en: 'The disk is full: {file} could not be written.',
    zh: '磁盘已满：无法写入 {file}。',
    next: { en: 'Free some space and resume; the last checkpoint is intact.', zh: '请释放空间后恢复运行；最近的检查点完好无损。' },
  },
} as const satisfies Record<string, ErrorEntry>;
