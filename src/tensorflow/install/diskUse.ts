// How much room a folder takes.

import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes of all files below a folder; links count nothing, and what disappears meanwhile neither. */
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
    // A folder in it was removed while it was read.
    return [];
  }
}

/** Rounded up, as it is said to people. */
export function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1e6);
}
