// Before the tests of the page: Chromium works, and the page is built.

import { join } from 'node:path';

import { buildWebview } from '../../scripts/buildWebview.mjs';
import { answersOf } from '../support/setup/answers.js';

export async function setup(): Promise<void> {
  const { chromium } = await answersOf(['chromium']);
  if (chromium != null) throw new Error(chromium);
  await buildWebview(join(import.meta.dirname, '..', '..'));
}
