// Removes what was installed. A library that lies elsewhere is its owner's and stays.

import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import type { Places } from '../places.js';
import { bytesBelow } from './diskUse.js';

/** What stays: the compiled binding is the checkout's, a hundred kilobytes, and takes a compiler to make. */
const kept = 'binding';

/**
 * Removes libraries, wheels and links; gives the bytes that were freed. A process that uses the library keeps it until
 * it ends.
 */
export function removeTensorflow({ cache }: Places): number {
  if (!existsSync(cache)) return 0;
  const names = readdirSync(cache).filter((name) => name !== kept && !name.startsWith('.tmp-'));
  if (names.length === 0) return 0;
  // Out of the way at once: cut off in the middle, no half of a library is left to be found.
  const aside = mkdtempSync(join(cache, `.tmp-${process.pid}-`));
  for (const name of names) renameSync(join(cache, name), join(aside, name));
  const bytes = bytesBelow(aside);
  rmSync(aside, { recursive: true, force: true });
  return bytes;
}
