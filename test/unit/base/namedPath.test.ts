// Paths that a run names are used where they lie in what the person opened, and nowhere else.

import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { mayBeUsed } from '../../../src/base/namedPath.js';

let root: string;
let workspace: string;
beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'named-')));
  workspace = join(root, 'workspace');
  mkdirSync(workspace, { recursive: true });
  mkdirSync(join(root, 'Evil.app'));
  for (const path of ['workspace/a.csv', 'outside.csv']) writeFileSync(join(root, path), '');
  symlinkSync(join(root, 'outside.csv'), join(workspace, 'link.csv'));
});
afterAll(() => rmSync(root, { recursive: true }));

test('a file of the workspace may be opened, and the one that the person chose', () => {
  expect(mayBeUsed(join(workspace, 'a.csv'), [workspace], [])).toBe(true);
  expect(mayBeUsed(join(root, 'outside.csv'), [workspace], [join(root, 'outside.csv')])).toBe(true);
});

test.each([
  ['outside', () => join(root, 'outside.csv')],
  ['by a way around', () => join(workspace, '..', 'outside.csv')],
  ['through a link', () => join(workspace, 'link.csv')],
  ['an application', () => join(root, 'Evil.app')],
  ['of another machine', () => '\\\\host\\share\\a.csv'],
  ['of another machine, with slashes', () => '//host/share/a.csv'],
  ['of the system', () => '/etc/passwd'],
  ['relative', () => 'a.csv'],
  ['the workspace itself', () => workspace],
  ['missing', () => join(workspace, 'missing.csv')],
])('a path %s is not used', (_name, path) => expect(mayBeUsed(path(), [workspace], [])).toBe(false));
