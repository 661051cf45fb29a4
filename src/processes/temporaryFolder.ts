// Temporary folders of this process: the name says whose each is, so that what a killed process left is removed by the
// next one that makes such a folder.

import { lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { hasCode } from '../shared/failures.js';
import { isAbandoned, markPattern, ownMark } from './ownerMark.js';
import { userNumber } from './user.js';

const prefix = 'finetune-bert-';
const ours = new RegExp(`^${prefix}([a-z]+)-(${markPattern})-\\w+$`);

/**
 * Makes a folder in the system's folder for temporary files; whoever makes it removes it.
 * @param kind a word for the name
 * @param kept milliseconds that one is kept after its process is gone: where a person is told of a log in it
 */
export function makeTemporaryFolder(kind: string, kept = 0): string {
  removeLeftovers(kind, kept);
  return mkdtempSync(join(tmpdir(), `${prefix}${kind}-${ownMark()}-`));
}

function removeLeftovers(kind: string, kept: number): void {
  for (const name of namesIn(tmpdir())) {
    const [, ofKind, mark = ''] = ours.exec(name) ?? [];
    if (ofKind !== kind || !isAbandoned(mark)) continue;
    const folder = join(tmpdir(), name);
    try {
      if (isOurs(folder) && Date.now() - lstatSync(folder).mtimeMs >= kept) rmSync(folder, { recursive: true });
    } catch (error) {
      // Another process removes it at this moment.
      if (!hasCode(error, 'ENOENT', 'ENOTEMPTY', 'EACCES', 'EPERM', 'EBUSY')) throw error;
    }
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // A folder for temporary files may be one that cannot be listed.
    return [];
  }
}

/** Everybody may make folders there under any name. */
function isOurs(folder: string): boolean {
  const stats = lstatSync(folder);
  return stats.isDirectory() && (process.platform === 'win32' || stats.uid === userNumber);
}
