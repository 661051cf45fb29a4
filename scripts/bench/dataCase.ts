// A data file in the panel, up to where VS Code's own part begins: from nothing running to its first rows, and a
// million rows looked through.

import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';

import { type Figure, median } from './figures.js';
import type { BenchOptions } from './options.js';
import { type Service, withService } from './service.js';
import { writeRows } from './tables.js';

const rounds = 5;

export async function dataCase({ quick }: BenchOptions): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'finetune-bench-'));
  try {
    const small = await writeRows(join(folder, 'small.csv'), 10_000);
    const large = await writeRows(join(folder, 'large.csv'), quick ? 100_000 : 1_000_000);
    return [...(await timeSmall(small)), ...(await timeLarge(large))];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function timeSmall(file: string): Promise<Figure[]> {
  const cold: number[] = [];
  const warm: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const begun = performance.now();
    await withService(async (service) => {
      cold.push((await look(service, file)).firstRowsAt - begun);
      const again = performance.now();
      warm.push((await look(service, file)).firstRowsAt - again);
    });
  }
  const figure = (name: string, times: number[]): Figure => ({
    name,
    unit: 'first of 10 000 rows, ms',
    ours: median(times),
    reference: null,
    target: { most: 300 },
  });
  return [figure('worker not yet started', cold), figure('worker running', warm)];
}

async function timeLarge(file: string): Promise<Figure[]> {
  const size = `${((await stat(file)).size / 1e6).toFixed(0)} MB`;
  const delay = monitorEventLoopDelay({ resolution: 5 });
  return withService(async (service) => {
    const begun = performance.now();
    delay.enable();
    const { firstRowsAt, words: told } = await look(service, file);
    delay.disable();
    const seconds = (performance.now() - begun) / 1000;
    return [
      { name: size, unit: 'first rows, ms', ours: firstRowsAt - begun, reference: null, target: { most: 300 } },
      { name: size, unit: 'looked through, s', ours: seconds, reference: null, target: { most: 15 } },
      { name: size, unit: 'words of progress a second', ours: told / seconds, reference: null },
      {
        name: size,
        unit: 'asking process blocked at most, ms',
        ours: delay.max / 1e6,
        reference: null,
        target: { most: 50 },
      },
    ];
  });
}

async function look(service: Service, file: string): Promise<{ readonly firstRowsAt: number; readonly words: number }> {
  let firstRowsAt = NaN;
  let told = 0;
  const onProgress = () => {
    if (told === 0) firstRowsAt = performance.now();
    told++;
  };
  await service.request('inspect', { file, settings: {} }, { timeout: Infinity, onProgress });
  return { firstRowsAt, words: told };
}
