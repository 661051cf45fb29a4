// Nothing that computes leaves an identifier, a log or a database of a library anywhere, or connects to anybody.

import { mkdirSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { afterAll, expect, test } from 'vitest';

import { bundledModel, runCli, sample, temporaryFolder } from './cliKit.js';

const { folder, remove } = temporaryFolder();
afterAll(remove);

const places = { HOME: 'home', XDG_CACHE_HOME: 'cache', TMPDIR: 'tmp', XDG_RUNTIME_DIR: 'runtime' };
const small = ['--shape', '1-16-1', '--vocabulary', join(bundledModel, 'vocab.txt'), '--max-length', '32'];

/** Ours: the folder for sockets, what devices were measured, a log. */
const own = /^(cache\/finetune-bert|tmp\/ftbert-\d+|tmp\/node-compile-cache)(\/|$)/;

test('train, predict, evaluate and devices write nothing but what was asked for, and connect to nobody', async () => {
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    socket.destroy();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  const proxy = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const variables: Record<string, string> = { HTTPS_PROXY: proxy, HTTP_PROXY: proxy, https_proxy: proxy };
  for (const [name, place] of Object.entries(places)) {
    mkdirSync(join(folder, place), { mode: 0o700 });
    variables[name] = join(folder, place);
  }
  const run = join(folder, 'run');
  for (const words of [
    ['train', sample, '--out', run, '--epochs', '1', ...small],
    ['predict', run, sample, '--column', '评论内容', '--out', join(folder, 'out.csv')],
    ['evaluate', run, sample],
    ['devices'],
  ]) {
    const { status, stderr } = await runCli(words, { folder, variables });
    expect(status, stderr).toBe(0);
  }
  const found = Object.values(places).flatMap((place) =>
    readdirSync(join(folder, place), { recursive: true }).map((name) => `${place}/${String(name)}`),
  );
  expect(found.filter((name) => !own.test(name))).toEqual([]);
  expect(connections).toBe(0);
  server.close();
});
