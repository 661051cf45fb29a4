// Notices about a run; see ../notices.ts for the mechanism.

import type { Sentence } from '../catalogue.js';

export const runNotices = {
  'run.frozenNotCached': {
    en: 'What the frozen layers give does not fit on the disk, so they are computed anew in every epoch, with dropout.',
    zh: '磁盘空间不足以缓存冻结层的输出，因此每个轮次都会重新计算（使用 dropout）。',
  },
  'run.windowsNotCached': {
    en: 'Long texts are learned in windows, of which every epoch takes another: what the frozen layers give is computed anew each time, with dropout.',
    zh: '超长文本按窗口学习，每个轮次取不同的窗口，因此冻结层的输出每次都会重新计算（使用 dropout）。',
  },
} as const satisfies Record<string, Sentence>;
