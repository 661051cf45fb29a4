// Builds the page before its tests.

import { join } from 'node:path';

import { buildWebview } from '../../scripts/buildWebview.mjs';

export async function setup(): Promise<void> {
  await buildWebview(join(import.meta.dirname, '..', '..'));
}
