// Real data that may not be in the repository, in a folder beside it; where it is absent, its tests are left out.

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, test } from 'vitest';

/** A path under ../shared, as this repository's neighbour. */
export function sharedPath(path: string): string {
  return fileURLToPath(new URL(`../../../shared/${path}`, import.meta.url));
}

/** A `describe` for tests that read ../shared: where that is absent the report says so in their place. */
export function describeWithShared(name: string, paths: readonly string[], tests: () => void): void {
  const absent = paths.filter((path) => !existsSync(sharedPath(path)));
  if (absent.length === 0) {
    describe(name, tests);
    return;
  }
  describe(name, () => {
    test('not run', (context) => {
      const files = absent.map((path) => `../shared/${path}`).join(', ');
      const reason = `${files} is not on this machine: put the public data set of that name there.`;
      if (process.env['EVERY_TEST'] === '1') throw new Error(`${reason} With EVERY_TEST=1 no test may be left out.`);
      context.skip(reason);
    });
  });
}
