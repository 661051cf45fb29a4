// The texts of `finetune-bert resume`, in both languages.

import type { Sentence } from '../../shared/catalogue.js';

export const resumeTexts = {
  resumeBatchFlag: {
    en: "Rows at a time, where memory does not suffice for the run's batch: a divisor of it.",
    zh: '内存不足以处理整批时每次处理的行数：须整除该运行的批大小。',
  },
  resumeAccumulateFlag: {
    en: 'How many times that makes one update: with --batch as many rows as before.',
    zh: '每次更新包含的次数：与 --batch 相乘后的行数须与之前相同。',
  },
  resumeThreadsFlag: {
    en: 'Processor threads from here on: others than before round sums in another order, which is said.',
    zh: '从此处起使用的处理器线程数：与之前不同时求和的舍入顺序会不同，并会提示。',
  },
} as const satisfies Record<string, Sentence>;
