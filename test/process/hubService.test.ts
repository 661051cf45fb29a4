// Models of the hub in the extension's worker processes: searched, downloaded with progress, cancelled, continued, and
// found again.

import { existsSync, lstatSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';

import { downloadSchema } from '../../src/shared/messages/models.js';
import { type ServiceMethods, serviceMethods, trainingMethods } from '../../src/shared/messages/worker.js';
import type { Fault, Seen } from '../support/hubFaults.js';
import { commits, content, HubServer, type ServedModel, servedModel } from '../support/hubServer.js';
import { bundledModel, sample, temporaryFolder } from './cliKit.js';
import { type Client, failureOf, until, WorkerProcess } from './workerKit.js';

const temporary = temporaryFolder();
afterAll(() => temporary.remove());

const names = ['config.json', 'model.safetensors', 'tokenizer_config.json', 'vocab.txt'];
const files = Object.fromEntries(names.map((name) => [name, readFileSync(join(bundledModel, name))]));
const total = Object.values(files).reduce((sum, bytes) => sum + bytes.length, 0);
const tiny: ServedModel = { commit: commits.first, files, tags: ['bert', 'zh', 'pytorch', 'region:us'], downloads: 7 };
const named = `owner/tiny@${commits.first}`;

let misbehave: (seen: Seen) => Fault | undefined = () => undefined;
let server: HubServer;
beforeAll(async () => {
  const gpt = {
    ...servedModel(content(100_000), { 'config.json': Buffer.from('{"model_type":"gpt2"}') }),
    tags: ['gpt2'],
  };
  const roberta = { ...gpt, tags: ['roberta', 'de'], downloads: 9 };
  server = await HubServer.start({
    models: {
      'owner/tiny': tiny,
      'owner/gpt': gpt,
      'owner/roberta': roberta,
      'owner/secret': { ...tiny, token: 'hf_private' },
    },
    misbehave: (seen) => misbehave(seen),
  });
});
afterAll(() => server.close());

const workers: WorkerProcess[] = [];
afterEach(async () => {
  misbehave = () => undefined;
  for (const worker of workers.splice(0)) {
    expect(worker.log).not.toContain('hf_private');
    await worker.remove();
  }
});

const newCache = () => join(mkdtempSync(join(temporary.folder, 'cache-')), 'hub');
const variables = (cache: string, more: Readonly<Record<string, string>> = {}) => ({
  HF_ENDPOINT: server.endpoint,
  HF_HUB_CACHE: cache,
  HF_TOKEN: 'hf_private',
  ...more,
});

async function service(cache: string, more: Readonly<Record<string, string>> = {}): Promise<Client<ServiceMethods>> {
  const worker = new WorkerProcess('serve', { idleSeconds: 600 }, variables(cache, more));
  workers.push(worker);
  return worker.join(serviceMethods);
}

describe('a model of the hub', () => {
  test('is downloaded with progress, and then works like any other model', async () => {
    const cache = newCache();
    const client = await service(cache);
    expect(await failureOf(client.ask('modelInfo', { model: named, labels: null }))).toMatchObject({
      code: 'hub.notDownloaded',
      values: { model: 'owner/tiny' },
    });
    const { data } = await client.ask('inspect', { file: sample, settings: { model: named } });
    const { rows } = await client.ask('rows', { data, from: 0, count: 1, tokens: true });
    expect(rows[0]?.tokens).toBeNull();
    expect(server.downloads).toEqual([]);

    const obtaining = client.start('obtainModel', { name: 'owner/tiny' });
    expect(await obtaining.result).toEqual({ model: named, notices: [] });
    const words = obtaining.progress.map((word) => downloadSchema.parse(word));
    expect(words.at(-1)).toEqual({ model: 'owner/tiny', file: 'model.safetensors', bytes: total, total });
    expect(words.map(({ bytes }) => bytes)).toEqual(words.map(({ bytes }) => bytes).sort((a, b) => a - b));

    const weights = files['model.safetensors']!.length;
    expect(await client.ask('modelInfo', { model: named, labels: 3 })).toMatchObject({
      name: 'owner/tiny',
      bytes: weights,
    });
    expect(await client.ask('cachedModels', {})).toEqual({
      models: [{ id: 'owner/tiny', model: named, bytes: weights }],
    });
    const settings = { model: named };
    expect((await client.ask('tokenLengths', { data, settings })).median).toBeGreaterThan(2);
    expect((await client.ask('rows', { data, from: 0, count: 1, tokens: true })).rows[0]?.tokens).toBeGreaterThan(2);
    expect((await client.ask('estimate', { data, settings, freezes: [''] })).parameters).toBeGreaterThan(1000);
    const { files: copies } = await client.ask('exportModel', {
      model: named,
      format: 'folder',
      out: join(temporary.folder, 'copied'),
    });
    expect(copies.map((file) => [basename(file), lstatSync(file).isFile()])).toEqual(names.map((name) => [name, true]));

    const before = server.seen.length;
    expect(await client.ask('obtainModel', { name: named })).toEqual({ model: named, notices: [] });
    expect(server.seen).toHaveLength(before);
    rmSync(join(cache, 'models--owner--tiny', 'snapshots'), { recursive: true });
    expect(await failureOf(client.ask('predict', { model: named, texts: [['好', null]] }))).toMatchObject({
      code: 'hub.notDownloaded',
    });
    expect(await client.ask('cachedModels', {})).toEqual({ models: [] });
  });

  test('continues its download where it was cancelled', async () => {
    const client = await service(newCache());
    misbehave = ({ url, headers }) =>
      url.includes('safetensors') && !(headers.range ?? '').startsWith('bytes=0-')
        ? { kind: 'stall', after: 1000 }
        : undefined;
    const obtaining = client.start('obtainModel', { name: 'owner/tiny' });
    await until(
      () =>
        obtaining.progress
          .map((word) => downloadSchema.parse(word))
          .some(({ file, bytes }) => file === 'model.safetensors' && bytes > 300_000),
      'a part of the weights',
    );
    client.cancel(obtaining.id);
    expect(await failureOf(obtaining.result)).toEqual({ kind: 'cancelled' });
    expect(await failureOf(client.ask('modelInfo', { model: 'owner/tiny@main', labels: null }))).toMatchObject({
      code: 'hub.notDownloaded',
    });
    misbehave = () => undefined;
    const before = server.seen.length;
    expect(await client.ask('obtainModel', { name: 'owner/tiny' })).toMatchObject({ model: named });
    const ranges = server.seen
      .slice(before)
      .filter(({ url }) => url.includes('safetensors'))
      .map(({ headers }) => headers.range ?? 'whole');
    expect(ranges.length).toBeGreaterThan(0);
    expect(ranges.filter((range) => range === 'whole' || range.startsWith('bytes=0-'))).toEqual([]);
  });

  test('is refused with the reason: unknown, invalid name, another architecture, or offline', async () => {
    const cache = newCache();
    const client = await service(cache);
    expect(await failureOf(client.ask('obtainModel', { name: 'owner/none' }))).toMatchObject({
      kind: 'user',
      code: 'hub.noModel',
    });
    expect(await failureOf(client.ask('obtainModel', { name: 'not a name' }))).toMatchObject({
      code: 'hub.badAddress',
    });
    expect(await failureOf(client.ask('obtainModel', { name: 'owner/gpt' }))).toMatchObject({
      code: 'model.otherArchitecture',
    });
    expect(
      server.seen.filter(
        ({ url, method }) => method === 'GET' && url.startsWith('/owner/gpt/') && url.endsWith('safetensors'),
      ),
    ).toEqual([]);
    const unreachable = await service(cache, { HF_ENDPOINT: 'http://127.0.0.1:9', HF_HUB_OFFLINE: '1' });
    expect(await failureOf(unreachable.ask('obtainModel', { name: 'owner/tiny' }))).toMatchObject({
      code: 'hub.offline',
    });
    expect(await failureOf(unreachable.ask('searchHub', { words: 'tiny' }))).toMatchObject({
      code: 'hub.searchOffline',
    });
  });
});

describe('a search of the hub', () => {
  test('finds only models that can be fine-tuned, the most downloaded first, with their languages', async () => {
    const client = await service(newCache());
    expect(await client.ask('searchHub', { words: 'owner/' })).toEqual({
      models: [
        { id: 'owner/roberta', downloads: 9, languages: ['de'] },
        { id: 'owner/tiny', downloads: 7, languages: ['zh'] },
      ],
    });
    expect(server.seen.at(-1)?.headers.authorization).toBe('Bearer hf_private');
  });

  test('fails with a reason when the hub cannot search or answers otherwise', async () => {
    const client = await service(newCache());
    misbehave = () => ({ kind: 'page', text: '<html>' });
    expect(await failureOf(client.ask('searchHub', { words: 'bert' }))).toMatchObject({ code: 'hub.notAHub' });
    misbehave = () => ({ kind: 'status', status: 503 });
    expect(await failureOf(client.ask('searchHub', { words: 'bert' }))).toMatchObject({
      code: 'hub.server',
      values: { status: 503 },
    });
  });
});

describe('a run', () => {
  const run = { rows: 16, epochs: 1, batch: 8, maxLength: 16, threads: 1, model: named };

  test('downloads its model first, and reports the progress', async () => {
    const out = join(temporary.folder, 'downloads');
    const worker = new WorkerProcess(
      'train',
      { run: { kind: 'train', data: sample, settings: run, out } },
      variables(newCache()),
    );
    workers.push(worker);
    misbehave = ({ url, headers }) =>
      url.includes('safetensors') && !(headers.range ?? '').startsWith('bytes=0-')
        ? { kind: 'stall', after: 1000 }
        : undefined;
    const client = await worker.join(trainingMethods);
    await until(
      () =>
        client.statuses.some(
          ({ phase, download }) =>
            phase === 'preparing' && download !== null && download.bytes > 0 && download.total === total,
        ),
      'a status with a download',
    );
    await client.ask('stop', {});
    expect(await client.phase('interrupted')).toMatchObject({ step: 0, download: null });
    await worker.ended;

    misbehave = () => undefined;
    const again = new WorkerProcess(
      'train',
      { run: { kind: 'resume', folder: out, rowsAtOnce: null } },
      variables(newCache()),
    );
    workers.push(again);
    const second = await again.join(trainingMethods);
    expect(await second.phase('done')).toMatchObject({ download: null, failure: null });
    expect(existsSync(join(out, 'model', 'model.safetensors'))).toBe(true);
  });
});
