// Builds the page before the tests of it.

import { join } from 'node:path';

import { buildWebview } from '../../scripts/buildWebview.mjs';

export async function setup(): Promise<void> {
  await buildWebview(join(import.meta.dirname, '..', '..'));
}
