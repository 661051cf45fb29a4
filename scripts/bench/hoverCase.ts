// The time that a hover waits for the worker: one short text is classified by a model in memory.

import { basename } from 'node:path';

import type { Figure } from './figures.js';
import type { BenchOptions } from './options.js';
import { withService } from './service.js';
import { bertBaseFolder, bertTinyFolder } from './startCase.js';

/** 32 tokens of the Chinese vocabulary, special tokens included. */
const text = '房间不大但很干净前台帮忙免费升到高楼层窗外能看到江景下次还来';
const warmUp = 5;

export async function hoverCase(options: BenchOptions): Promise<Figure[]> {
  const count = options.quick ? 40 : 200;
  return [
    await timeOne(await bertTinyFolder(options), count, 15),
    await timeOne(await bertBaseFolder(options), count, 120),
  ];
}

async function timeOne(model: string, count: number, most: number): Promise<Figure> {
  const times = await withService(async (service) => {
    const milliseconds: number[] = [];
    for (let round = 0; round < count + warmUp; round++) {
      const { milliseconds: spent } = await service.request('predict', {
        model,
        texts: [[`${text}${round % 10}`.slice(1), null]],
      });
      if (round >= warmUp) milliseconds.push(spent);
    }
    return milliseconds.sort((a, b) => a - b);
  });
  return {
    name: `${basename(model)}, ${text.length + 2} tokens`,
    unit: 'hover in the worker, p95 ms',
    ours: times[Math.ceil(times.length * 0.95) - 1]!,
    reference: null,
    target: { most },
  };
}
