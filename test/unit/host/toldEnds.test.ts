// Of several windows one tells the end of a run.

import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { ToldEnds } from '../../../src/host/runs/toldEnds.js';
import { temporaryFolder } from '../runs/temporary.js';

test('each end is claimed once, by whichever window asks first', () => {
  const folder = join(temporaryFolder(), 'told');
  const [first, second] = [new ToldEnds(folder), new ToldEnds(folder)];
  expect(first.claim('reviews-1\na.s')).toBe(true);
  expect(second.claim('reviews-1\na.s')).toBe(false);
  expect(first.claim('reviews-1\na.s')).toBe(false);
  expect(second.claim('reviews-1\nb.s')).toBe(true);
});

test('what was claimed long ago is forgotten', () => {
  const folder = join(temporaryFolder(), 'told');
  mkdirSync(folder);
  writeFileSync(join(folder, 'old'), '');
  utimesSync(join(folder, 'old'), 0, 0);
  new ToldEnds(folder).claim('x');
  expect(readdirSync(folder)).not.toContain('old');
});

test('where nothing can be written an end is told rather than lost', () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  expect(new ToldEnds(join(file, 'told')).claim('x')).toBe(true);
});
