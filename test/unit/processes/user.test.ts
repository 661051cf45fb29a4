// A user of a container may have no name and no folder, as with `docker run --user 12345`.

import type * as os from 'node:os';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test, vi } from 'vitest';

import { hubLocation } from '../../../src/hub/location.js';
import { newSocketPath, privateFolder } from '../../../src/processes/privateFolder.js';
import { makeTemporaryFolder } from '../../../src/processes/temporaryFolder.js';
import { homeFolder } from '../../../src/processes/user.js';
import { cacheFolder } from '../../../src/tensorflow/locations.js';

const home = vi.hoisted(() => ({ answer: (): string => '/home/me' }));
vi.mock('node:os', async (original) => ({
  ...(await original<typeof os>()),
  homedir: () => home.answer(),
  userInfo: () => {
    throw Object.assign(new Error('uv_os_get_passwd returned ENOENT'), { code: 'ENOENT' });
  },
}));

const none = () => {
  throw Object.assign(new Error('uv_os_homedir returned ENOENT'), { code: 'ENOENT' });
};

test.each<[string, () => string]>([
  ['throws', none],
  ['is relative', () => 'home'],
  ['is empty', () => ''],
])('where the home folder %s, what is cached goes into our private folder, never into the current one', (_, answer) => {
  home.answer = answer;
  expect(homeFolder()).toBeNull();
  const folder = privateFolder();
  expect(folder.startsWith(tmpdir())).toBe(true);
  if (process.platform !== 'win32') expect(cacheFolder({})).toBe(join(folder, 'finetune-bert'));
  expect(hubLocation({}).cache).toBe(join(folder, 'huggingface', 'hub'));
  expect(hubLocation({ HF_HOME: '~/models' }).cache).toBe(join(folder, 'models', 'hub'));
});

test('where the user has no name, private and temporary folders are made all the same', () => {
  expect(newSocketPath(privateFolder())).toBeTruthy();
  expect(makeTemporaryFolder('graph')).toContain('finetune-bert-graph-');
});
