// The host's search for the worker of a run, in a run folder that anyone may have written.

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { attachRun } from '../../../../src/host/workerClient/runClient.js';
import { ownPlace } from '../../../../src/processes/place.js';
import { isOwnSocket, newSocketPath, privateFolder } from '../../../../src/processes/privateFolder.js';
import { protocolVersion } from '../../../../src/shared/messages/worker.js';
import { isPaused } from '../../../../src/worker/service/pausedRun.js';

let folder: string;
let guests: number;
const servers: Server[] = [];
const sockets: Socket[] = [];
const remains: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'finetune-bert-'));
  guests = 0;
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
  for (const path of [folder, ...remains.splice(0)]) rmSync(path, { recursive: true, force: true });
});

/** Another program of this user, which answers nothing. */
async function listen(where: string | number): Promise<Server> {
  const server = createServer((socket) => {
    guests++;
    sockets.push(socket);
    socket.on('error', () => undefined).end();
  });
  servers.push(server);
  if (typeof where === 'string') remains.push(where);
  await new Promise<void>((resolve) => server.listen(where, resolve));
  return server;
}

async function attachTo(socket: string, place = ownPlace()): Promise<void> {
  const address = { protocol: protocolVersion, pid: process.pid, socket, token: '', place };
  writeFileSync(join(folder, 'worker.json'), JSON.stringify(address));
  expect(await isPaused(folder)).toBe(false);
  expect(await attachRun(folder, {})).toBeNull();
}

const inFolder = (name: string) => () => join(folder, name);
const inPrivate = (name: string) => () => join(privateFolder(), name);

describe('a socket of another program is neither connected to nor removed', () => {
  test.each<[string, () => string]>([
    ['elsewhere', inFolder('agent.sock')],
    ['elsewhere under a name of ours', inFolder('0123456789ab.s')],
    ['in our folder under another name', inPrivate('agent.s')],
    ['in our folder under a longer name', inPrivate('0123456789abc.s')],
    ['in a folder that only begins like ours', () => join(`${privateFolder()}x`, '0123456789ab.s')],
  ])('%s', async (_name, path) => {
    const socket = path();
    if (socket.startsWith(`${privateFolder()}x`)) {
      mkdirSync(`${privateFolder()}x`, { recursive: true });
      remains.push(`${privateFolder()}x`);
    }
    await listen(socket);
    await attachTo(socket);
    expect(guests).toBe(0);
    expect(existsSync(socket)).toBe(true);
  });

  test('through a link in our folder', async () => {
    const agent = join(folder, 'agent.sock');
    await listen(agent);
    const link = newSocketPath(privateFolder());
    symlinkSync(agent, link);
    remains.push(link);
    await attachTo(link);
    expect(guests).toBe(0);
    expect(existsSync(agent)).toBe(true);
  });

  test('by a way around our folder', async () => {
    const agent = join(folder, '0123456789ab.s');
    await listen(agent);
    for (const way of [`${privateFolder()}/../${folder.split('/').at(-1)}/0123456789ab.s`, `/${agent}`])
      await attachTo(way);
    expect(guests).toBe(0);
  });
});

test('a number is no port to connect to', async () => {
  const server = await listen(0);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : expect.fail('it has no port');
  await attachTo(String(port));
  await attachTo(`127.0.0.1:${port}`);
  expect(guests).toBe(0);
});

test.each(['\\\\host\\pipe\\x', '//host/pipe/x', '\\\\.\\pipe\\agent', '', '.', '/'])(
  '%j is no socket of ours',
  (path) => expect(isOwnSocket(path)).toBe(false),
);

test('a file that a run folder names as its socket stays untouched', async () => {
  const precious = join(folder, 'precious.txt');
  writeFileSync(precious, 'kept');
  await attachTo(precious);
  expect(existsSync(precious)).toBe(true);
});

test('a socket of ours is connected to, and removed with the address once nobody listens', async () => {
  const socket = newSocketPath(privateFolder());
  await listen(socket);
  expect(isOwnSocket(socket)).toBe(true);
  await attachTo(socket);
  expect(guests).toBeGreaterThan(0);
  expect(existsSync(join(folder, 'worker.json'))).toBe(false);
  if (existsSync(socket)) unlinkSync(socket);
});

test('the address and the socket of a run on another machine stay, and nothing is connected to', async () => {
  const socket = newSocketPath(privateFolder());
  await listen(socket);
  await attachTo(socket, '01234567');
  expect(await attachRun(folder, {})).toBeNull();
  expect(existsSync(socket)).toBe(true);
  expect(existsSync(join(folder, 'worker.json'))).toBe(true);
});

test('of what lies in our folder for a week, only what a dead process of this machine left is removed', () => {
  const left = (name: string, content: object) => {
    const path = join(privateFolder(), name);
    writeFileSync(path, JSON.stringify(content));
    utimesSync(path, 1, 1);
    remains.push(path);
    return path;
  };
  const dead = { pid: 2 ** 22 - 1 };
  const removed = [
    left('0123456789ab.json', {}),
    left(`service-${ownPlace()}-01234567.json`, dead),
    left(`service-${ownPlace()}-01234567.json.4194303`, {}),
  ];
  const kept = [
    left(`service-${ownPlace()}-11234567.json`, { pid: process.pid }),
    left('service-01234567-01234567.json', dead),
    left('thesis.json', {}),
  ];
  privateFolder();
  expect(removed.filter((path) => existsSync(path))).toEqual([]);
  expect(kept.filter((path) => !existsSync(path))).toEqual([]);
});
