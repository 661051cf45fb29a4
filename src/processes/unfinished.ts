// Files and folders that are being written under a temporary name: a signal removes those of this process, and the next
// writing in the same folder those of a process that is gone.

import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';

import { isSameProcess, startOf } from './processIdentity.js';

/** What this process is writing now, by its temporary names. */
const inProgress = new Set<string>();

/**
 * A hidden name beside `path` for what is to become it: with the number and start of this process and its machine, so
 * that another process knows when nobody finishes it. `finish` has to be called with it.
 */
export function beginUnfinished(path: string): string {
  const random = randomBytes(4).toString('hex');
  const aside = join(dirname(path), `.${basename(path)}.${process.pid}.${tagOf(process.pid)}.${random}.tmp`);
  inProgress.add(aside);
  return aside;
}

/** It has its name, or has been removed. */
export function finish(aside: string): void {
  inProgress.delete(aside);
}

/** Removes at once what this process is writing: for a process that a signal ends. */
export function removeUnfinished(): void {
  for (const path of inProgress) rmSync(path, { recursive: true, force: true });
  inProgress.clear();
}

/** Removes what processes of this machine that are gone have left in a folder, and this one from before. */
export async function sweepUnfinished(folder: string): Promise<void> {
  // A folder that cannot be listed may still be writable; a missing one is reported by the write.
  for (const entry of await readdir(folder).catch(() => [])) {
    const path = join(folder, entry);
    if (!inProgress.has(path) && isLeftover(entry))
      await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Whether a name is one of ours whose process is gone. One of an earlier version has no tag. */
export function isLeftover(name: string): boolean {
  const [, id, tag] = /^\..+\.(\d{1,10})(?:\.([0-9a-f]{16}))?\.[0-9a-f]{8}\.tmp$/.exec(name) ?? [];
  if (id === undefined) return false;
  const pid = Number(id);
  // Another machine may write into the same folder, and only it knows its processes.
  if (tag !== undefined && tag.slice(8) !== sumOf(hostname())) return false;
  if (!isSameProcess(pid, null) || pid === process.pid) return true;
  return tag !== undefined && tag !== tagOf(pid);
}

/** Eight digits for the start of a process, and eight for its machine. */
function tagOf(pid: number): string {
  return sumOf(startOf(pid) ?? '') + sumOf(hostname());
}

function sumOf(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}
