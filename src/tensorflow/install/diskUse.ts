// The disk space that a folder takes.

import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The bytes of all files below a folder; links do not count, nor do files that disappear meanwhile. */
export function bytesBelow(folder: string): number {
  if (!existsSync(folder)) return 0;
  let bytes = 0;
  for (const entry of entriesBelow(folder)) {
    if (entry.isFile()) bytes += statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0;
  }
  return bytes;
}

function entriesBelow(folder: string) {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true });
  } catch {
    // A folder in it was removed while it was being read.
    return [];
  }
}

/** Rounded up, for messages. */
export function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1e6);
}
