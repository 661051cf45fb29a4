// The service process: hostile messages, and its end.

import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { longestRequest, protocolVersion, serviceMethods } from '../../src/shared/messages/worker.js';
import { repository, sample } from './cliKit.js';
import { serviceForTests } from './serviceKit.js';
import { failureOf, WorkerProcess } from './workerKit.js';

const service = serviceForTests({ withRun: false });
const { folder } = service;

describe('a client', () => {
  test.each([
    [
      'a wrong token',
      (token: string) => `${JSON.stringify({ type: 'hello', protocol: protocolVersion, token: `${token}x` })}\n`,
      'token',
    ],
    ['another protocol', (token: string) => `${JSON.stringify({ type: 'hello', protocol: 999, token })}\n`, 'protocol'],
    [
      'a request before its greeting',
      () => '{"type":"request","id":1,"method":"devices","params":{"again":true}}\n',
      'message',
    ],
    ['a line that is not JSON', () => 'GET / HTTP/1.1\n', 'message'],
    ['a line without an end', () => 'x'.repeat(longestRequest + 1), 'tooLong'],
  ])('is refused with %s', async (_, line, reason) => {
    const stranger = await service.worker.open(serviceMethods);
    stranger.write(line(service.worker.token));
    await stranger.closed;
    expect(stranger.others).toMatchObject([{ type: 'refused', reason }]);
    expect((await service.client.ask('modelInfo', { model: null, labels: null })).name).toBe('bert-tiny-zh');
  });

  test('of another user has no access to the socket, and unknown methods are refused', async () => {
    expect(statSync(service.worker.socket).mode & 0o077).toBe(0);
    for (const method of ['nothing', '__proto__', 'constructor', 'toString'])
      expect(await failureOf(service.client.raw(method, {}, String).result)).toMatchObject({ kind: 'defect' });
    expect(await failureOf(service.client.raw('predict', { model: 5 }, String).result)).toMatchObject({
      kind: 'defect',
    });
  });
});

test('an idle process ends by itself and removes its address file', async () => {
  const address = join(folder, 'service.json');
  const idle = new WorkerProcess('serve', { idleSeconds: 0.5, address });
  const asking = await idle.join(serviceMethods);
  expect(JSON.parse(readFileSync(address, 'utf8'))).toMatchObject({
    pid: idle.child.pid,
    socket: idle.socket,
    token: idle.token,
  });
  expect(statSync(address).mode & 0o077).toBe(0);
  const { data } = await asking.ask('inspect', { file: sample, settings: {} });
  await new Promise((resolve) => setTimeout(resolve, 1200));
  // An open file keeps it.
  expect((await asking.ask('rows', { data, from: 0, count: 1, tokens: false })).rows).toHaveLength(1);
  await asking.ask('closeData', { data });
  expect(await idle.ended).toBe(0);
  expect(existsSync(address)).toBe(false);
  await idle.remove();
});

test('a process ends at once on SIGTERM', async () => {
  const asked = new WorkerProcess('serve', { idleSeconds: 600 });
  await asked.join(serviceMethods);
  asked.child.kill('SIGTERM');
  expect(await asked.ended).toBe(0);
  await asked.remove();
  expect(existsSync(join(repository, 'dist', 'worker.js'))).toBe(true);
});
