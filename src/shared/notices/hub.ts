// Notices about a model of the hub; see ../notices.ts for the mechanism.

import type { Sentence } from '../catalogue.js';

export const hubNotices = {
  'hub.fromCache': {
    en: `{host} could not be asked whether there is a newer {model}; the one that was downloaded earlier is used (commit
      {commit}).`,
    zh: '无法向 {host} 查询 {model} 是否有更新；将使用之前下载的版本（提交 {commit}）。',
  },
} as const satisfies Record<string, Sentence>;
