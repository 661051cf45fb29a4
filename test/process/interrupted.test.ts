// What a command leaves that a signal ends: nothing at all, or what the next one in the same folder removes.

import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { bundledModel, runCli, sample, startCli, temporaryFolder } from './cliKit.js';

const { folder, remove } = temporaryFolder();
const small = ['--shape', '1-16-1', '--vocabulary', join(bundledModel, 'vocab.txt'), '--max-length', '32'];
const rows = 60_000;

beforeAll(async () => {
  expect((await runCli(['train', sample, '--out', 'run', '--epochs', '1', ...small], { folder })).status).toBe(0);
  const text = 'text,label\n' + Array.from({ length: rows }, (_, row) => `味道 ${row},${row % 2}\n`).join('');
  writeFileSync(join(folder, 'many.csv'), text);
}, 120_000);
afterAll(remove);

const commands: Record<string, (place: string) => string[]> = {
  predict: (place) => ['predict', 'run', 'many.csv', '--column', 'text', '--out', join(place, 'out.csv')],
  'export --format python': (place) => ['export', 'big', '--format', 'python', '--out', join(place, 'job')],
};

/**
 * Starts a command, and sends it a signal as soon as it has begun to write; again where it was done before. Returns how
 * it ended.
 */
async function interrupted(place: string, words: string[], signal: NodeJS.Signals): Promise<unknown> {
  let ended: unknown = null;
  const unfinished = () => readdirSync(join(folder, place)).some((name) => name.endsWith('.tmp'));
  // One that is killed has to leave something, or it was done in that moment.
  const isRight = () => ended === signal && (signal !== 'SIGKILL' || unfinished());
  for (let attempt = 0; attempt < 20 && !isRight(); attempt++) {
    rmSync(join(folder, place), { recursive: true, force: true });
    mkdirSync(join(folder, place), { recursive: true });
    const { child } = startCli(words, { folder });
    const closed = once(child, 'close');
    while (!unfinished() && child.exitCode === null) await wait(1);
    child.kill(signal);
    ended = (await closed)[1];
  }
  return ended;
}

test.each(Object.entries(commands))(
  '%s that is stopped leaves nothing behind, and one that is killed nothing after the next',
  async (name, words) => {
    if (name !== 'predict' && !existsSync(join(folder, 'big'))) {
      const train = ['train', 'many.csv', '--out', 'big', '--epochs', '1', ...small];
      const { child } = startCli([...train, '--json'], { folder });
      const closed = once(child, 'close');
      while (!existsSync(join(folder, 'big', 'run.json'))) await wait(20);
      while (!child.killed && !existsSync(join(folder, 'big', 'journal.jsonl'))) await wait(20);
      await wait(3000);
      child.kill('SIGINT');
      await closed;
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      const place = `${name.slice(0, 4)}-${signal}`;
      expect(await interrupted(place, words(place), signal)).toBe(signal);
      expect(readdirSync(join(folder, place)).filter((one) => one.endsWith('.tmp'))).toEqual([]);
    }
    const place = `${name.slice(0, 4)}-kill`;
    expect(await interrupted(place, words(place), 'SIGKILL')).toBe('SIGKILL');
    expect(readdirSync(join(folder, place)).some((one) => one.endsWith('.tmp'))).toBe(true);
    const other = ['predict', 'run', sample, '--out', join(place, 'other.csv')];
    const { status, stderr } = await runCli(other, { folder });
    expect([status, stderr]).toEqual([0, '']);
    expect(readdirSync(join(folder, place)).filter((one) => one.endsWith('.tmp'))).toEqual([]);
  },
  240_000,
);
