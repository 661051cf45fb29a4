// Removes an installed library. A library elsewhere belongs to its owner and stays.

import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { moveFileNow } from '../../base/moving.js';
import type { Locations } from '../locations.js';
import { bytesBelow } from './diskUse.js';

/** The compiled binding stays: it belongs to the checkout, has a hundred kilobytes, and takes a compiler to make. */
const kept = 'binding';

/**
 * Removes libraries, wheels and links, and returns the number of freed bytes. A process that uses the library keeps it
 * until it ends.
 */
export function removeTensorflow({ cache }: Locations): number {
  if (!existsSync(cache)) return 0;
  const names = readdirSync(cache).filter((name) => name !== kept && !name.startsWith('.tmp-'));
  if (names.length === 0) return 0;
  // The library is moved away first: an interruption in the middle leaves no half of it to be found.
  const aside = mkdtempSync(join(cache, `.tmp-${process.pid}-`));
  for (const name of names) moveFileNow(join(cache, name), join(aside, name));
  const bytes = bytesBelow(aside);
  rmSync(aside, { recursive: true, force: true });
  return bytes;
}
