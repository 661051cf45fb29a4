// `npm run kills`: train, predict and export are killed before each of the first calls that change a file, and have to
// go on to the same files as undisturbed, with nothing left beside them. Linux, with a C compiler.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { buildKiller, killScenario } from './kills/kill.js';
import { scenarios } from './kills/scenarios.js';

const usage = `Usage: npm run kills -- [flags]

  --points N       the first so many calls of each command (200)
  --only NAME,…    ${scenarios.map(({ name }) => name).join(', ')}
  --lanes N        so many at a time (2)
`;

const { values } = parseArgs({
  options: {
    points: { type: 'string', default: '200' },
    only: { type: 'string' },
    lanes: { type: 'string', default: '2' },
    help: { type: 'boolean' },
  },
});

if (values.help === true) console.log(usage);
else process.exitCode = await killAll();

/** Gives the exit status. */
async function killAll(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'kills-'));
  const only = values.only?.split(',');
  let status = 0;
  try {
    const library = buildKiller(folder);
    for (const scenario of scenarios) {
      if (only !== undefined && !only.includes(scenario.name)) continue;
      const place = join(folder, scenario.name.replaceAll(' ', '-'));
      const choose = (calls: number) =>
        Array.from({ length: Math.min(calls, Number(values.points)) }, (_, index) => index + 1);
      const killed = await killScenario(scenario, { library, folder: place, choose, lanes: Number(values.lanes) });
      const { calls, points, faults } = killed;
      console.log(
        `${scenario.name}: ${calls} calls change files; killed before ${points.length}, ${faults.length} faults`,
      );
      for (const fault of faults) console.log(`  ${fault}`);
      if (faults.length > 0) status = 1;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return status;
}
