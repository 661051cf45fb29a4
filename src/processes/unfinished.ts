// Files and folders that are written under a temporary name: a signal removes those of this process, and the next write
// into the same folder removes those of dead processes.

import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { moveFile, removeFolder } from '../base/moving.js';
import { isAbandoned, markPattern, ownMark } from './ownerMark.js';

/** The temporary names that this process is writing now. */
const inProgress = new Set<string>();

const pattern = new RegExp(`^\\..+\\.(${markPattern})\\.[0-9a-f]{8}\\.tmp$`);

/**
 * A hidden temporary name beside `path`. It contains this process's mark, so that other processes can tell when its
 * writer is dead. The caller has to pass it to `finish`.
 */
export function beginUnfinished(path: string): string {
  const random = randomBytes(4).toString('hex');
  const aside = join(dirname(path), `.${basename(path)}.${ownMark()}.${random}.tmp`);
  inProgress.add(aside);
  return aside;
}

/** Called once the file has its final name, or was removed. */
export function finish(aside: string): void {
  inProgress.delete(aside);
}

/**
 * Removes a folder that other programs may look into: whole or not at all, but for what a killed process leaves under
 * the temporary name.
 * @throws UserError `machine.heldByProgram`, a failed system call
 */
export async function removeWhole(folder: string): Promise<void> {
  const aside = beginUnfinished(folder);
  try {
    await moveFile(folder, aside);
    await removeFolder(aside);
  } finally {
    finish(aside);
  }
}

/** Removes everything that this process is writing: for a process that a signal ends. */
export function removeUnfinished(): void {
  for (const path of inProgress) rmSync(path, { recursive: true, force: true });
  inProgress.clear();
}

/** Removes the temporary files that dead processes of this machine have left in a folder. */
export async function sweepUnfinished(folder: string): Promise<void> {
  // A folder that cannot be listed may still be writable; a missing one is reported by the write.
  for (const entry of await readdir(folder).catch(() => [])) {
    const path = join(folder, entry);
    if (!inProgress.has(path) && isLeftover(entry))
      await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Whether a name is a temporary one of a process of this machine that is dead. */
export function isLeftover(name: string): boolean {
  const [, mark] = pattern.exec(name) ?? [];
  return mark !== undefined && isAbandoned(mark);
}

/** Whether a name is one that `beginUnfinished` gives for a file of that name, whoever its process was. */
export function isUnfinishedOf(name: string, file: string): boolean {
  return pattern.test(name) && name.startsWith(`.${file}.`);
}
