// Prepares the tests of the page: checks that Chromium works, and builds the page.

import { join } from 'node:path';

import { buildWebview } from '../../scripts/buildWebview.mjs';
import { answersOf } from '../support/setup/answers.js';

export async function setup(): Promise<void> {
  const { chromium } = await answersOf(['chromium']);
  if (chromium != null) throw new Error(chromium);
  await buildWebview(join(import.meta.dirname, '..', '..'));
}
