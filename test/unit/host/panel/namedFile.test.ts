// A file that a run names is opened by the system only where it is data.

import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { mayBeOpenedElsewhere } from '../../../../src/host/panel/namedFile.js';

let root: string;
let workspace: string;
beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'named-')));
  workspace = join(root, 'workspace');
  mkdirSync(join(workspace, 'folder.xlsx'), { recursive: true });
  mkdirSync(join(root, 'Evil.app'));
  for (const path of ['workspace/a.xlsx', 'workspace/run.sh']) writeFileSync(join(root, path), '');
  symlinkSync(join(root, 'Evil.app'), join(workspace, 'app.xlsx'));
  symlinkSync(join(workspace, 'run.sh'), join(workspace, 'script.xlsx'));
});
afterAll(() => rmSync(root, { recursive: true }));

test('the system opens regular files of data alone', () => {
  expect(mayBeOpenedElsewhere(join(workspace, 'a.xlsx'))).toBe(true);
  for (const name of ['folder.xlsx', 'app.xlsx', 'script.xlsx', 'run.sh', 'missing.xlsx', '.'])
    expect(mayBeOpenedElsewhere(join(workspace, name)), name).toBe(false);
  expect(mayBeOpenedElsewhere(join(root, 'Evil.app'))).toBe(false);
});
