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
  'run.memoryProposal': {
    en: 'This run needs about {need} GB of memory and {free} GB are free: with {flags} it needs {smaller} GB.',
    zh: '本次训练约需 {need} GB 内存，而可用内存为 {free} GB：使用 {flags} 则只需 {smaller} GB。',
  },
  'run.memoryTooSmall': {
    en: 'This run needs about {need} GB of memory and {free} GB are free; a smaller batch, frozen layers and shorter texts would not suffice, a smaller model would.',
    zh: '本次训练约需 {need} GB 内存，而可用内存为 {free} GB；减小批大小、冻结层和缩短文本均不足以解决，请选择更小的模型。',
  },
} as const satisfies Record<string, Sentence>;
