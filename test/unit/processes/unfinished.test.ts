// Folders are removed whole, and what has a temporary name is not left behind.

import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { removeWhole } from '../../../src/processes/unfinished.js';
import { temporaryFolder } from '../runs/temporary.js';

test('a folder is gone with all that is in it', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'run', 'checkpoints'), { recursive: true });
  writeFileSync(join(folder, 'run', 'checkpoints', 'last'), 'weights');
  await removeWhole(join(folder, 'run'));
  expect(readdirSync(folder)).toEqual([]);
});

test('a folder that is not there is an error', async () => {
  const folder = temporaryFolder();
  await expect(removeWhole(join(folder, 'run'))).rejects.toMatchObject({ code: 'ENOENT' });
  expect(readdirSync(folder)).toEqual([]);
});
