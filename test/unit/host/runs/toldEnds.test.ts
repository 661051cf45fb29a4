// The end of a run, of which only one of several windows notifies.

import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { ToldEnds } from '../../../../src/host/runs/toldEnds.js';
import { temporaryFolder } from '../../runs/temporary.js';

test('each end is claimed once, by the first window that asks', () => {
  const folder = join(temporaryFolder(), 'told');
  const first = new ToldEnds(folder);
  const second = new ToldEnds(folder);
  expect(first.claim('reviews-1\na.s')).toBe(true);
  expect(second.claim('reviews-1\na.s')).toBe(false);
  expect(first.claim('reviews-1\na.s')).toBe(false);
  expect(second.claim('reviews-1\nb.s')).toBe(true);
});

test('old claims are removed', () => {
  const folder = join(temporaryFolder(), 'told');
  mkdirSync(folder);
  writeFileSync(join(folder, 'old'), '');
  utimesSync(join(folder, 'old'), 0, 0);
  new ToldEnds(folder).claim('x');
  expect(readdirSync(folder)).not.toContain('old');
});

test('an end is still notified when the claim cannot be written', () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  expect(new ToldEnds(join(file, 'told')).claim('x')).toBe(true);
});
