import { expect, test } from 'vitest';

import { localeOf } from '../../../src/shared/catalogue.js';

test.each([
  [{ LANG: 'zh_CN.UTF-8' }, 'en-US', 'zh'],
  [{ LANG: 'zh_CN.UTF-8', LC_ALL: 'C' }, 'zh-CN', 'en'],
  [{ LANG: '' }, 'zh-CN', 'zh'],
  [{}, 'zh-Hans-CN', 'zh'],
  [{}, 'de-DE', 'en'],
] as const)('the environment %j on a system in %s gives %s', (environment, system, expected) => {
  expect(localeOf(environment, system)).toBe(expected);
});
