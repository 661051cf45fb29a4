// Partial downloads are continued, and parallel requests never fetch a byte twice.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { markOf } from '../../../src/processes/ownerMark.js';
import { content } from '../../support/hubServer.js';
import { deadMark, markElsewhere } from '../../support/marks.js';
import { always, blobsOf, expectWhole, isWeights, model, run, weights, weightsHash } from './faultyHub.js';
import { ask, serve, temporaryFolder } from './kit.js';

describe('a partial download', () => {
  test('is kept when it is stopped, and continued', async () => {
    const stop = new AbortController();
    const first = await run(always({ kind: 'ignoreRange' }), {
      signal: stop.signal,
      options: {
        connections: 1,
        onProgress: ({ file, bytes }) =>
          file === 'model.safetensors' && bytes > 1_000_000 && stop.abort(new Error('stopped')),
      },
    });
    expect(first.outcome.error).toEqual(new Error('stopped'));
    const [kept] = blobsOf(first.cache).filter((name) => name.endsWith('.incomplete'));
    const length = readFileSync(join(first.cache, 'models--bert', 'blobs', kept!)).length;
    expect(length).toBeGreaterThan(500_000);
    const second = await serve({ models: { bert: model } });
    const { error } = await ask('bert', second.endpoint, first.cache);
    expect(error).toBeNull();
    expectWhole(first.cache);
    const starts = second.seen
      .filter(isWeights)
      .map(({ headers }) => Number(/bytes=(\d+)/.exec(headers.range ?? '')?.[1]));
    expect(Math.min(...starts)).toBe(length);
    expect(blobsOf(first.cache).filter((name) => name.endsWith('.incomplete'))).toEqual([]);
  });

  test('of a killed process is continued, and that of a living one or another machine is left alone', async () => {
    const cache = temporaryFolder();
    const folder = join(cache, 'models--bert', 'blobs');
    mkdirSync(folder, { recursive: true });
    const of = (mark: string) => join(folder, `${weightsHash}.${mark}-00000000.incomplete`);
    const dead = of(deadMark());
    const alive = of(markOf(process.ppid));
    const elsewhere = of(markElsewhere());
    writeFileSync(dead, weights.subarray(0, 2_900_000));
    for (const file of [alive, elsewhere]) writeFileSync(file, weights.subarray(0, 2_950_000));
    const server = await serve({ models: { bert: model } });
    expect((await ask('bert', server.endpoint, cache)).error).toBeNull();
    expectWhole(cache);
    expect(server.seen.filter(isWeights).map(({ headers }) => headers.range)).toEqual(['bytes=2900000-2999999']);
    expect([dead, alive, elsewhere].map((file) => existsSync(file))).toEqual([false, true, true]);
  });

  test.each([
    ['is not the beginning of the file', content(500_000, 99)],
    ['is longer than the file', Buffer.concat([weights, weights])],
  ])('that %s is discarded', async (_name, wrong) => {
    const cache = temporaryFolder();
    const folder = join(cache, 'models--bert', 'blobs');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${weightsHash}.${deadMark()}-00000000.incomplete`), wrong);
    const server = await serve({ models: { bert: model } });
    expect((await ask('bert', server.endpoint, cache)).error).toBeNull();
    expectWhole(cache);
  });
});

test('two simultaneous downloads of one model both succeed', async () => {
  const server = await serve({ models: { bert: model } });
  const cache = temporaryFolder();
  const outcomes = await Promise.all([ask('bert', server.endpoint, cache), ask('bert', server.endpoint, cache)]);
  expect(outcomes.map(({ error }) => error)).toEqual([null, null]);
  expectWhole(cache);
  expect(blobsOf(cache).filter((name) => name.endsWith('.incomplete'))).toEqual([]);
});

test('large files are downloaded by several requests at once, every byte once', async () => {
  let now = 0;
  let most = 0;
  const server = await serve({
    models: { bert: model },
    misbehave: (seen) => {
      if (isWeights(seen)) most = Math.max(most, ++now);
      setTimeout(() => isWeights(seen) && now--, 20);
      return undefined;
    },
  });
  expect((await ask('bert', server.endpoint, temporaryFolder())).error).toBeNull();
  expect(most).toBeGreaterThan(1);
  const ranges = server.seen.filter(isWeights).map(
    ({ headers }) =>
      /bytes=(\d+)-(\d+)/
        .exec(headers.range ?? '')!
        .slice(1)
        .map(Number) as [number, number],
  );
  expect(ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0)).toBe(weights.length);
});
