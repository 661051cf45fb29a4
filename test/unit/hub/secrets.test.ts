// A token goes to the hub's own host only and appears in no message; a proxy is used as the environment says.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterAll, describe, expect, test } from 'vitest';

import type { Seen } from '../../support/hubFaults.js';
import { servedModel } from '../../support/hubServer.js';
import { ask, codeOf, type Outcome, serve, temporaryFolder } from './kit.js';

const model = servedModel();

describe('the token', () => {
  const token = 'hf_secret_of_the_user';
  const secret = { ...model, token };
  const environment = { HF_TOKEN: token };
  const hasToken = ({ headers }: Seen): boolean => JSON.stringify(headers).includes(token);
  const expectUnsaid = ({ error, log, progress }: Outcome): void => {
    const said = [
      error instanceof Error
        ? `${error.message}${error.stack ?? ''}${JSON.stringify(error)}${String(error.cause)}`
        : '',
      ...log,
      JSON.stringify(progress),
    ].join();
    expect(said).not.toContain(token);
    expect(said).not.toContain('very-secret');
  };

  test('opens a private model, and is not sent to the server of the files', async () => {
    const store = await serve({ models: { bert: secret } });
    const hub = await serve({ models: { bert: secret }, store });
    const outcome = await ask('bert', hub.endpoint, temporaryFolder(), { environment });
    expect(outcome.error).toBeNull();
    expect(hub.seen.every(hasToken)).toBe(true);
    expect(store.seen.length).toBeGreaterThan(0);
    expect(store.seen.some(hasToken)).toBe(false);
    expect(store.seen.some(({ headers }) => headers.authorization !== undefined || headers.cookie !== undefined)).toBe(
      false,
    );
    expectUnsaid(outcome);
  });

  test('is not sent to the target of a redirect, not even to another port of the same machine', async () => {
    const other = await serve({ models: { bert: secret } });
    const hub = await serve({ misbehave: ({ url }) => ({ kind: 'redirect', to: `${other.endpoint}${url}` }) });
    const outcome = await ask('bert', hub.endpoint, temporaryFolder(), { environment });
    expect(codeOf(outcome)).toBe('hub.status');
    expect(other.seen.length).toBeGreaterThan(0);
    expect(other.seen.some(hasToken)).toBe(false);
    expectUnsaid(outcome);
  });

  test('is not sent to another hub of a pasted address', async () => {
    const hub = await serve({ models: {} });
    const other = await serve({ models: { bert: secret } });
    const outcome = await ask(`${other.endpoint}/bert`, hub.endpoint, temporaryFolder(), { environment });
    expect(codeOf(outcome)).toBe('hub.notPublic');
    expect(other.seen.some(hasToken)).toBe(false);
    expectUnsaid(outcome);
  });

  test('is not sent again when another host redirects back', async () => {
    const other = await serve({});
    const hub = await serve({ models: { bert: secret } });
    other.misbehave = ({ url }) => ({ kind: 'redirect', to: `${hub.endpoint}${url}?from=other` });
    hub.misbehave = ({ url }) =>
      url.includes('from=other') ? { kind: 'status', status: 404 } : { kind: 'redirect', to: `${other.endpoint}/x` };
    expectUnsaid(await ask('bert', hub.endpoint, temporaryFolder(), { environment }));
    expect(other.seen.some(hasToken)).toBe(false);
  });

  test.each([401, 403, 404, 429, 500, 302])('is in no message about a status %i', async (status) => {
    const hub = await serve({
      misbehave: () => ({
        kind: 'status',
        status,
        headers: { location: `http://127.0.0.1:9/?${token}`, 'retry-after': '9999' },
      }),
    });
    const outcome = await ask('bert', hub.endpoint, temporaryFolder(), { environment });
    expect(outcome.error).not.toBeNull();
    expectUnsaid(outcome);
  });

  test('is reported when it is refused', async () => {
    const hub = await serve({ models: { bert: secret } });
    expect(codeOf(await ask('bert', hub.endpoint, temporaryFolder(), { environment: { HF_TOKEN: 'hf_old' } }))).toBe(
      'hub.tokenRefused',
    );
    expect(codeOf(await ask('bert', hub.endpoint, temporaryFolder()))).toBe('hub.notPublic');
  });
});

describe('a proxy', () => {
  /** One that takes requests for http as they are, and notes them. */
  async function startProxy(
    status?: number,
  ): Promise<{ url: string; seen: string[]; authorization: (string | undefined)[] }> {
    const seen: string[] = [];
    const authorization: (string | undefined)[] = [];
    const proxy = createServer((request, response) => {
      seen.push(request.url ?? '');
      authorization.push(request.headers['proxy-authorization']);
      if (status !== undefined) {
        response.writeHead(status).end();
        return;
      }
      void fetch(request.url ?? '', {
        redirect: 'manual',
        headers: request.headers.range === undefined ? {} : { range: request.headers.range },
      }).then(async (answer) => {
        const length = answer.headers.get('content-length');
        response.writeHead(answer.status, {
          ...(length === null ? {} : { 'content-length': length }),
          'content-range': answer.headers.get('content-range') ?? '',
        });
        response.end(Buffer.from(await answer.arrayBuffer()));
      });
    });
    proxy.on('connect', (_request, socket) => socket.end(`HTTP/1.1 ${status ?? 502} No\r\n\r\n`));
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    afterAll(() => proxy.close().closeAllConnections());
    return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, seen, authorization };
  }

  test('of HTTP_PROXY gets all requests, with its password, except those of NO_PROXY', async () => {
    const { url, seen, authorization } = await startProxy();
    const server = await serve({ models: { bert: model } });
    const proxied = url.replace('http://', 'http://user:pass%20word@');
    expect(
      (await ask('bert', server.endpoint, temporaryFolder(), { environment: { HTTP_PROXY: proxied } })).error,
    ).toBeNull();
    expect(seen.length).toBeGreaterThan(5);
    expect(seen.every((address) => address.startsWith(server.endpoint))).toBe(true);
    expect(new Set(authorization)).toEqual(new Set([`Basic ${Buffer.from('user:pass word').toString('base64')}`]));
    const before = seen.length;
    expect(
      (
        await ask('bert', server.endpoint, temporaryFolder(), {
          environment: { http_proxy: proxied, no_proxy: '127.0.0.1' },
        })
      ).error,
    ).toBeNull();
    expect(seen).toHaveLength(before);
  });

  test.each([
    ['http', 'http://hub.example'],
    ['https', 'https://hub.example'],
  ])('that refuses is reported for %s without its password', async (_scheme, endpoint) => {
    const { url } = await startProxy(407);
    const environment = {
      HTTPS_PROXY: url.replace('http://', 'http://user:secret@'),
      HTTP_PROXY: url.replace('http://', 'http://user:secret@'),
    };
    const outcome = await ask('bert', endpoint, temporaryFolder(), { environment });
    expect(codeOf(outcome)).toBe('hub.proxy');
    expect(String(outcome.error) + outcome.log.join()).not.toContain('secret');
  });

  test('with an invalid address is reported by the name of its variable only', async () => {
    const outcome = await ask('bert', 'http://hub.example', temporaryFolder(), {
      environment: { HTTPS_PROXY: 'user:secret@proxy' },
    });
    expect(outcome.error).toMatchObject({ code: 'hub.badProxy', values: { variable: 'HTTPS_PROXY' } });
    expect(String(outcome.error)).not.toContain('secret');
  });
});
