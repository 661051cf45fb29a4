// A command that is killed before a call that changes a file, whichever it is, goes on to the same files, and leaves
// nothing beside them. `npm run kills` does it before each of the first 200.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { buildKiller, killScenario } from '../../scripts/kills/kill.js';
import { scenarios } from '../../scripts/kills/scenarios.js';

let folder: string;
let library: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'killed-calls-'));
  library = buildKiller(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The first calls, which make the folder and its lock, and others spread over all. */
function some(calls: number): number[] {
  const spread = Array.from({ length: 6 }, (_, index) => Math.ceil(((index + 1) * calls) / 6) - index);
  return [...new Set([1, 3, 6, ...spread])].filter((call) => call >= 1 && call <= calls);
}

test.each(
  scenarios.filter(({ name }) => ['train', 'train beside the data', 'predict', 'export python'].includes(name)),
)(
  '$name goes on to the same files, and leaves nothing beside them, wherever it is killed',
  async (scenario) => {
    const place = join(folder, scenario.name.replaceAll(' ', '-'));
    const { calls, faults } = await killScenario(scenario, { library, folder: place, choose: some, lanes: 1 });
    expect(faults).toEqual([]);
    expect(calls).toBeGreaterThan(4);
  },
  600_000,
);
