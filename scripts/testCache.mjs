// The folders in the user's cache for what the tests install: no clone installs it twice, and nothing is left in the
// repository.

import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder of one installation. */
export function testCache(name) {
  return join(cacheBase(), 'finetune-bert-e2e', name);
}

function cacheBase() {
  if (process.platform === 'win32') return process.env.LOCALAPPDATA || join(homedir(), 'AppData', 'Local');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  return process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
}
