// A hub that misbehaves: every download succeeds or is reported in one sentence, and no partial file gets its final
// name.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { waitingTime } from '../../../src/hub/failures.js';
import { PassingFailure } from '../../../src/hub/retries.js';
import { content, type HubServerOptions } from '../../support/hubServer.js';
import { always, atFirst, blobsOf, isWeights, model, run, weights, weightsHash } from './faultyHub.js';
import { ask, codeOf, quickLimits, serve, temporaryFolder } from './kit.js';

describe('a download succeeds in spite of', () => {
  const cases: Record<string, NonNullable<HubServerOptions['misbehave']>> = {
    'a server without ranges': always({ kind: 'ignoreRange' }),
    'a server without ranges that cuts once': (() => {
      let cuts = 0;
      return (seen) =>
        isWeights(seen) ? (cuts++ === 0 ? { kind: 'cut', after: 100_000 } : { kind: 'ignoreRange' }) : undefined;
    })(),
    'a server with wrong ranges': always({ kind: 'wrongRange' }),
    'a server with one wrong range': atFirst(3, { kind: 'wrongRange' }),
    'a server that stops serving ranges midway': (() => {
      let count = 0;
      return (seen) => (isWeights(seen) && count++ > 2 ? { kind: 'ignoreRange' } : undefined);
    })(),
    'every connection cut after 200 000 bytes': always({ kind: 'cut', after: 200_000 }),
    'a connection cut before the first byte': atFirst(2, { kind: 'cut', after: 0 }),
    'a connection that falls silent': atFirst(2, { kind: 'stall', after: 5000 }),
    'a body that drips': atFirst(1, { kind: 'drip', pause: 5 }),
    'no answer at all': atFirst(1, { kind: 'silence' }),
    'a status 503 twice': atFirst(2, { kind: 'status', status: 503 }),
    'the right bytes without a length': always({ kind: 'noLength' }),
    'the right range followed by endless bytes': always({ kind: 'endless', ranges: true }),
    'the right file followed by endless bytes': always({ kind: 'endless' }),
    'a status 500 for the listing': (() => {
      let count = 0;
      return ({ url }) => (url.startsWith('/api/') && count++ < 2 ? { kind: 'status', status: 500 } : undefined);
    })(),
  };
  test.concurrent.each(Object.entries(cases))('%s', async (_name, misbehave) => {
    const { outcome, cache } = await run(misbehave);
    expect(outcome.error).toBeNull();
    expect(blobsOf(cache).filter((name) => name.endsWith('.incomplete'))).toEqual([]);
    expect(readFileSync(join(cache, 'models--bert', 'blobs', weightsHash)).equals(weights)).toBe(true);
  });
});

describe('a download is reported in one sentence with', () => {
  const cases: Record<string, readonly [code: string, misbehave: NonNullable<HubServerOptions['misbehave']>]> = {
    'every connection cut at once': ['hub.cut', always({ kind: 'cut', after: 100 })],
    'every connection silent': ['hub.timeout', always({ kind: 'stall', after: 100 })],
    'every body dripping': ['hub.timeout', always({ kind: 'drip', pause: 20 })],
    'never an answer': ['hub.timeout', ({ url }) => (url.startsWith('/api/') ? { kind: 'silence' } : undefined)],
    'other bytes than were published': ['hub.otherHash', always({ kind: 'wrongBytes' })],
    'another length than was announced': ['hub.otherSize', always({ kind: 'otherLength', length: 77 })],
    'an endless body of other bytes': ['hub.otherHash', always({ kind: 'endless', wrong: true })],
    'a small file of other bytes': [
      'hub.otherHash',
      ({ url }) => (url.includes('vocab.txt') ? { kind: 'wrongBytes' } : undefined),
    ],
    'a listed file that is missing': [
      'hub.noFile',
      always({ kind: 'status', status: 404, headers: { 'x-error-code': 'EntryNotFound' } }),
    ],
    'an unexpected status': ['hub.status', always({ kind: 'status', status: 418 })],
    'a server that is down': ['hub.server', () => ({ kind: 'status', status: 502 })],
    'a proxy that requires a password': ['hub.proxy', () => ({ kind: 'status', status: 407 })],
    'a login page of the network': ['hub.notAHub', () => ({ kind: 'page', text: '<html>Welcome to the hotel</html>' })],
    'an endless listing': ['hub.notAHub', () => ({ kind: 'page', text: 'x'.repeat(33 << 20) })],
    'a listing whose commit leads out of the cache': [
      'hub.notAHub',
      ({ url }) =>
        url.startsWith('/api/') ? { kind: 'page', text: '{"sha":"../../../../etc","siblings":[]}' } : undefined,
    ],
    'redirects in a circle': ['hub.redirect', ({ url }) => ({ kind: 'redirect', to: url })],
    'a redirect to a file of the machine': ['hub.redirect', () => ({ kind: 'redirect', to: 'file:///etc/passwd' })],
    'a redirect with a password': ['hub.redirect', () => ({ kind: 'redirect', to: 'http://user:secret@127.0.0.1/' })],
    'an invalid redirect': ['hub.redirect', () => ({ kind: 'redirect', to: 'http://[' })],
    'a redirect to a closed port': ['hub.unreachable', () => ({ kind: 'redirect', to: 'http://127.0.0.1:9/' })],
    'access refused': ['hub.forbidden', () => ({ kind: 'status', status: 403 })],
    'a model behind terms': [
      'hub.gated',
      () => ({ kind: 'status', status: 403, headers: { 'x-error-code': 'GatedRepo' } }),
    ],
    'no such model, without a token': [
      'hub.notPublic',
      () => ({ kind: 'status', status: 401, headers: { 'x-error-code': 'RepoNotFound' } }),
    ],
    'no such model': [
      'hub.noModel',
      () => ({ kind: 'status', status: 404, headers: { 'x-error-code': 'RepoNotFound' } }),
    ],
    'too many requests': ['hub.busy', () => ({ kind: 'status', status: 429 })],
    'too many requests, for an hour': [
      'hub.busy',
      () => ({ kind: 'status', status: 429, headers: { 'retry-after': '3600' } }),
    ],
  };
  test.concurrent.each(Object.entries(cases))('%s', async (_name, [code, misbehave]) => {
    const { outcome } = await run(misbehave);
    expect(codeOf(outcome)).toBe(code);
    expect(JSON.stringify(outcome.error) + outcome.log.join()).not.toContain('secret');
  });
});

test('a host that does not exist is reported with the reason', async () => {
  const { error } = await ask('bert', 'http://no-such-host.invalid', temporaryFolder());
  expect(error).toMatchObject({ code: 'hub.unreachable', values: { host: 'no-such-host.invalid' } });
});

test('an unknown revision is reported by name', async () => {
  const server = await serve({ models: { bert: model } });
  expect((await ask('bert@v9', server.endpoint, temporaryFolder())).error).toMatchObject({
    code: 'hub.noRevision',
    values: { model: 'bert', revision: 'v9' },
  });
});

describe('Retry-After', () => {
  test('is respected', async () => {
    const begun = performance.now();
    const { outcome } = await run(atFirst(1, { kind: 'status', status: 429, headers: { 'retry-after': '1' } }));
    expect(outcome.error).toBeNull();
    expect(performance.now() - begun).toBeGreaterThan(990);
  });

  test('of an hour is not waited for but reported', async () => {
    const { outcome, server } = await run(() => ({ kind: 'status', status: 429, headers: { 'retry-after': '3600' } }));
    expect(outcome.error).toMatchObject({ values: { seconds: 3600 } });
    expect(server.seen).toHaveLength(1);
  });

  test('may be a date, or the hub’s own header', () => {
    const now = Date.parse('2026-01-01T00:00:00Z');
    expect(waitingTime({ 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' }, now)).toBe(30_000);
    expect(waitingTime({ ratelimit: '"api";r=0;t=42' }, now)).toBe(42_000);
    expect([waitingTime({}), waitingTime({ 'retry-after': 'soon' }), waitingTime({ 'retry-after': '-5' })]).toEqual([
      0, 0, 0,
    ]);
  });
});

test('an expired signed address is requested again', async () => {
  let expired = 2;
  const store = await serve({
    models: { bert: model },
    misbehave: () => (expired-- > 0 ? { kind: 'status', status: 403 } : undefined),
  });
  const hub = await serve({ models: { bert: model }, store });
  expect((await ask('bert', hub.endpoint, temporaryFolder())).error).toBeNull();
});

test('files with names that lead outside the cache are never written', async () => {
  const evil = [
    '../../../evil.safetensors',
    '/etc/evil',
    '..\\evil',
    'model-00001-of-00001.safetensors/../../x',
    'tokenizer.json/../../../evil',
  ];
  const files = { ...model.files, ...Object.fromEntries(evil.map((name) => [name, content(10)])) };
  const server = await serve({ models: { bert: { ...model, files } } });
  expect((await ask('bert', server.endpoint, temporaryFolder())).error).toBeNull();
  expect(server.downloads.filter((name) => name.includes('evil') || name.includes('..'))).toEqual([]);
});

test('a temporary failure is reported as an error for the user', async () => {
  const { outcome } = await run(() => ({ kind: 'status', status: 500 }), {
    options: { limits: { ...quickLimits, attempts: 1 } },
  });
  expect(outcome.error).not.toBeInstanceOf(PassingFailure);
});
