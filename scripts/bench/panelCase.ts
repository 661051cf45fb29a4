// The panel in a real VS Code, in Chromium without a GPU: from the click to its rows.

import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';

import { type Figure, median } from './figures.js';
import type { BenchOptions } from './options.js';
import { type OnePanel, type PanelTimes, panelTimesFile } from './panelTimes.js';

const largeRows = { whole: 1_000_000, quick: 100_000 };

export async function panelCase({ quick }: BenchOptions): Promise<Figure[]> {
  rmSync(panelTimesFile, { force: true });
  const env = { ...process.env, FINETUNE_BENCH_ROWS: String(quick ? largeRows.quick : largeRows.whole) };
  const { status } = spawnSync('npx', ['vitest', 'run', '--project', 'timings'], {
    env,
    stdio: ['ignore', process.stderr, process.stderr],
  });
  if (status !== 0) throw new Error('VS Code could not be timed');
  const { activation, first, later, large, empty } = JSON.parse(readFileSync(panelTimesFile, 'utf8')) as PanelTimes;
  const usual: OnePanel = {
    usable: median(later.map(({ usable }) => usable)),
    rows: median(later.map(({ rows }) => rows)),
    ready: median(later.map(({ ready }) => ready)),
  };
  return [
    { name: 'activation', unit: 'ms', ours: activation, reference: null, target: { most: 50 } },
    ...figuresOf('first panel of a window, 10 000 rows', first, { usable: 1000, rows: 300 }),
    ...figuresOf('a panel after it, 10 000 rows', usual, { usable: 1000, rows: 300 }),
    { name: 'an empty page of another extension', unit: 'its sentence, ms', ours: median(empty), reference: null },
    ...figuresOf(`a panel of ${quick ? 'a tenth of ' : ''}a million rows`, large, { usable: 1000, ready: 15_000 }),
  ];
}

function figuresOf(name: string, times: OnePanel, most: Partial<Record<keyof OnePanel, number>>): Figure[] {
  const units = { usable: 'usable, ms', rows: 'first rows, ms', ready: 'looked through, ms' } as const;
  return (['usable', 'rows', 'ready'] as const).map((key): Figure => {
    const limit = most[key];
    return {
      name,
      unit: units[key],
      ours: times[key],
      reference: null,
      ...(limit === undefined ? {} : { target: { most: limit } }),
    };
  });
}
