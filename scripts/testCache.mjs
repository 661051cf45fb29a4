// What the tests install for themselves lies in the user's cache, in folders beside each other: no clone installs it
// twice, and none leaves it in the repository.

import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder of one thing that the tests installed. */
export function testCache(name) {
  return join(cacheBase(), 'finetune-bert-e2e', name);
}

function cacheBase() {
  if (process.platform === 'win32') return process.env.LOCALAPPDATA || join(homedir(), 'AppData', 'Local');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  return process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
}
