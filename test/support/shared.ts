// Where the recorded numbers, data and models beside this repository lie, and what happens to a test when they do not.

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, test } from 'vitest';

/** A path under ../shared, as this repository's neighbour. */
export function sharedPath(path: string): string {
  return fileURLToPath(new URL(`../../../shared/${path}`, import.meta.url));
}

/**
 * A `describe` for tests that read ../shared: where that is absent the report says so in their place.
 * With CI=true nothing may be left out, and the absence is a failure.
 */
export function describeWithShared(name: string, paths: readonly string[], tests: () => void): void {
  const absent = paths.filter((path) => !existsSync(sharedPath(path)));
  if (absent.length === 0) return void describe(name, tests);
  const reason = `${absent.map((path) => `../shared/${path}`).join(', ')} is not on this machine`;
  describe(name, () => {
    test(`not run: ${reason}`, (context) => {
      if (process.env['CI'] === 'true') throw new Error(`${reason}, and with CI=true no test may be left out`);
      console.info(`${name}: not run, ${reason}`);
      context.skip(reason);
    });
  });
}
