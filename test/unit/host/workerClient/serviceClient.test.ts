// The service that windows share: one that is stuck is ended, the others are told, and the next request has a new one.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { ServiceClient } from '../../../../src/host/workerClient/serviceClient.js';
import { protocolVersion } from '../../../../src/shared/messages/worker.js';
import { isRunning } from '../../../../src/shared/processes.js';

/** A service that answers `cachedModels` with its number, and hangs in `tensorflowRelease`, or before the welcome. */
const service = `
import { createServer } from 'node:net';
import { existsSync, readFileSync, writeFileSync, appendFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
const folder = dirname(process.argv[1]);
const { socket, token, address } = JSON.parse(readFileSync(process.argv[3], 'utf8'));
appendFileSync(join(folder, 'pids'), process.pid + '\\n');
const say = (to, message) => to.write(JSON.stringify(message) + '\\n');
createServer((client) => {
  client.on('error', () => undefined);
  client.on('data', (piece) => {
    if (existsSync(join(folder, 'silent'))) for (;;);
    for (const line of piece.toString().split('\\n').filter((text) => text !== '')) {
      const { type, id, method } = JSON.parse(line);
      if (type === 'hello')
        say(client, { type: 'welcome', protocol: ${protocolVersion}, product: '', pid: process.pid, role: 'service' });
      if (method === 'tensorflowRelease') /(a+)+$/.test('a'.repeat(60) + 'b');
      if (method === 'searchHub' && type === 'request') globalThis.slow = id;
      if (type === 'cancel' && id === globalThis.slow)
        say(client, { type: 'failed', id, failure: { kind: 'cancelled' } });
      if (method === 'cachedModels') say(client, { type: 'reply', id, result: { models: [] } });
    }
  });
}).listen(socket, () => {
  const text = JSON.stringify({ protocol: ${protocolVersion}, pid: process.pid, socket, token });
  if (address !== undefined) writeFileSync(address, text, { mode: 0o600 });
});
setTimeout(() => process.exit(), 60_000);
`;

let folder: string;
let windows: ServiceClient[];
let lost: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'service-'));
  writeFileSync(join(folder, 'worker.mjs'), service);
  windows = [];
  lost = 0;
});
afterEach(() => {
  for (const window of windows) window.dispose();
  for (const pid of pids()) if (isRunning(pid)) process.kill(pid, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function open(): ServiceClient {
  const program = { script: join(folder, 'worker.mjs'), logFolder: join(folder, 'logs') };
  const limits = { welcome: 1500, answer: 700, cancel: 500 };
  const window = new ServiceClient(program, { limits, onLost: () => lost++ });
  windows.push(window);
  return window;
}

const pids = () => readPids().map(Number);
function readPids(): string[] {
  try {
    return readFileSync(join(folder, 'pids'), 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch {
    return [];
  }
}

async function ended(pid: number): Promise<void> {
  await expect.poll(() => isRunning(pid), { timeout: 10_000 }).toBe(false);
}

describe('a service that hangs', { timeout: 30_000 }, () => {
  test('ends after the limit of a request, and every window is served by a new one', async () => {
    const one = open();
    const other = open();
    await one.request('cachedModels', {});
    await other.request('cachedModels', {});
    expect(pids()).toHaveLength(1);
    await expect(one.request('tensorflowRelease', {})).rejects.toMatchObject({ code: 'worker.timeout' });
    await ended(pids()[0]!);
    await expect.poll(() => lost, { timeout: 5000 }).toBe(2);
    expect(await one.request('cachedModels', {})).toEqual({ models: [] });
    expect(await other.request('cachedModels', {})).toEqual({ models: [] });
    expect(pids()).toHaveLength(2);
  });

  test('does not keep a new window waiting for more than its welcome', async () => {
    await open().request('cachedModels', {});
    writeFileSync(join(folder, 'silent'), '');
    const late = open();
    const request = late.request('cachedModels', {});
    await expect.poll(() => pids().length, { timeout: 10_000 }).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 500));
    rmSync(join(folder, 'silent'));
    expect(await request).toEqual({ models: [] });
    await ended(pids()[0]!);
    expect(pids()).toHaveLength(2);
  });
});

test('a service that gives up a slow request when it is cancelled goes on', { timeout: 30_000 }, async () => {
  const window = open();
  await expect(window.request('searchHub', { words: 'bert' })).rejects.toMatchObject({ code: 'worker.timeout' });
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(await window.request('cachedModels', {})).toEqual({ models: [] });
  expect(pids()).toHaveLength(1);
  expect(lost).toBe(0);
});
